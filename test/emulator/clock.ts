/** The tenant's time: the machine's, moved by an offset. It goes on ticking wherever it is put. */
export class Clock {
  #offsetMs = 0

  now(): Date {
    return new Date(Date.now() + this.#offsetMs)
  }

  get offsetMs(): number {
    return this.#offsetMs
  }

  set(instant: Date): void {
    this.#offsetMs = instant.getTime() - Date.now()
  }

  advance(seconds: number): void {
    this.#offsetMs += seconds * 1000
  }

  reset(): void {
    this.#offsetMs = 0
  }
}
