// The process that runs the Actions of one trigger, one after another, as deployed. It gets the job over IPC and sends back
// what the Actions called on `api`. Then it says that it is `ready` for another job, or ends if these Actions left something
// behind. It is not a security boundary: it is for a developer's own Actions.
import { createRequire, isBuiltin } from 'node:module'
import { compileFunction } from 'node:vm'
import { ActionApi } from './action-api.ts'
import { requireHandler } from './checked-arguments.ts'
import type { Job, Outcome } from './job.ts'

type Handler = (event: object, api: object) => unknown
type Loader = (exports: object, require: (name: string) => unknown, module: object) => void

/** How many characters of everything that an Action logs Auth0 keeps (docs: customize/actions/limitations). */
const MOST_LOGGED = 256

const RealDate = Date
const globalNames = Object.getOwnPropertyNames(globalThis).length
/** The pipe to the tenant, and this file after it has been read. */
const ownResources = ['PipeWrap', 'CloseReq']

process.on('message', (job: Job) => {
  const outcome: Outcome = { calls: [], logs: [], results: [], cache: job.cache }
  // What an Action leaves behind (a rejected promise, a timer that throws) also makes it fail.
  process.removeAllListeners('uncaughtException').once('uncaughtException', ({ message }) => {
    process.send?.({ ...outcome, error: { action: '', message } }, () => process.exit(1))
  })
  // An unhandled rejection is noticed before that.
  run(job, outcome).then(
    (result) => setImmediate(answer, result),
    () => process.exit(1),
  )
})
process.on('disconnect', () => process.exit())

function answer(outcome: Outcome): void {
  process.send?.(outcome, () => {
    if (hasLeftNothing()) process.send?.('ready')
    else process.exit()
  })
}

/** Whether there are no timers, connections or global names left. */
function hasLeftNothing(): boolean {
  const left = process.getActiveResourcesInfo().filter((name) => !ownResources.includes(name))
  return left.length === 0 && Object.getOwnPropertyNames(globalThis).length === globalNames
}

async function run(job: Job, outcome: Outcome): Promise<Outcome> {
  useClock(job.clockOffsetMs)
  const api = new ActionApi(job, outcome)
  for (const [index, { name, code, secrets }] of job.actions.entries()) {
    const startedAt = Date.now()
    captureConsole(outcome.logs)
    const handler = index === 0 && job.continueHandler !== undefined ? job.continueHandler : job.handler
    try {
      const handle = load(name, code)[handler]
      requireHandler(handler, handle)
      await handle?.(api.eventFor(secrets), api.object)
      outcome.results.push({ action: name, startedAt, endedAt: Date.now() })
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure)
      outcome.results.push({ action: name, startedAt, endedAt: Date.now(), error: message })
      const { name: kind, stack = '' } = failure instanceof Error ? failure : new Error(message)
      return { ...outcome, error: { action: name, message, name: kind, stack } }
    }
    if (api.isDenied) break
    const switched = api.primaryUserId === undefined ? {} : { primaryUser: { id: api.primaryUserId, next: index + 1 } }
    if (api.redirectTo !== undefined) return { ...outcome, ...switched, redirect: { url: api.redirectTo, index } }
    // The Actions that follow see the primary user, whom only the tenant knows.
    if ('primaryUser' in switched) return { ...outcome, ...switched }
  }
  return outcome
}

function load(name: string, code: string): Record<string, Handler | undefined> {
  const module = { exports: {} as Record<string, Handler | undefined> }
  const run = compileFunction(code, ['exports', 'require', 'module'], { filename: `${name}.js` }) as Loader
  run(module.exports, requireBuiltin, module)
  return module.exports
}

/** Only Auth0 can install npm packages. Here, only Node's own modules are available. */
function requireBuiltin(name: string): unknown {
  if (!isBuiltin(name)) throw new Error(`The local tenant does not implement npm packages in Actions: ${name}`)
  return createRequire(import.meta.url)(name) as unknown
}

/** Makes `Date` follow the tenant's clock, in each of its forms. An instant that is given stays as it is. */
function useClock(offsetMs: number): void {
  const now = (): number => RealDate.now() + offsetMs
  const TenantDate = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args: unknown[], self) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, self) as object,
    get: (target, key, self): unknown => (key === 'now' ? now : Reflect.get(target, key, self)),
  })
  RealDate.prototype.constructor = TenantDate
  globalThis.Date = TenantDate
}

function captureConsole(logs: string[]): void {
  let left = MOST_LOGGED
  const log = (...values: unknown[]) => {
    const line = values.map(shown).join(' ').slice(0, left)
    if (left > 0) logs.push(line)
    left -= line.length
  }
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) console[level] = log
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
