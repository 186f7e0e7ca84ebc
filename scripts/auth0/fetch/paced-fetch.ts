import type { Answer } from '../pace/pace.ts'
import { DEFAULT_SHARE, Pace } from '../pace/pace.ts'
import { MAILS_OF_ONE_ADDRESS, type Group } from '../pace/rate-limits.ts'
import { Mails } from '../pace/mails.ts'

/** Tries of a call that is answered 429 without a limit: that may be a proxy, which nobody can wait for. */
const MOST_TRIES = 8
/** So long, in ms, a call is tried again where Auth0 says that a limit is used up: others may use all of it for a while. */
const LONGEST_MS = 10 * 60_000
/** No pause between two tries is longer, whatever an answer says. */
const LONGEST_PAUSE_MS = 60_000

export interface Waiting {
  /** Waits; ends early, by throwing, when the run is stopped. */
  wait: (ms: number) => Promise<void>
  /** The time in ms, of a clock that does not go back. */
  nowMs: () => number
  /** A number from 0 to 1, so that many do not come back at the same instant. */
  chance: () => number
}

/** The machine's own clock and chance. */
export const machine: Waiting = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  nowMs: () => performance.now(),
  chance: () => Math.random(),
}

/** Calls that wait. */
export interface Held {
  calls: number
  /** In so many ms the last of them starts, as far as it is known now. */
  forMs: number
  /** Whether Auth0 refused one of them, because others use the limit too. */
  isCrowded: boolean
  /** What Auth0 calls the limit: a plan's name, or `unknown`. */
  plan: string
  /** Set where all of them wait for their turn to be mailed: so many a minute are. */
  mailsPerMinute?: number | undefined
}

export interface Given {
  /** Part of each limit to use, above 0 and at most 1. */
  share?: number | undefined
  waiting?: Waiting | undefined
  /** Told whenever calls begin or end to wait; undefined: none waits. */
  told?: ((held: Held | undefined) => void) | undefined
}

/**
 * The turns at one tenant. Whatever calls it goes through one of these, the Deploy CLI too: so a run uses its share of
 * Auth0's limits and waits where it would be refused.
 */
export class Turns {
  /** By what it can do: the program's bundles each have a class of their own. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && 'paced' in value && typeof value.paced === 'function'
  }

  readonly #pace: Pace
  readonly #waiting: Waiting
  readonly #told: (held: Held | undefined) => void
  readonly #mails = new Mails()
  readonly #held = new Set<{ untilMs: number; why: Why }>()
  #first: Promise<unknown> | undefined

  constructor({ share = DEFAULT_SHARE, waiting = machine, told = () => undefined }: Given = {}) {
    this.#pace = new Pace(share)
    this.#waiting = waiting
    this.#told = told
  }

  /** Mails are asked for no faster from now on (`INVITATIONS_MAILS_PER_MINUTE`); undefined leaves it as it is. */
  mailAtMost(perMinute: number | undefined): void {
    this.#mails.atMost(perMinute)
  }

  /** What Auth0's answers call the tenant's limit: a plan's name, or `unknown`. */
  get plan(): string {
    return this.#pace.plan
  }

  /** Waits as calls do: ends early, by throwing, when the run is stopped. */
  wait(ms: number): Promise<void> {
    return this.#waiting.wait(ms)
  }

  /** The time in ms by which calls wait; it does not go back. */
  nowMs(): number {
    return this.#waiting.nowMs()
  }

  /**
   * A fetch that waits for its turn and tries again after a 429, which did nothing. The 429 of one address (Auth0 allows ten
   * mails, then one a minute) is handed on: waiting for it would hold up everybody else.
   */
  paced(fetchWith: typeof fetch): typeof fetch {
    return async (input, init) => {
      const group = groupOf(input, init)
      const isMail = asksForMail(input)
      if (this.#pace.isUnknown && group !== 'authentication') {
        // The first answer tells the plan; nobody goes before it.
        if (this.#first === undefined) {
          const answer = this.#try(group, isMail, () => fetchWith(input, init))
          this.#first = answer.catch(() => undefined)
          return answer
        }
        await this.#first
      }
      return this.#try(group, isMail, () => fetchWith(input, init))
    }
  }

