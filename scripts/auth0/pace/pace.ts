import { profileOf, slowest, tellsPlan, type Group, type Profile, type Rate } from './rate-limits.ts'

/**
 * The part of every limit that our tools use. A fifth is left for people who sign in: their Actions draw from the same
 * bucket of writes (40 of 200 a minute on Essentials and Professional), and a login waits when it is empty.
 */
export const DEFAULT_SHARE = 0.8

/** What an answer says about the limits. */
export interface Answer {
  status: number
  /** `x-ratelimit-limit`: how many calls the bucket holds. */
  limit?: number | undefined
  /** `x-ratelimit-remaining`: how many calls are left in it. */
  remaining?: number | undefined
}

interface Lane {
  rate: Rate
  /** How many calls of our share may start at `atMs`. */
  ours: number
  /** How many calls the tenant's bucket held at `atMs`, minus our calls in flight. */
  tenants: number
  atMs: number
  /** The part of our share that we may use: less while others use more than we leave them. */
  room: number
  /** When `room` was last reduced. */
  narrowedAtMs: number
}

/** While a bucket is fuller than what we leave to others, room grows back by this much per second. */
const ROOM_PER_SECOND = 0.01
/** Our room is multiplied by this whenever others need it, at most once every NARROWING_MS. */
const NARROWING = 0.8
const NARROWING_MS = 2000
const LEAST_ROOM = 0.05

/**
 * Decides when the next call may start, so that a run uses its share of Auth0's limits and hardly ever gets a 429.
 * Pure: time in ms is an argument, from any clock that does not go back. It learns the plan from the first answer;
 * until then calls go one at a time. Without rate headers it delays nothing.
 */
export class Pace {
  readonly #share: number
  readonly #lanes = new Map<Rate, Lane>()
  #profile: Profile | 'unknown' | 'unlimited' = 'unknown'
  /** Whether an answer has named a limit, even one that does not reveal the plan. */
  #isLimited = false

  /** @param share part of each limit to use, above 0 and at most 1 */
  constructor(share: number) {
    this.#share = share
  }

  /** The plan according to the answers. */
  get plan(): string {
    return typeof this.#profile === 'string' ? this.#profile : this.#profile.name
  }

  /** How many calls per second the group can keep up; Infinity if no limit is known. */
  sustained(group: Group): number {
    const rates = this.#lanesOf(group, 0).map(({ rate }) => rate.perSecond)
    return Math.min(Infinity, ...rates) * this.#share
  }

  /** Whether the plan is still unknown, so that the first call should go alone. */
  get isUnknown(): boolean {
    return this.#profile === 'unknown'
  }

  /** Reserves a call. @returns ms to wait before it may start; 0: now */
  reserve(group: Group, nowMs: number): number {
    return Math.max(0, ...this.#lanesOf(group, nowMs).map((lane) => this.#reserveIn(lane, nowMs)))
  }

  #reserveIn(lane: Lane, nowMs: number): number {
    this.#refill(lane, nowMs)
    const { rate } = lane
    const kept = rate.burst * (1 - this.#share)
    const ours = (1 - lane.ours) / (rate.perSecond * this.#share * lane.room)
    const tenants = (1 + kept - lane.tenants) / rate.perSecond
    lane.ours -= 1
    lane.tenants -= 1
    return Math.ceil(Math.max(0, ours, tenants) * 1000)
  }

  /** Learns from the answer to a reserved call. */
  answered(group: Group, nowMs: number, { status, limit, remaining }: Answer): void {
    if (limit === undefined || remaining === undefined) {
      if (this.#profile === 'unknown' && group !== 'authentication' && status !== 429 && status < 500)
        this.#profile = 'unlimited'
      return
    }
    this.#isLimited = true
    if (typeof this.#profile === 'string' && tellsPlan(group)) this.#profile = profileOf(group, limit)
    // The Authentication API shows the bucket of one address, which says nothing about the next one.
    const lane = this.#lanesOf(group, nowMs).findLast(({ rate }) => rate.burst === limit)
    if (lane === undefined) return
    this.#refill(lane, nowMs)
    lane.tenants = Math.min(lane.tenants, remaining)
    const isCrowded = status === 429 || remaining < Math.floor(lane.rate.burst * (1 - this.#share))
    if (!isCrowded || nowMs - lane.narrowedAtMs < NARROWING_MS) return
    lane.room = Math.max(LEAST_ROOM, lane.room * NARROWING)
    lane.narrowedAtMs = nowMs
  }

  /** The lanes that a call needs; its answer shows the last one. Until the plan is known, the slowest plan's. */
  #lanesOf(group: Group, nowMs: number): Lane[] {
    const profile = this.#profile === 'unknown' && this.#isLimited ? slowest : this.#profile
    if (profile === undefined || typeof profile === 'string') return []
    const rates = [profile.buckets[profile.bucketOf(group)], profile.own[group]]
    return rates.filter((rate) => rate !== undefined).map((rate) => this.#lane(rate, nowMs))
  }

  #lane(rate: Rate, nowMs: number): Lane {
    const known = this.#lanes.get(rate)
    if (known !== undefined) return known
    const { burst } = rate
    const lane = { rate, ours: burst * this.#share, tenants: burst, atMs: nowMs, room: 1, narrowedAtMs: -Infinity }
    this.#lanes.set(rate, lane)
    return lane
  }

  #refill(lane: Lane, nowMs: number): void {
    const seconds = Math.max(0, nowMs - lane.atMs) / 1000
    const { burst, perSecond } = lane.rate
    lane.ours = Math.min(burst * this.#share, lane.ours + seconds * perSecond * this.#share * lane.room)
    lane.room = Math.min(1, lane.room + seconds * ROOM_PER_SECOND)
    lane.tenants = Math.min(burst, lane.tenants + seconds * perSecond)
    lane.atMs = Math.max(lane.atMs, nowMs)
  }
}
