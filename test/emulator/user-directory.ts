import type { User } from './state.ts'

/**
 * The users by id, found by address or user name without looking at each. Whoever changes one of the two sets the user
 * again.
 */
export class UserDirectory extends Map<string, User> {
  readonly #idsByIdentifier = new Map<string, Set<string>>()
  /** What each user is filed under, to be found again when it changes. */
  readonly #identifiers = new Map<string, readonly string[]>()

  override set(id: string, user: User): this {
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
    this.#forget(id)
    return super.delete(id)
  }

  /** Users with this address or user name, letter case aside; who got it first comes first. */
  named(identifier: string): User[] {
    const ids = this.#idsByIdentifier.get(identifier.toLowerCase()) ?? []
    return [...ids].flatMap((id) => this.get(id) ?? [])
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
