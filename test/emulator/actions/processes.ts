import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../clock.ts'
import type { Job, Outcome } from './job.ts'

/** Auth0 stops an execution after this time (docs: customize/actions/limitations). */
const TIME_LIMIT_MS = 20_000

/** Stops an Action that uses too much memory before it harms the machine. */
const NODE_OPTIONS = ['--max-old-space-size=128']

/** The processes in which Actions run. Each runs one job at a time. */
export class ActionProcesses {
  readonly #processes = new Set<ChildProcess>()
  /** Processes that wait for a job, because starting one takes as long as many runs. */
  readonly #ready: ChildProcess[] = []
  readonly #outstanding = new Set<Promise<unknown>>()

  /** How the Actions of a job went. A process that fails or takes too long is also an outcome. */
  execute(clock: Clock, job: Job): Promise<Outcome> {
    const child = this.#ready.pop() ?? this.#start()
    return new Promise((resolve) => {
      const action = job.actions.map(({ name }) => name).join(', ')
      const end = (outcome: Outcome) => {
        limit.cancel()
        child.off('error', failed).off('exit', ended)
        resolve(outcome)
      }
      const fail = (message: string) =>
        end({ calls: [], logs: [], results: [], cache: job.cache, error: { action, message } })
      const failed = (failure: Error) => fail(failure.message)
      const ended = () => fail('The Action ended its process.')
      const limit = clock.until(new Date(clock.now().getTime() + TIME_LIMIT_MS), 'the time limit of Actions')
      void limit.reached.then(() => {
        child.kill('SIGKILL')
        fail(`The Action ran longer than ${TIME_LIMIT_MS / 1000} s and was stopped.`)
      })
      child.once('message', end).once('error', failed).once('exit', ended)
      child.send(job)
    })
  }

  /** Takes note of a run that nobody waits for. */
  noteOutstanding(run: Promise<unknown>): void {
    const running = run.finally(() => this.#outstanding.delete(running))
    this.#outstanding.add(running)
  }

  /** Waits for the runs that were noted. */
  async settled(): Promise<void> {
    await Promise.all(this.#outstanding)
  }

  /** Stops all processes. */
  stop(): void {
    for (const child of this.#processes) child.kill('SIGKILL')
  }

  #start(): ChildProcess {
    const child = fork(actionProcess(), {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: NODE_OPTIONS,
    })
    this.#processes.add(child)
    child.on('message', (said) => said === 'ready' && this.#ready.push(child))
    child.once('exit', () => {
      this.#processes.delete(child)
      if (this.#ready.includes(child)) this.#ready.splice(this.#ready.indexOf(child), 1)
    })
    return child
  }
}

/** The built program, next to this one in dist/. */
function actionProcess(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'action-process.js')
  if (!existsSync(beside)) throw new Error(`${beside} is missing: run "npm run build" first`)
  return beside
}
