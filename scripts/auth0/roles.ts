import { RolesClient } from 'auth0/roles'
import { UsersClient } from 'auth0/users'
import { LONGEST_PAGE } from './limits.ts'
import type { TenantApi } from './tenant-api.ts'

/** A role of the tenant. */
export interface Role {
  id: string
  name: string
}

/** The tenant's roles and who has them. Every method throws InvitationsError. */
export class Roles {
  readonly #api: TenantApi
  readonly #roles: RolesClient
  readonly #users: UsersClient

  constructor(api: TenantApi) {
    this.#api = api
    this.#roles = api.client(RolesClient)
    this.#users = api.client(UsersClient)
  }

  /** Every role of the tenant, with one call per hundred. A plan without roles has none. */
  async list(): Promise<Role[]> {
    return this.#api.call("read the tenant's roles", async () => {
      const roles: Role[] = []
      for await (const { id, name } of await this.#roles.list({ per_page: LONGEST_PAGE, include_totals: true })) {
        if (id !== undefined && name !== undefined) roles.push({ id, name })
      }
      return roles
    })
  }

  /** Ids of the roles that a user has. A plan without roles has none. */
  async of(userId: string): Promise<string[]> {
    return this.#api.call(`read the roles of ${userId}`, async () => {
      const ids: string[] = []
      for await (const { id } of await this.#users.roles.list(userId, { per_page: LONGEST_PAGE })) if (id) ids.push(id)
      return ids
    })
  }

  /** @param ids of roles; roles that the user already has stay */
  async give(userId: string, ids: string[]): Promise<void> {
    await this.#api.call(`give the roles to ${userId}`, () => this.#users.roles.assign(userId, { roles: ids }))
  }

  async take(userId: string, ids: string[]): Promise<void> {
    await this.#api.call(`take the roles from ${userId}`, () => this.#users.roles.delete(userId, { roles: ids }))
  }
}
