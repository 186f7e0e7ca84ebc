import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Json } from '../state.ts'
import type { Tenant } from '../tenant.ts'
import type { Job, Outcome } from './action-process.ts'
import { triggers } from './triggers.ts'

/** Auth0 stops an Action after this time (docs: customize/actions/limitations). */
const TIME_LIMIT_MS = 20_000

/** Runs the Actions bound to a trigger: one process per execution, with the code as it was deployed. */
export class ActionRunner {
  readonly #running = new Set<ChildProcess>()

  /** @param event without secrets; each Action gets its own */
  async run(tenant: Tenant, triggerId: string, event: Json): Promise<Outcome> {
    const trigger = triggers[triggerId]
    const bound = (tenant.state.bindings.get(triggerId) ?? []).flatMap(({ action_id }) => {
      const action = tenant.state.actions.get(action_id)
      return action?.deployedVersion ? [{ name: action.name, version: action.deployedVersion }] : []
    })
    if (trigger === undefined || bound.length === 0) return { calls: [], logs: [] }
    return this.#execute({
      actions: bound.map(({ name, version: { code, secrets } }) => ({
        name,
        code,
        secrets: Object.fromEntries(secrets.map((secret) => [secret.name, secret.value])),
      })),
      handler: trigger.handler,
      methods: trigger.methods,
      event,
      clockOffsetMs: tenant.clock.offsetMs,
    })
  }

  /** Leaves no process behind. */
  stop(): void {
    for (const child of this.#running) child.kill('SIGKILL')
  }

  #execute(job: Job): Promise<Outcome> {
    const child = fork(actionProcess(), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' })
    this.#running.add(child)
    return new Promise((resolve) => {
      const names = job.actions.map(({ name }) => name).join(', ')
      const fail = (message: string) => resolve({ calls: [], logs: [], error: { action: names, message } })
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        fail(`The Action ran longer than ${TIME_LIMIT_MS / 1000} s and was stopped.`)
      }, TIME_LIMIT_MS)
      child.once('message', (outcome: Outcome) => resolve(outcome))
      child.once('error', (failure) => fail(failure.message))
      child.once('exit', () => {
        clearTimeout(timer)
        this.#running.delete(child)
        fail('The Action ended its process.')
      })
      child.send(job)
    })
  }
}

/** The built program, beside this one in dist/. */
function actionProcess(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'action-process.js')
  if (!existsSync(beside)) throw new Error(`${beside} is missing: run "npm run build" first`)
  return beside
}
