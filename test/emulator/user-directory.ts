import type { SearchIndex } from './search-index.ts'
import type { User } from './management/user.ts'

/**
 * The users, keyed by id, and found by address or user name without reading each one. After one of the two changes, the user
 * has to be set again. Any caller may change the user it gets, so the search index first notes how it was.
 */
export class UserDirectory extends Map<string, User> {
  readonly #idsByIdentifier = new Map<string, Set<string>>()
  /** What each user is filed under, so that it is found again when it changes. */
  readonly #identifiers = new Map<string, readonly string[]>()

  readonly #index: SearchIndex<User>

  constructor(index: SearchIndex<User>) {
    super()
    this.#index = index
  }

  override get(id: string): User | undefined {
    const user = super.get(id)
    if (user && this.#index.isBehind) this.#index.note(id, structuredClone(user))
    return user
  }

  override set(id: string, user: User): this {
    if (!this.has(id)) this.#index.note(id, undefined)
    this.#forget(id)
    const identifiers = [user.email, user.username].flatMap((one) => (one ? [one.toLowerCase()] : []))
    for (const identifier of identifiers) {
      const ids = this.#idsByIdentifier.get(identifier)
      if (ids) ids.add(id)
      else this.#idsByIdentifier.set(identifier, new Set([id]))
    }
    this.#identifiers.set(id, identifiers)
    return super.set(id, user)
  }

  override delete(id: string): boolean {
    this.get(id)
    this.#forget(id)
    return super.delete(id)
  }

  /** Users with this address or user name, in any letter case. The one who had it first comes first. */
  named(identifier: string): User[] {
    const ids = this.#idsByIdentifier.get(identifier.toLowerCase()) ?? []
    return [...ids].flatMap((id) => this.get(id) ?? [])
  }

  /** The users as searches see them. */
  searched(): Iterable<User> {
    if (!this.#index.isBehind) return this.values()
    const gone = this.#index.pending.filter((id) => !this.has(id))
    const all = [...this.entries(), ...gone.map((id) => [id, undefined] as const)]
    return all.flatMap(([id, user]) => this.#index.seen(id, user) ?? [])
  }

  #forget(id: string): void {
    for (const identifier of this.#identifiers.get(id) ?? []) {
      const ids = this.#idsByIdentifier.get(identifier)
      ids?.delete(id)
      if (ids?.size === 0) this.#idsByIdentifier.delete(identifier)
    }
    this.#identifiers.delete(id)
  }
}
