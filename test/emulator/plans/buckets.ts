import type { Clock } from '../clock.ts'

/** What is left of a limit that fills up again as time goes by. */
export interface Bucket {
  tokens: number
  /** Instant in ms of the tenant's clock at which that was so. */
  atMs: number
  /** Whether everybody draws from it, and not one address, user or page. */
  isShared: boolean
  /** Instant in ms at which the tenant's log last told that it is empty or nearly so. */
  reportedAtMs: { api_limit?: number; api_limit_warning?: number }
}

/** How much a bucket holds, and how fast it fills up again. */
export interface Rate {
  burst: number
  /** So many tokens come back in … */
  count: number
  /** … so many seconds. */
  perSeconds: number
}

interface Drawing extends Rate {
  per?: string
}

/** What POST /_local/limits makes of the limits. */
export interface Limits {
  /** So many times as fast as a plan says, what was drawn comes back. */
  speed: number
  /** Instant in ms of the tenant's clock at which every bucket that all share was emptied. */
  emptiedAtMs: number | undefined
}

/** What of the tenant the limits are about. */
interface Drawable {
  state: { buckets: Map<string, Bucket>; limits: Limits }
  clock: Clock
}

/** Empties every bucket that all share, as if others had used it all. */
export function emptyBuckets({ state, clock }: Drawable): void {
  const atMs = clock.now().getTime()
  state.limits.emptiedAtMs = atMs
  for (const bucket of state.buckets.values()) if (bucket.isShared) Object.assign(bucket, { tokens: 0, atMs })
}

export interface Drawn {
  bucket: Bucket
  isRefused: boolean
  /** Whole tokens that are left. */
  remaining: number
  /** Unix seconds at which the next token is added. */
  resetAt: number
}

/**
 * Takes a token out of a bucket, by the tenant's clock. Limits by the second fill up by the millisecond, those by the
 * minute by the second.
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */
export function draw({ state, clock }: Drawable, name: string, { burst, count, perSeconds, per }: Drawing): Drawn {
  const { speed, emptiedAtMs } = state.limits
  const tickMs = (perSeconds === 1 ? 1 : 1000) / speed
  const nowMs = Math.floor(clock.now().getTime() / tickMs) * tickMs
  const isShared = per === undefined || per === 'anybody'
  const start =
    isShared && emptiedAtMs !== undefined ? { tokens: 0, atMs: emptiedAtMs } : { tokens: burst, atMs: nowMs }
  const bucket = state.buckets.get(name) ?? { ...start, isShared, reportedAtMs: {} }
  // A clock that was put back fills nothing, and what was drawn stays drawn.
  const refilled = bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000 / perSeconds) * count * speed
  bucket.tokens = Math.min(burst, refilled)
  bucket.atMs = nowMs
  state.buckets.set(name, bucket)
  // Fractions add up with an error far below a thousandth.
  const isRefused = bucket.tokens < 0.999
  if (!isRefused) bucket.tokens = Math.max(0, bucket.tokens - 1)
  const missing = Math.max(0, Math.floor(bucket.tokens + 0.001) + 1 - bucket.tokens)
  const resetAt = Math.ceil((nowMs + ((missing / count) * perSeconds * 1000) / speed) / 1000)
  return { bucket, isRefused, remaining: Math.floor(bucket.tokens + 0.001), resetAt }
}
