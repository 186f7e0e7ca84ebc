import type { Clock } from './clock.ts'

/** How a thing was before it could change; undefined while it was not there. */
interface Before<Thing> {
  atMs: number
  was: Thing | undefined
}

/**
 * What searches see: things as they were some seconds ago, by the tenant's clock. Reads by id see them as they are.
 * Whoever is about to change a thing notes how it is; without a delay nothing is kept.
 * @see https://auth0.com/docs/manage-users/user-search/user-search-best-practices (eventual consistency)
 */
export class SearchIndex<Thing> {
  readonly #clock: Clock
  readonly #delayMs: number
  /** In the order of the newest entry of each. */
  readonly #before = new Map<string, Before<Thing>[]>()

  constructor(clock: Clock, delaySeconds: number) {
    this.#clock = clock
    this.#delayMs = delaySeconds * 1000
  }

  get isBehind(): boolean {
    return this.#delayMs > 0
  }

  /** @param was a copy, since the thing itself changes; undefined where it is about to come into being */
  note(id: string, was: Thing | undefined): void {
    if (!this.isBehind) return
    this.#forgetOld()
    const entries = this.#current(id)
    this.#before.delete(id)
    this.#before.set(id, [...entries, { atMs: this.#clock.now().getTime(), was }])
  }

  /** The thing as searches see it; undefined where they do not, yet or any more. @param now as it is */
  seen(id: string, now: Thing | undefined): Thing | undefined {
    const [first] = this.#current(id)
    return first === undefined ? now : first.was
  }

  /** What may look different from how it is. */
  get pending(): string[] {
    return [...this.#before.keys()]
  }

  /** Since a change comes after its note, the oldest note that is not too old tells how the thing was then. */
  #current(id: string): Before<Thing>[] {
    return (this.#before.get(id) ?? []).filter((entry) => this.#isCurrent(entry))
  }

  /** Notes from after now are left from before the clock was put back: the index has caught up with them. */
  #isCurrent({ atMs }: Before<Thing>): boolean {
    const age = this.#clock.now().getTime() - atMs
    return age >= 0 && age < this.#delayMs
  }

  #forgetOld(): void {
    for (const [id, entries] of this.#before) {
      if (entries.some((entry) => this.#isCurrent(entry))) return
      this.#before.delete(id)
    }
  }
}
