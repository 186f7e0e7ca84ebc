// A simulated tenant for the scheduler: buckets as Auth0 documents them, and events in the order of their time, without
// the machine's clock. A run of invitations and people who sign in use the same buckets.
import { profiles, type Group, type Profile } from '../../../../../scripts/auth0/pace/rate-limits.ts'
import { Pace } from '../../../../../scripts/auth0/pace/pace.ts'

export interface Simulated {
  invitations: number
  /** Hours that the run took. */
  hours: number
  /** Calls a second to the decisive bucket, divided by what the share of its limit allows. */
  ofShare: number
  /** Part of our calls that got a 429. */
  refused: number
  /** Waits of live logins in ms: median, 99th percentile and longest. */
  loginWaitsMs: { median: number; p99: number; longest: number }
}

interface Run {
  plan: string
  invitations: number
  share: number
  /** Logins a second that write metadata. */
  logins: number
  workers: number
  /** A call's round trip in ms. */
  latencyMs: number
}

class Bucket {
  tokens: number
  atMs = 0
  readonly burst: number
  readonly perSecond: number

  constructor({ burst, perSecond }: { burst: number; perSecond: number }) {
    this.burst = burst
    this.perSecond = perSecond
    this.tokens = burst
  }

  /** @returns whole calls left, or undefined when it is empty */
  draw(nowMs: number): number | undefined {
    this.tokens = Math.min(this.burst, this.tokens + ((nowMs - this.atMs) / 1000) * this.perSecond)
    this.atMs = nowMs
    if (this.tokens < 0.999) return undefined
    this.tokens -= 1
    return Math.floor(this.tokens + 0.001)
  }
}

/** Events by time, a binary heap: the next one is always at the top. */
class Agenda {
  readonly #heap: { atMs: number; order: number; happen: (nowMs: number) => void }[] = []
  #order = 0

  at(atMs: number, happen: (nowMs: number) => void): void {
    const heap = this.#heap
    heap.push({ atMs, order: this.#order++, happen })
    for (let index = heap.length - 1; index > 0;) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(index, parent)) break
      this.#swap(index, parent)
      index = parent
    }
  }

  run(): number {
    const heap = this.#heap
    let nowMs = 0
    for (;;) {
      const next = heap[0]
      const last = heap.pop()
      if (next === undefined || last === undefined) return nowMs
      if (heap.length > 0) {
        heap[0] = last
        for (let index = 0; ;) {
          const [left, right] = [2 * index + 1, 2 * index + 2]
          let first = index
          if (left < heap.length && this.#isBefore(left, first)) first = left
          if (right < heap.length && this.#isBefore(right, first)) first = right
          if (first === index) break
          this.#swap(index, first)
          index = first
        }
      }
      nowMs = next.atMs
      next.happen(nowMs)
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (one === undefined || other === undefined) return false
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (one === undefined || other === undefined) return
    this.#heap[a] = other
    this.#heap[b] = one
  }
}

/** Two calls per invitation, a user and a mail, by several workers, while people sign in at even intervals. */
export function simulate({ plan, invitations, share, logins, workers, latencyMs }: Run): Simulated {
  const profile = profileNamed(plan)
  const buckets = new Map(Object.entries(profile.buckets).map(([name, rate]) => [name, new Bucket(rate)]))
  const bucketOf = (group: Group) => {
    const bucket = buckets.get(profile.bucketOf(group))
    if (bucket === undefined) throw new Error(`no bucket for ${group}`)
    return bucket
  }
  const pace = new Pace(share)
  const agenda = new Agenda()
  const waits: number[] = []
  let [started, finished, calls, refused, endMs] = [0, 0, 0, 0, 0]

  const call = (group: Group, nowMs: number, then: (nowMs: number) => void) => {
    agenda.at(nowMs + pace.reserve(group, nowMs), (sentMs) => {
      agenda.at(sentMs + latencyMs / 2, (arrivedMs) => {
        const bucket = bucketOf(group)
        const remaining = bucket.draw(arrivedMs)
        calls += 1
        if (remaining === undefined) refused += 1
        agenda.at(arrivedMs + latencyMs / 2, (answeredMs) => {
          const status = remaining === undefined ? 429 : 200
          pace.answered(group, answeredMs, { status, limit: bucket.burst, remaining: remaining ?? 0 })
          if (remaining === undefined) call(group, answeredMs, then)
          else then(answeredMs)
        })
      })
    })
  }
  const inviteNext = (nowMs: number) => {
    if (started === invitations) return
    started += 1
    call('write_users', nowMs, (madeMs) => {
      call('authentication', madeMs, (mailedMs) => {
        finished += 1
        endMs = mailedMs
        inviteNext(mailedMs)
      })
    })
  }
  const signIn = (cameMs: number, triedMs: number) => {
    if (bucketOf('write_users').draw(triedMs) === undefined) {
      agenda.at(triedMs + 100, (nowMs) => signIn(cameMs, nowMs))
      return
    }
    waits.push(triedMs - cameMs)
  }
  const nextLogin = (nowMs: number) => {
    if (finished === invitations) return
    signIn(nowMs, nowMs)
    agenda.at(nowMs + 1000 / logins, nextLogin)
  }
  // The first call goes alone, as pacedFetch sends it.
  started += 1
  call('write_users', 0, (madeMs) => {
    call('authentication', madeMs, (mailedMs) => {
      finished += 1
      endMs = mailedMs
    })
    for (let worker = 0; worker < workers; worker++) inviteNext(madeMs)
  })
  if (logins > 0) agenda.at(0, nextLogin)
  agenda.run()

  const decides = Math.min(...(['write_users', 'authentication'] as const).map((group) => bucketOf(group).perSecond))
  waits.sort((a, b) => a - b)
  const waitAt = (part: number) => Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * part))] ?? 0)
  return {
    invitations: finished,
    hours: endMs / 3_600_000,
    ofShare: finished / (endMs / 1000) / (decides * share),
    refused: refused / calls,
    loginWaitsMs: { median: waitAt(0.5), p99: waitAt(0.99), longest: waitAt(1) },
  }
}

function profileNamed(plan: string): Profile {
  const found = profiles.find(({ name }) => name === plan)
  if (found === undefined) throw new Error(`no plan ${plan}`)
  return found
}
