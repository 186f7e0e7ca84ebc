/** Rows on their way at once where nothing is known yet, and where Auth0's limits hold everything up anyway. */
const START = 10
/** More would open more connections than Auth0's fastest plan has calls for. */
const MOST = 50
/** So many times as long as the quickest row: Auth0, or this machine, has enough to do. */
const ENOUGH = 2
/** A row takes no longer, unless it waits. */
const ROW_SECONDS = 2
const TOO_MUCH = 4

/**
 * Says how many rows may be on their way at once. It grows with every row that went as quickly as the first ones, and stops
 * growing as soon as rows take longer: more would only wait, for Auth0, for our turn, or for this machine. Pure.
 */
export class Concurrency {
  readonly #most: number
  #allowed: number
  #quickestMs = Infinity
  #rowsUntilHalved = 0

  /** @param mailsPerMinute rows that are finished in a minute at most: more than a few would only wait */
  constructor(mailsPerMinute = Infinity) {
    this.#most = Math.min(MOST, Math.max(1, Math.ceil((mailsPerMinute / 60) * ROW_SECONDS)))
    this.#allowed = Math.min(START, this.#most)
  }

  get allowed(): number {
    return Math.floor(this.#allowed)
  }

  /**
   * Learns from a row that ended.
   * @param tookMs from its first call to its last answer, waiting included
   * @param wasRefused Auth0 gave no answer, or said that it has too much to do
   */
  ended(tookMs: number, wasRefused: boolean): void {
    this.#rowsUntilHalved -= 1
    if (wasRefused) {
      this.#halve()
      return
    }
    this.#quickestMs = Math.min(this.#quickestMs, tookMs)
    if (tookMs <= ENOUGH * this.#quickestMs || this.#allowed < START)
      this.#allowed = Math.min(this.#most, this.#allowed + 1)
    else if (tookMs > TOO_MUCH * this.#quickestMs)
      this.#allowed = Math.max(Math.min(START, this.#most), this.#allowed - 1)
  }

  /** Once for all rows that were on their way together: they were refused for the same reason. */
  #halve(): void {
    if (this.#rowsUntilHalved > 0) return
    this.#allowed = Math.max(1, this.#allowed / 2)
    this.#rowsUntilHalved = this.allowed * 2
  }
}
