// The process in which the Actions of one trigger run, one after another, as deployed. It gets the job over IPC, sends
// back what the Actions called on `api`, and ends. No security boundary: it is for a developer's own Actions.
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'

export interface Job {
  actions: { name: string; code: string; secrets: Record<string, string> }[]
  handler: string
  methods: string[]
  event: Record<string, unknown>
  /** The tenant's clock, as an offset to the machine's. */
  clockOffsetMs: number
}

/** One call on `api`, in order, like `access.deny` with its arguments. */
export interface ApiCall {
  method: string
  args: unknown[]
}

export interface Outcome {
  calls: ApiCall[]
  logs: string[]
  /** Set when an Action threw; Auth0 then fails what triggered it. */
  error?: { action: string; message: string }
}

type Handler = (event: object, api: object) => unknown
type Loader = (exports: object, require: NodeJS.Require, module: object) => void

/** Auth0 cuts what Actions log (docs: customize/actions/limitations). */
const LONGEST_LOG = 256

process.once('message', (job: Job) => {
  run(job).then(
    (outcome) => process.send?.(outcome, () => process.exit(0)),
    () => process.exit(1),
  )
})

async function run({ actions, handler, methods, event, clockOffsetMs }: Job): Promise<Outcome> {
  useClock(clockOffsetMs)
  const outcome: Outcome = { calls: [], logs: [] }
  captureConsole(outcome.logs)
  for (const { name, code, secrets } of actions) {
    try {
      const exported: Record<string, Handler | undefined> = {}
      const load = compileFunction(code, ['exports', 'require', 'module'], { filename: `${name}.js` }) as Loader
      load(exported, createRequire(import.meta.url), { exports: exported })
      const handle = exported[handler]
      if (typeof handle !== 'function') throw new Error(`The Action exports no ${handler}`)
      await handle(structuredClone({ ...event, secrets }), apiOf(methods, outcome.calls))
    } catch (failure) {
      return {
        ...outcome,
        error: { action: name, message: failure instanceof Error ? failure.message : String(failure) },
      }
    }
    if (outcome.calls.some(({ method }) => method === 'access.deny')) break
  }
  return outcome
}

/** An object with the implemented methods; each notes its call and answers `api`, so that calls can be chained. */
function apiOf(methods: string[], calls: ApiCall[]): object {
  const at = (path: string): object =>
    new Proxy(() => undefined, {
      // Not thenable, so that an Action may return what a method answers.
      get: (_, key) => (key === 'then' ? undefined : at(path === '' ? String(key) : `${path}.${String(key)}`)),
      apply: (_, __, args: unknown[]) => {
        if (!methods.includes(path)) throw new Error(`The local tenant does not implement api.${path}`)
        calls.push({ method: path, args: structuredClone(args) })
        return api
      },
    })
  const api = at('')
  return api
}

function useClock(offsetMs: number): void {
  const RealDate = Date
  class TenantDate extends RealDate {
    constructor(...args: [] | [number | string | Date]) {
      if (args.length === 0) super(RealDate.now() + offsetMs)
      else super(...args)
    }
    static override now(): number {
      return RealDate.now() + offsetMs
    }
  }
  globalThis.Date = TenantDate as DateConstructor
}

function captureConsole(logs: string[]): void {
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    console[level] = (...values: unknown[]) => void logs.push(values.map(String).join(' ').slice(0, LONGEST_LOG))
  }
}
