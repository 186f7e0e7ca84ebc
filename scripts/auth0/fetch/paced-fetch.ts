import type { Answer } from '../pace/pace.ts'
import { DEFAULT_SHARE, Pace } from '../pace/pace.ts'
import { MAILS_OF_ONE_ADDRESS, type Group } from '../pace/rate-limits.ts'
import { Mails } from '../pace/mails.ts'

/** How often to try a call that gets a 429 without a limit. If a proxy sent it, nobody knows how long it lasts. */
const MOST_TRIES = 8
/** How long, in ms, to retry a call after Auth0 says that a limit is used up. Others may use all of it for a while. */
const LONGEST_MS = 10 * 60_000
/** The longest pause between two tries, whatever an answer says. */
const LONGEST_PAUSE_MS = 60_000

export interface Waiting {
  /** Waits. Throws early if the run is stopped. */
  wait: (ms: number) => Promise<void>
  /** The time in ms, from a clock that does not go back. */
  nowMs: () => number
  /** A number from 0 to 1, so that many calls do not come back at the same instant. */
  chance: () => number
}

/** The machine's own clock and randomness. */
export const machine: Waiting = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  nowMs: () => performance.now(),
  chance: () => Math.random(),
}

/** Calls that are waiting. */
export interface Held {
  calls: number
  /** The last of them starts in this many ms, as far as we know now. */
  forMs: number
  /** Whether Auth0 refused one of them because others are using the limit too. */
  isCrowded: boolean
  /** The name of the plan with Auth0's limit, or `unknown`. */
  plan: string
  /** Set if all of them wait to send mail, at this many a minute. */
  mailsPerMinute?: number | undefined
}

export interface Given {
  /** The part of each limit to use, above 0 and at most 1. */
  share?: number | undefined
  waiting?: Waiting | undefined
  /** Called whenever calls start or stop waiting. undefined means that none is waiting. */
  told?: ((held: Held | undefined) => void) | undefined
}

/**
 * The turns at one tenant. Everything that calls it goes through one of these, including the Deploy CLI. So a run uses
 * only its share of Auth0's limits, and waits instead of being refused.
 */
export class Turns {
  /** Recognized by what it can do, because each of the program's bundles has its own class. */
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

  /** Limits mails to this many a minute from now on (`INVITATIONS_MAILS_PER_MINUTE`). undefined changes nothing. */
  mailAtMost(perMinute: number | undefined): void {
    this.#mails.atMost(perMinute)
  }

  /** The plan whose limits Auth0's answers show, or `unknown`. */
  get plan(): string {
    return this.#pace.plan
  }

  /** Waits as calls do, and throws early if the run is stopped. */
  wait(ms: number): Promise<void> {
    return this.#waiting.wait(ms)
  }

  /** The time in ms that calls wait by. It does not go back. */
  nowMs(): number {
    return this.#waiting.nowMs()
  }

  /**
   * A fetch that waits for its turn and tries again after a 429, which did nothing. A 429 for a single address (Auth0
   * allows ten mails, then one a minute) is returned: waiting for it would delay everybody else.
   */
  paced(fetchWith: typeof fetch): typeof fetch {
    return async (input, init) => {
      const group = groupOf(input, init)
      const isMail = asksForMail(input)
      if (this.#pace.isUnknown && group !== 'authentication') {
        // The first answer reveals the plan, so no other call starts before it.
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

/** Why a call waits: because of Auth0's limit, of others who use it too, or of the email provider. */
type Why = 'limit' | 'crowded' | 'mail'

/** Whether it is our one call that makes Auth0 send a mail. */
function asksForMail(input: Parameters<typeof fetch>[0]): boolean {
  return new URL(input instanceof Request ? input.url : input).pathname === '/dbconnections/change_password'
}

/** Which of Auth0's limits a call counts towards, by Auth0's own names. */
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
 * In how many ms Auth0 has room for a call again, according to its answer; 0 if it does not say.
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
