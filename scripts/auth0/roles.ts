import { RolesClient } from 'auth0/roles'
import { UsersClient } from 'auth0/users'
import type { TenantApi } from './tenant-api.ts'
import { explain } from './failures.ts'
import { withCheckedIds } from './with-checked-ids.ts'

/** A role of the tenant. */
export interface Role {
  id: string
  name: string
}

/** The tenant's roles and who has them. Every method throws InvitationsError. */
export class Roles {
  readonly #roles: RolesClient
  readonly #users: UsersClient
  readonly #domain: string

  constructor({ clientOptions, domain }: TenantApi) {
    this.#roles = withCheckedIds(new RolesClient(clientOptions))
    this.#users = withCheckedIds(new UsersClient(clientOptions))
    this.#domain = domain
  }

  /** Every role of the tenant; one call for each hundred. A plan without roles has none. */
  async list(): Promise<Role[]> {
    return this.#try("read the tenant's roles", async () => {
      const roles: Role[] = []
      for await (const { id, name } of await this.#roles.list({ per_page: 100, include_totals: true })) {
        if (id !== undefined && name !== undefined) roles.push({ id, name })
      }
      return roles
    })
  }

  /** Ids of the roles that a user has. A plan without roles has none. */
  async of(userId: string): Promise<string[]> {
    return this.#try(`read the roles of ${userId}`, async () => {
      const ids: string[] = []
      for await (const { id } of await this.#users.roles.list(userId, { per_page: 100 })) if (id) ids.push(id)
      return ids
    })
  }

  /** @param ids of roles; those that the user has already stay */
  async give(userId: string, ids: string[]): Promise<void> {
    await this.#try(`give the roles to ${userId}`, () => this.#users.roles.assign(userId, { roles: ids }))
  }

  async take(userId: string, ids: string[]): Promise<void> {
    await this.#try(`take the roles from ${userId}`, () => this.#users.roles.delete(userId, { roles: ids }))
  }

  async #try<Result>(tried: string, call: () => Promise<Result>): Promise<Result> {
    try {
      return await call()
    } catch (failure) {
      throw explain(failure, tried, this.#domain)
    }
  }
}
