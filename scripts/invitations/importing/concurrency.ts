/** How many rows run at once while nothing is known yet, and when Auth0's limits hold everything up anyway. */
const START = 10
/** More would open more connections than Auth0's fastest plan allows calls. */
const MOST = 50
/** If a row takes this many times as long as the quickest, Auth0 or this machine is busy enough. */
const ENOUGH = 2
/** No row takes longer, unless it waits. */
const ROW_SECONDS = 2
const TOO_MUCH = 4

/**
 * Says how many rows may run at once. The number grows with every row that is as quick as the first ones, and stops growing
 * as soon as rows take longer: more would only wait, for Auth0, for our turn, or for this machine. Pure.
 */
export class Concurrency {
  readonly #most: number
  #allowed: number
  #quickestMs = Infinity
  #rowsUntilHalved = 0

  /** @param mailsPerMinute how many rows can finish in a minute, so running more than a few would be no use */
  constructor(mailsPerMinute = Infinity) {
    this.#most = Math.min(MOST, Math.max(1, Math.ceil((mailsPerMinute / 60) * ROW_SECONDS)))
    this.#allowed = Math.min(START, this.#most)
  }

  get allowed(): number {
    return Math.floor(this.#allowed)
  }

  /**
   * Learns from a row that has ended.
   * @param tookMs from its first call to its last answer, including waits
   * @param wasRefused whether Auth0 gave no answer, or said that it is too busy
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

  /** Halves only once for all rows that ran at the same time: they were refused for the same reason. */
  #halve(): void {
    if (this.#rowsUntilHalved > 0) return
    this.#allowed = Math.max(1, this.#allowed / 2)
    this.#rowsUntilHalved = this.allowed * 2
  }
}
