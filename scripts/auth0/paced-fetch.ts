import type { Answer, Pace } from '../pace/pace.ts'
import type { Group } from '../pace/limits.ts'

/** Tries of a call that Auth0 answers with 429; it did nothing then, so that trying again is safe. */
const MOST_TRIES = 8

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

/**
 * A fetch that waits for its turn and tries again after a 429. The 429 of one address (Auth0 allows ten mails, then one
 * a minute) is handed on: waiting for it would hold up everybody else.
 */
export function pacedFetch(
  pace: Pace,
  { wait, nowMs, chance }: Waiting,
  fetchWith: typeof fetch = fetch,
): typeof fetch {
  let first: Promise<unknown> | undefined
  const call: typeof fetch = async (input, init) => {
    const group = groupOf(input, init)
    if (pace.isUnknown && group !== 'authentication') {
      // The first answer tells the plan; nobody goes before it.
      if (first === undefined) {
        const answer = tryIt(group, input, init)
        first = answer.catch(() => undefined)
        return answer
      }
      await first
    }
    return tryIt(group, input, init)
  }
  async function tryIt(group: Group, input: Parameters<typeof fetch>[0], init: RequestInit | undefined) {
    for (let tries = 1; ; tries++) {
      const ms = pace.reserve(group, nowMs())
      if (ms > 0) await wait(ms)
      const response = await fetchWith(input, init)
      const answer = answerOf(response)
      pace.answered(group, nowMs(), answer)
      if (response.status !== 429 || tries === MOST_TRIES || isOfOneAddress(group, answer)) return response
      await wait(2 ** Math.min(tries, 6) * 250 * (0.5 + chance()))
    }
  }
  return call
}

/** Auth0's own names of what a call counts as. */
export function groupOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Group {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  const isRead = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase() === 'GET'
  if (!pathname.startsWith('/api/v2/')) return 'authentication'
  if (/^\/api\/v2\/users(\/[^/]+)?$/.test(pathname)) return isRead ? 'read_users' : 'write_users'
  if (isRead && /^\/api\/v2\/logs(\/[^/]+)?$/.test(pathname)) return 'read_logs'
  if (isRead && /^\/api\/v2\/clients(\/[^/]+)?$/.test(pathname)) return 'read_clients'
  return 'other'
}

function answerOf({ status, headers }: Response): Answer {
  const numberIn = (name: string) => {
    const value = headers.get(name)
    return value === null || !/^\d+$/.test(value) ? undefined : Number(value)
  }
  return { status, limit: numberIn('x-ratelimit-limit'), remaining: numberIn('x-ratelimit-remaining') }
}

/** change_password: 10 at once per address, whatever the plan (docs: rate-limit-configurations). */
function isOfOneAddress(group: Group, { limit }: Answer): boolean {
  return group === 'authentication' && limit === 10
}
