import type { Clock } from './clock.ts'

/** How a thing was before it changed; undefined if it did not exist. */
interface Before<Thing> {
  atMs: number
  was: Thing | undefined
}

/**
 * What searches see: things as they were some seconds ago, by the tenant's clock. Reads by id see them as they are now.
 * Before a thing changes, its present state has to be noted. Without a delay, nothing is kept.
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

  /** @param was a copy, since the thing itself changes; undefined if it is about to be made */
  note(id: string, was: Thing | undefined): void {
    if (!this.isBehind) return
    this.#forgetOld()
    const entries = this.#current(id)
    this.#before.delete(id)
    this.#before.set(id, [...entries, { atMs: this.#clock.now().getTime(), was }])
  }

  /** The thing as searches see it; undefined if they do not see it yet or any more. @param now as it is */
  seen(id: string, now: Thing | undefined): Thing | undefined {
    const [first] = this.#current(id)
    return first === undefined ? now : first.was
  }

  /** Ids of things that may look different to searches. */
  get pending(): string[] {
    return [...this.#before.keys()]
  }

  /** Since a change comes after its note, the oldest note that is recent enough says how the thing was then. */
  #current(id: string): Before<Thing>[] {
    return (this.#before.get(id) ?? []).filter((entry) => this.#isCurrent(entry))
  }

  /** Notes from the future were made before the clock was set back, so the index has caught up with them. */
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
