/** Somebody who waits for an instant. */
interface Waiter {
  name: string
  atMs: number
  goOn: () => void
  timer?: NodeJS.Timeout
}

/** The tenant's time: the machine's, moved by an offset. It goes on ticking wherever it is put. */
export class Clock {
  #offsetMs = 0
  /** All moves forward together. */
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
   * Time that went by, skipped time included, in ms from no instant in particular: what takes some time goes on by it even
   * when the clock is put back.
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

  /** Resolves when it is that late: as time ticks by, or at once when the clock is put there. @param name what it is for */
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
      // Timers are early by a millisecond at times, and know no more than 24 days.
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
