import type { Clock } from '../clock.ts'

/** What is left of a limit that refills over time. */
export interface Bucket {
  tokens: number
  /** When that was so, in ms of the tenant's clock. */
  atMs: number
  /** Whether everybody shares it, rather than one address, user or page. */
  isShared: boolean
  /** When the tenant's log last reported that it was empty or nearly empty, in ms. */
  reportedAtMs: { api_limit?: number; api_limit_warning?: number }
}

/** How much a bucket holds, and how fast it refills. */
export interface Rate {
  burst: number
  /** This many tokens come back in … */
  count: number
  /** … this many seconds. */
  perSeconds: number
}

interface Drawing extends Rate {
  per?: string
}

/** Changes to the limits from POST /_local/limits. */
export interface Limits {
  /** How many times faster than the plan says tokens come back. */
  speed: number
  /** When every shared bucket was emptied, in ms of the tenant's clock. */
  emptiedAtMs: number | undefined
}

/** The parts of the tenant that limits use. */
interface Drawable {
  state: { buckets: Map<string, Bucket>; limits: Limits }
  clock: Clock
}

/** Empties every shared bucket, as if others had used it all. */
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
  /** When the next token is added, in Unix seconds. */
  resetAt: number
}

/**
 * Takes a token out of a bucket, by the tenant's clock. Limits per second refill every millisecond, limits per minute every
 * second.
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
  // If the clock is set back, nothing refills, and what was used stays used.
  const refilled = bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000 / perSeconds) * count * speed
  bucket.tokens = Math.min(burst, refilled)
  bucket.atMs = nowMs
  state.buckets.set(name, bucket)
  // Rounding errors of fractions add up to far less than a thousandth.
  const isRefused = bucket.tokens < 0.999
  if (!isRefused) bucket.tokens = Math.max(0, bucket.tokens - 1)
  const missing = Math.max(0, Math.floor(bucket.tokens + 0.001) + 1 - bucket.tokens)
  const resetAt = Math.ceil((nowMs + ((missing / count) * perSeconds * 1000) / speed) / 1000)
  return { bucket, isRefused, remaining: Math.floor(bucket.tokens + 0.001), resetAt }
}
