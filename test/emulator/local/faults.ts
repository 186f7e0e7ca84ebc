import { json } from '../http/answers.ts'
import { ownValue } from '../json.ts'

/** What goes wrong with a call. If several faults match a call, the first one counts. */
export interface Fault {
  /** Default: every method. */
  method?: string
  /** Path without the query; `*` matches one part of it. Default: every path. */
  path?: string
  /** How many matching calls pass first. */
  after?: number
  /** How many calls are hit after that; default: all. */
  times?: number
  /** Holds the call, before it does anything, until the name is released. */
  hold?: string
  /** Waits before the call does anything. */
  delay_ms?: number
  /** Answers with this status; the call does nothing. */
  status?: number
  /** Cuts the connection; the call does nothing. */
  reset?: boolean
  /** Cuts the connection after the call was done, so the client cannot know. */
  drop_response?: boolean
}

const kinds: Readonly<Record<keyof Fault, 'string' | 'number' | 'boolean'>> = {
  method: 'string',
  path: 'string',
  after: 'number',
  times: 'number',
  hold: 'string',
  delay_ms: 'number',
  status: 'number',
  reset: 'boolean',
  drop_response: 'boolean',
}

/** The faults that are set, and the calls that are held. */
export class Faults {
  #faults: { fault: Fault; matched: number }[] = []
  readonly #held = new Map<string, (() => void)[]>()
  readonly #awaited = new Map<string, (() => void)[]>()

  /**
   * Replaces all faults. Calls that are held continue.
   * @returns what is wrong with the list, or undefined if it was accepted
   */
  replace(list: unknown): string | undefined {
    if (!Array.isArray(list)) return 'Give {"faults": [ … ]}.'
    const faults: Fault[] = []
    for (const given of list) {
      const problem = problemOf(given)
      if (problem) return problem
      faults.push(given as Fault)
    }
    for (const name of this.#held.keys()) this.release(name)
    this.#faults = faults.map((fault) => ({ fault, matched: 0 }))
    return undefined
  }

  /** Lets every call that is held under this name continue. */
  release(name: string): void {
    const waiting = this.#held.get(name) ?? []
    this.#held.delete(name)
    for (const goOn of waiting) goOn()
  }

  /** Resolves as soon as a call is held under this name. */
  async untilHeld(name: string): Promise<void> {
    if (this.#held.has(name)) return
    await new Promise<void>((resolve) => {
      this.#awaited.set(name, [...(this.#awaited.get(name) ?? []), resolve])
    })
  }

  /** The fault that hits this call; counts the call. */
  hit(method: string, path: string): Fault | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry
      if (!matches(fault, method, path)) continue
      entry.matched++
      const position = entry.matched - (fault.after ?? 0)
      if (position > 0 && position <= (fault.times ?? Infinity)) return fault
    }
    return undefined
  }

  /** Applies what happens before the call does anything. @returns an answer that replaces the call's own */
  async before({ hold, delay_ms, status }: Fault): Promise<Response | undefined> {
    if (hold !== undefined) {
      await new Promise<void>((resolve) => {
        this.#held.set(hold, [...(this.#held.get(hold) ?? []), resolve])
        for (const tell of this.#awaited.get(hold) ?? []) tell()
        this.#awaited.delete(hold)
      })
    }
    if (delay_ms !== undefined) await new Promise((resolve) => setTimeout(resolve, delay_ms))
    return status === undefined ? undefined : failure(status)
  }
}

function matches({ method, path }: Fault, calledMethod: string, calledPath: string): boolean {
  if (method !== undefined && method.toUpperCase() !== calledMethod) return false
  if (path === undefined) return true
  const wanted = path.split('/')
  const called = calledPath.split('/')
  return wanted.length === called.length && wanted.every((part, index) => part === '*' || part === called[index])
}

function problemOf(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null)
    return 'A fault is an object like {"path":"/api/v2/users","status":500}.'
  for (const key of Object.keys(given)) {
    const kind = Object.entries(kinds).find(([name]) => name === key)?.[1]
    if (kind === undefined) return `A fault has no "${key}". It may have ${Object.keys(kinds).join(', ')}.`
    if (typeof ownValue(given, key) !== kind) return `"${key}" of a fault is a ${kind}.`
  }
  return undefined
}

/** The 429 is as recorded. Of other failures, only the form is known. */
function failure(status: number): Response {
  if (status === 429) {
    const message = 'Global limit has been reached'
    return json(429, { statusCode: 429, error: 'Too Many Requests', message, errorCode: 'too_many_requests' })
  }
  return json(status, {
    statusCode: status,
    error: 'Injected fault',
    message: `A fault of the local tenant answered ${status}.`,
  })
}
