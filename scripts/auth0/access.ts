import { DeviceCredentialsClient } from 'auth0/deviceCredentials'
import { UserGrantsClient } from 'auth0/userGrants'
import { UsersClient } from 'auth0/users'
import type { TenantApi } from './tenant-api.ts'
import { statusOf } from './failures.ts'
import { withUnknownPassword } from './unknown-password.ts'
import type { InvitedUser } from './invited-user.ts'

/** The ways into an account, and how to end them. Every method throws InvitationsError. */
export class Access {
  readonly #api: TenantApi
  readonly #users: UsersClient
  readonly #deviceCredentials: DeviceCredentialsClient
  readonly #grants: UserGrantsClient

  constructor(api: TenantApi) {
    this.#api = api
    this.#users = api.client(UsersClient)
    this.#deviceCredentials = api.client(DeviceCredentialsClient)
    this.#grants = api.client(UserGrantsClient)
  }

  /**
   * Ends every way into an account that the API can end; the account and its metadata stay. The password comes first,
   * so that nothing new is issued while the rest ends. Doing it again does no harm.
   * @param connection the database connection of the account's own identity
   * @param name replaces the name that the account's maker chose, because mails use it in their greeting
   * @returns when the password ended, and the ways that the tenant's plan or the token does not allow us to end
   * @see https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens
   */
  async end(
    user: InvitedUser,
    connection: string,
    name: string,
  ): Promise<{ passwordEndedAt?: string; notAllowed: string[] }> {
    const { user_id } = user
    const passwordEndedAt = await this.#endPassword(user, connection, name)
    await this.#end('the passkeys and factors', user_id, async () => {
      await this.#users.authenticationMethods.deleteAll(user_id)
      await this.#users.authenticators.deleteAll(user_id)
    })
    for (const { provider, id } of user.linked) {
      await this.#end(`the linked identity ${provider}|${id}`, user_id, () =>
        this.#users.identities.delete(user_id, provider, id),
      )
    }
    await this.#end('the refresh tokens', user_id, () => this.#endDeviceCredentials(user_id))
    await this.#end('the grants', user_id, () => this.#grants.deleteByUserId({ user_id }))
    // Only Enterprise has these two (docs: manage-users/sessions). On every plan, the new password ends sessions, and
    // the device credentials above are the refresh tokens.
    const notAllowed = [
      ...(await this.#endWhereAllowed('sessions', user_id, () => this.#users.sessions.delete(user_id))),
      ...(await this.#endWhereAllowed('refresh tokens', user_id, () => this.#users.refreshToken.delete(user_id))),
    ]
    return { ...(passwordEndedAt !== undefined && { passwordEndedAt }), notAllowed }
  }

  async #endPassword(user: InvitedUser, connection: string, name: string): Promise<string | undefined> {
    const { user_id, email, hasPhone, user_metadata } = user
    const chosen = Object.values(Object(user_metadata) as object).filter((value) => typeof value === 'string')
    const { last_password_reset } = await this.#end('the password', user_id, () =>
      withUnknownPassword([email, name, user.name, ...chosen], (password) =>
        this.#users.update(user_id, { password, connection, name, ...(hasPhone && { phone_number: null }) }),
      ),
    )
    return typeof last_password_reset === 'string' ? last_password_reset : undefined
  }

  /** One type at a time: without a type, a page lists only credentials of the first one. */
  async #endDeviceCredentials(user_id: string): Promise<void> {
    for (const type of ['refresh_token', 'rotating_refresh_token'] as const) {
      const found = []
      for await (const { id } of await this.#deviceCredentials.list({ user_id, type })) if (id) found.push(id)
      for (const id of found) await this.#deviceCredentials.delete(id)
    }
  }

  #endWhereAllowed(what: string, userId: string, call: () => Promise<unknown>): Promise<string[]> {
    return this.#end(`the ${what}`, userId, async () => {
      try {
        await call()
        return []
      } catch (failure) {
        if (statusOf(failure) === 403) return [what]
        throw failure
      }
    })
  }

  #end<Result>(what: string, userId: string, call: () => Promise<Result>): Promise<Result> {
    return this.#api.call(`end ${what} of ${userId}`, call)
  }
}
