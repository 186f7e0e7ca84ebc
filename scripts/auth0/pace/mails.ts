/** Spaces out mails for an email provider that accepts fewer than Auth0 sends. Pure: time in ms is an argument. */
export class Mails {
  #perMinute: number | undefined
  #nextMs = -Infinity

  /** The most mails per minute; undefined means no limit. */
  get perMinute(): number | undefined {
    return this.#perMinute
  }

  /** @param perMinute undefined changes nothing */
  atMost(perMinute: number | undefined): void {
    this.#perMinute = perMinute ?? this.#perMinute
  }

  /** Reserves a mail. The first goes at once, the others at even intervals. @returns ms to wait before requesting it */
  reserve(nowMs: number): number {
    if (this.#perMinute === undefined) return 0
    const waitMs = Math.ceil(Math.max(0, this.#nextMs - nowMs))
    this.#nextMs = nowMs + waitMs + 60_000 / this.#perMinute
    return waitMs
  }
}
