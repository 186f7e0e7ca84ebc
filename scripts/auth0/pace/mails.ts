/** Spaces mails for an email provider that takes fewer a minute than Auth0 sends. Pure: time in ms is an argument. */
export class Mails {
  #perMinute: number | undefined
  #nextMs = -Infinity

  /** So many a minute at most; undefined: as many as there are. */
  get perMinute(): number | undefined {
    return this.#perMinute
  }

  /** @param perMinute undefined leaves it as it is */
  atMost(perMinute: number | undefined): void {
    this.#perMinute = perMinute ?? this.#perMinute
  }

  /** Reserves a mail. The first goes at once, the others at even distances. @returns ms to wait before it may be asked for */
  reserve(nowMs: number): number {
    if (this.#perMinute === undefined) return 0
    const waitMs = Math.ceil(Math.max(0, this.#nextMs - nowMs))
    this.#nextMs = nowMs + waitMs + 60_000 / this.#perMinute
    return waitMs
  }
}