  async #try(group: Group, isMail: boolean, call: () => Promise<Response>): Promise<Response> {
    const { nowMs, chance } = this.#waiting
    let waitedMs = 0
    for (let tries = 1; ; tries++) {
      const limitMs = this.#pace.reserve(group, nowMs())
      const mailMs = isMail ? this.#mails.reserve(nowMs()) : 0
      await this.#hold(Math.max(limitMs, mailMs), tries > 1 ? 'crowded' : mailMs > limitMs ? 'mail' : 'limit')
      const response = await call()
      const answer = answerOf(response)
      this.#pace.answered(group, nowMs(), answer)
      if (response.status !== 429 || isOfOneAddress(group, answer)) return response
      if (answer.limit === undefined ? tries === MOST_TRIES : waitedMs >= LONGEST_MS) return response
      await response.body?.cancel()
      const pauseMs = Math.max(2 ** Math.min(tries, 5) * 250 * (0.5 + chance()), untilReset(response))
      waitedMs += pauseMs
      await this.#hold(Math.min(pauseMs, LONGEST_PAUSE_MS), 'crowded')
    }
  }

  async #hold(ms: number, why: Why): Promise<void> {
    if (ms <= 0) return
    const held = { untilMs: this.#waiting.nowMs() + ms, why }
    this.#held.add(held)
    this.#tell()
    try {
      await this.#waiting.wait(ms)
    } finally {
      this.#held.delete(held)
      this.#tell()
    }
  }

  #tell(): void {
    const held = [...this.#held]
    if (held.length === 0) {
      this.#told(undefined)
      return
    }
    const forMs = Math.max(...held.map(({ untilMs }) => untilMs)) - this.#waiting.nowMs()
    const isCrowded = held.some(({ why }) => why === 'crowded')
    const mailsPerMinute = held.every(({ why }) => why === 'mail') ? this.#mails.perMinute : undefined
    this.#told({ calls: held.length, forMs, isCrowded, plan: this.#pace.plan, mailsPerMinute })
  }
}

/** Why a call waits: for Auth0's limit, for others who use it too, or for the email provider. */
type Why = 'limit' | 'crowded' | 'mail'

/** The only call of ours after which Auth0 mails somebody. */
function asksForMail(input: Parameters<typeof fetch>[0]): boolean {
  return new URL(input instanceof Request ? input.url : input).pathname === '/dbconnections/change_password'
}

/** Auth0's own names of what a call counts as. */
export function groupOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Group {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  const isRead = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase() === 'GET'
  if (!pathname.startsWith('/api/v2/')) return 'authentication'
  const [, resource = '', isDeep] = /^\/api\/v2\/([\w-]+)(?:\/[^/]+)?(\/.*)?$/.exec(pathname) ?? []
  if (isDeep !== undefined) return 'other'
  return (isRead ? reads : writes)[resource] ?? 'other'
}

const reads: Readonly<Record<string, Group>> = {
  users: 'read_users',
  logs: 'read_logs',
  clients: 'read_clients',
  connections: 'read_connections',
  'email-templates': 'read_templates',
  emails: 'read_provider',
}
const writes: Readonly<Record<string, Group>> = {
  users: 'write_users',
  'email-templates': 'write_templates',
  'device-credentials': 'write_device_credentials',
}

function answerOf({ status, headers }: Response): Answer {
  return {
    status,
    limit: numberIn(headers, 'x-ratelimit-limit'),
    remaining: numberIn(headers, 'x-ratelimit-remaining'),
  }
}

function numberIn(headers: Headers, name: string): number | undefined {
  const value = headers.get(name)
  return value === null || !/^\d+$/.test(value) ? undefined : Number(value)
}

/**
 * In how many ms Auth0 has room for a call again, as its answer says; 0 where it does not.
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */
function untilReset({ headers }: Response): number {
  const resetMs = (numberIn(headers, 'x-ratelimit-reset') ?? 0) * 1000
  const ms = resetMs - Date.parse(headers.get('date') ?? '')
  return ms > 0 && ms <= LONGEST_PAUSE_MS ? ms : 0
}

function isOfOneAddress(group: Group, { limit }: Answer): boolean {
  return group === 'authentication' && limit === MAILS_OF_ONE_ADDRESS
}
