/**
 * How far our idea of Auth0's time may be off, in ms: a `Date` has whole seconds, and an answer takes a moment to
 * arrive. Comparisons with Auth0's instants allow for it. A record is corrected only if the machine's clock is further
 * off.
 */
export const GRAIN_MS = 2000

/** How far an instant in a record may be off: a program without corrected clocks may have written it. */
export const RECORD_SLACK_MS = 2 * 60_000

/** A `Date` before this comes from a clock that was never set. */
const EARLIEST_MS = Date.parse('2020-01-01T00:00:00Z')

/**
 * The time at Auth0: the machine's clock until the first answer, then the `Date` of the answers. From then on, a
 * machine's clock that is wrong or jumps has no effect: time that passes is measured with a clock that cannot be set.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 */
export class TenantClock {
  readonly #domain: string
  readonly #machineNow: () => Date
  readonly #elapsedMs: () => number
  /** Auth0's time at one value of `elapsedMs`. */
  #heard: { atMs: number; elapsedMs: number } | undefined
  /** The latest time that was returned since; later ones never go back. */
  #latestMs = -Infinity
  #correctedMs = 0

  /**
   * @param domain whose answers count: an export's file comes from another host
   * @param machineNow the machine's clock, which may be wrong
   * @param elapsedMs ms since some instant, from a clock that does not jump
   */
  constructor(domain: string, machineNow: () => Date = () => new Date(), elapsedMs = () => performance.now()) {
    this.#domain = domain.toLowerCase().replace(/:443$/, '') // as in a URL
    this.#machineNow = machineNow
    this.#elapsedMs = elapsedMs
  }

  /** The time now. Once an answer has set it, it never goes back. */
  now(): Date {
    const ms = this.#estimateMs()
    if (this.#heard === undefined) return new Date(ms)
    this.#latestMs = Math.max(this.#latestMs, ms)
    return new Date(this.#latestMs)
  }

  /**
   * For what is written before any answer has set the time.
   * @returns a function that later says what the time was at this call, as far as is known by then
   */
  stopwatch(): () => Date {
    const startedMs = this.#elapsedMs()
    return () => new Date(this.now().getTime() - (this.#elapsedMs() - startedMs))
  }

  /**
   * By how many ms answers have corrected the clock so far: negative if the machine's clock was ahead, 0 if it is right
   * to within GRAIN_MS or there was no answer yet.
   */
  get correctedMs(): number {
    return this.#correctedMs
  }

  /** The same fetch; its answers set the time. */
  hearing(fetchWith: typeof fetch): typeof fetch {
    return async (input, init) => {
      const sentAt = this.#elapsedMs()
      const response = await fetchWith(input, init)
      const { host } = new URL(input instanceof Request ? input.url : input)
      if (host === this.#domain) this.#hear(response, this.#elapsedMs() - sentAt)
      return response
    }
  }

  /** The first answer may set it back. Later ones only hold it until Auth0's time has caught up. */
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
 * When Auth0 answered, in ms. Undefined if the answer does not say: it has no date or one from a clock that was never
 * set, it comes from a cache (`Age`), or it is an error that something in between may have written.
 */
function saidBy({ status, headers }: Response): number | undefined {
  if (status >= 500 || headers.has('age')) return undefined
  const saidMs = Date.parse(headers.get('date') ?? '')
  return saidMs >= EARLIEST_MS ? saidMs : undefined
}
