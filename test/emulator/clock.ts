/** Somebody who waits for an instant. */
interface Waiter {
  name: string
  atMs: number
  goOn: () => void
  timer?: NodeJS.Timeout
}

/** The tenant's time: the machine's time plus an offset. It keeps ticking wherever it is set. */
export class Clock {
  #offsetMs = 0
  /** The sum of all moves forward. */
  #skippedMs = 0
  readonly #waiters = new Set<Waiter>()
  readonly #awaited = new Map<string, (() => void)[]>()

  now(): Date {
    return new Date(Date.now() + this.#offsetMs)
  }

  get offsetMs(): number {
    return this.#offsetMs
  }

  /**
   * Time that has passed, including skipped time, in ms since no particular instant. Whatever takes time follows it, even if
   * the clock is set back.
   */
  elapsedMs(): number {
    return performance.now() + this.#skippedMs
  }

  set(instant: Date): void {
    this.#moveTo(instant.getTime() - Date.now())
  }

  advance(seconds: number): void {
    this.#moveTo(this.#offsetMs + seconds * 1000)
  }

  reset(): void {
    this.#moveTo(0)
  }

  /** Resolves at that instant: as time passes, or at once if the clock is set to it. @param name what it is for */
  until(instant: Date, name: string): { reached: Promise<void>; cancel(): void } {
    let goOn = (): void => undefined
    const reached = new Promise<void>((resolve) => (goOn = resolve))
    const waiter: Waiter = { name, atMs: instant.getTime(), goOn }
    this.#waiters.add(waiter)
    this.#arm(waiter)
    for (const tell of this.#awaited.get(name) ?? []) tell()
    this.#awaited.delete(name)
    return {
      reached,
      cancel: () => {
        clearTimeout(waiter.timer)
        this.#waiters.delete(waiter)
      },
    }
  }

  /** Resolves as soon as somebody waits for an instant under this name. */
  async untilAwaited(name: string): Promise<void> {
    if ([...this.#waiters].some((waiter) => waiter.name === name)) return
    await new Promise<void>((resolve) => {
      this.#awaited.set(name, [...(this.#awaited.get(name) ?? []), resolve])
    })
  }

  #moveTo(offsetMs: number): void {
    this.#skippedMs += Math.max(0, offsetMs - this.#offsetMs)
    this.#offsetMs = offsetMs
    for (const waiter of this.#waiters) this.#arm(waiter)
  }

  #arm(waiter: Waiter): void {
    clearTimeout(waiter.timer)
    const leftMs = waiter.atMs - this.now().getTime()
    const goOn = (): void => {
      // Timers are sometimes a millisecond early, and cannot be longer than 24 days.
      if (this.now().getTime() < waiter.atMs) this.#arm(waiter)
      else {
        this.#waiters.delete(waiter)
        waiter.goOn()
      }
    }
    if (leftMs <= 0) goOn()
    else waiter.timer = setTimeout(goOn, Math.min(leftMs, 86_400_000))
  }
}
