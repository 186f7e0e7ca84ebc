/**
 * How far Auth0's time can be missed, in ms: a `Date` has whole seconds, and an answer is on its way for a moment. What is
 * compared with Auth0's instants allows for it; a record is corrected only where the machine's clock is further off.
 */
export const GRAIN_MS = 2000

/** How far an instant in a record may be off: the record may be older than the correction of clocks, or another program's. */
export const RECORD_SLACK_MS = 2 * 60_000

/** A `Date` before this says that somebody's clock was never set. */
const EARLIEST_MS = Date.parse('2020-01-01T00:00:00Z')

/**
 * What the time is at Auth0: by the machine's clock until the first answer, then by the `Date` of the answers. A machine's
 * clock that is wrong, or that jumps, decides nothing from then on: what goes by is counted by a clock that cannot be set.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 */
export class TenantClock {
  readonly #domain: string
  readonly #machineNow: () => Date
  readonly #elapsedMs: () => number
  /** Auth0's time at a reading of `elapsedMs`. */
  #heard: { atMs: number; elapsedMs: number } | undefined
  /** The latest that was said since; it never goes back. */
  #latestMs = -Infinity
  #correctedMs = 0

  /**
   * @param domain whose answers tell the time: the file of an export comes from another host
   * @param machineNow the machine's clock, which may be wrong
   * @param elapsedMs ms since some instant, by a clock that does not jump
   */
  constructor(domain: string, machineNow: () => Date = () => new Date(), elapsedMs = () => performance.now()) {
    this.#domain = domain.toLowerCase().replace(/:443$/, '') // as a URL has it
    this.#machineNow = machineNow
    this.#elapsedMs = elapsedMs
  }

  /** The time now. Once an answer told it, it never goes back. */
  now(): Date {
    const ms = this.#estimateMs()
    if (this.#heard === undefined) return new Date(ms)
    this.#latestMs = Math.max(this.#latestMs, ms)
    return new Date(this.#latestMs)
  }

  /**
   * For what is written before any answer told the time.
   * @returns says later what the time was when it was made, by what is known then
   */
  stopwatch(): () => Date {
    const startedMs = this.#elapsedMs()
    return () => new Date(this.now().getTime() - (this.#elapsedMs() - startedMs))
  }

  /**
   * By how much answers have corrected it so far, in ms: negative where the machine's clock was ahead, 0 where it is right to
   * GRAIN_MS or nothing was heard yet.
   */
  get correctedMs(): number {
    return this.#correctedMs
  }

  /** The same fetch; its answers tell the time. */
  hearing(fetchWith: typeof fetch): typeof fetch {
    return async (input, init) => {
      const sentAt = this.#elapsedMs()
      const response = await fetchWith(input, init)
      const { host } = new URL(input instanceof Request ? input.url : input)
      if (host === this.#domain) this.#hear(response, this.#elapsedMs() - sentAt)
      return response
    }
  }

  /** The first answer may put it back; later ones only hold it until Auth0's time has caught up. */
  #hear(response: Response, tookMs: number): void {
    const saidMs = saidBy(response)
    if (saidMs === undefined) return
    const ourMs = this.#estimateMs()
    const latestPossibleMs = saidMs + 1000 + tookMs
    const atMs = ourMs < saidMs || ourMs > latestPossibleMs ? saidMs : ourMs
    this.#correctedMs += atMs - ourMs
    this.#heard = { atMs, elapsedMs: this.#elapsedMs() }
  }

  #estimateMs(): number {
    if (this.#heard === undefined) return this.#machineNow().getTime()
    return this.#heard.atMs + this.#elapsedMs() - this.#heard.elapsedMs
  }
}

/**
 * When Auth0 answered, in ms. Undefined where the answer does not tell: without a date, with one of a clock that was never
 * set, out of a cache (`Age`), or an error that whatever stands in between may have written.
 */
function saidBy({ status, headers }: Response): number | undefined {
  if (status >= 500 || headers.has('age')) return undefined
  const saidMs = Date.parse(headers.get('date') ?? '')
  return saidMs >= EARLIEST_MS ? saidMs : undefined
}
