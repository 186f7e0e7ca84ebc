import { TicketsClient } from 'auth0/tickets'
import { UsersClient } from 'auth0/users'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { readInvitation } from '../../actions/invitation/read.ts'
import { madeUserId } from '../../actions/invitation/witness.ts'
import { writeOffer, type Write } from '../../actions/invitation/writes.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { TenantApi } from './tenant-api.ts'
import { auth0CodeOf, isUncertain, statusOf, needsCustomDomain } from './failures.ts'
import { toInvitedUser, toWholeUser, type InvitedUser, type UserResponse } from './invited-user.ts'
import { ADDRESSES_IN_A_SEARCH, LONGEST_PAGE, SEARCH_LIMIT, USERS_IN_A_SEARCH } from './limits.ts'
import { withUnknownPassword } from './unknown-password.ts'

export interface NewUser {
  email: string
  name?: string | undefined
  username?: string | undefined
  connection: string
  invitation: Invitation
  /** Other root keys of app_metadata. */
  app_metadata?: object | undefined
}

/** The tenant's users. Every method throws InvitationsError. */
export class Users {
  readonly #api: TenantApi
  readonly #client: UsersClient
  readonly #tickets: TicketsClient
  readonly #acceptWith: readonly string[]

  /** @param acceptWith connections whose accounts may accept an invitation */
  constructor(api: TenantApi, acceptWith: readonly string[]) {
    this.#api = api
    this.#acceptWith = acceptWith
    this.#client = api.client(UsersClient)
    this.#tickets = api.client(TicketsClient)
  }

  /**
   * Creates a user with the invitation in app_metadata, with a password that nobody knows and without Auth0's
   * verification mail. Its user_id shows that an invitation made it (witness.ts). One call; another one checks if no
   * answer says whether it was done.
   * @returns the user, or `exists` if the address is taken
   */
  async create(account: NewUser): Promise<InvitedUser | 'exists'> {
    const tried = `create the user ${account.email}`
    return this.#api.call(tried, () => this.#create(account, tried))
  }

  async #create(
    { email, name, username, connection, invitation, app_metadata }: NewUser,
    tried: string,
  ): Promise<InvitedUser | 'exists'> {
    try {
      const user = {
        ...{ email, connection, email_verified: false, verify_email: false },
        user_id: madeUserId(invitation.id),
        app_metadata: { ...app_metadata, ...writeOffer(invitation).app_metadata },
        ...(name !== undefined && { name }),
        ...(username !== undefined && { username }),
      }
      const created = await withUnknownPassword([email, name, username], (password) =>
        this.#client.create({ ...user, password }, { maxRetries: 0 }),
      )
      return this.#whole(created)
    } catch (failure) {
      if (statusOf(failure) === 409 && !needsCustomDomain(failure)) return 'exists'
      if (isUncertain(failure)) {
        const user = await this.findByEmail(email).catch(() => [])
        const ours = user.find((found) => idOf(found.app_metadata) === invitation.id)
        if (ours !== undefined) return ours
      }
      if (isUnknownConnection(failure)) {
        throw new InvitationsError(
          'unknown_connection',
          `Could not ${tried}: the tenant has no database connection "${connection}".`,
          {
            hint: 'Set INVITATIONS_CONNECTION to its name: Authentication > Database.',
            cause: failure,
          },
        )
      }
      throw failure
    }
  }

  /** Everybody with this address, without a search's delay. Auth0 compares letter by letter: fold the address first. */
  async findByEmail(email: string): Promise<InvitedUser[]> {
    return this.#api.call(`look up ${email}`, async () =>
      (await this.#client.listUsersByEmail({ email })).map((user) => this.#whole(user)),
    )
  }

  /**
   * Users that match a search (v3, eventually consistent), at most SEARCH_LIMIT of them.
   * @param wholeOnly if more users match than a search can return, gives up after the first page and returns none
   * @returns the users and how many match in all
   */
  async search(q: string, { wholeOnly = false } = {}): Promise<{ users: InvitedUser[]; total: number }> {
    return this.#api.call('search the users', async () => {
      const users: InvitedUser[] = []
      for (let page = 0; ; page++) {
        const { response } = await this.#client.list({
          q,
          search_engine: 'v3',
          include_totals: true,
          page,
          per_page: LONGEST_PAGE,
        })
        const found = (response.users ?? []).map((user) => toInvitedUser(user, this.#acceptWith))
        users.push(...found)
        const total = response.total ?? users.length
        if (wholeOnly && total > SEARCH_LIMIT) return { users: [], total }
        if (found.length < LONGEST_PAGE || users.length >= Math.min(total, SEARCH_LIMIT)) return { users, total }
      }
    })
  }

  /** How many of these folded addresses have an account in the connection. Eventually consistent; a call per fifty. */
  async countKnown(emails: readonly string[], connection: string): Promise<number> {
    let count = 0
    for (let from = 0; from < emails.length; from += ADDRESSES_IN_A_SEARCH) {
      const some = anyOf('email', emails.slice(from, from + ADDRESSES_IN_A_SEARCH))
      count += (await this.search(`${some} AND ${anyOf('identities.connection', [connection])}`)).users.length
    }
    return count
  }

  /**
   * Which of these ids are still accounts. Eventually consistent; one call per 25.
   * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax (all normalized user profile fields)
   */
  async stillThere(userIds: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (let from = 0; from < userIds.length; from += USERS_IN_A_SEARCH) {
      const { users } = await this.search(anyOf('user_id', userIds.slice(from, from + USERS_IN_A_SEARCH)))
      found.push(...users.map(({ user_id }) => user_id))
    }
    return found
  }

  /**
   * Users with one of these folded addresses in one of these connections, however the address is spelled there: the
   * search ignores letter case, `findByEmail` does not. Eventually consistent; one call per fifty.
   * @see https://community.auth0.com/t/add-case-insensitive-option-for-user-by-email-search/93303
   */
  async findAtConnections(emails: readonly string[], connections: readonly string[]): Promise<InvitedUser[]> {
    const found: InvitedUser[] = []
    if (connections.length === 0) return found
    const there = anyOf('identities.connection', connections)
    for (let from = 0; from < emails.length; from += ADDRESSES_IN_A_SEARCH) {
      const some = anyOf('email', emails.slice(from, from + ADDRESSES_IN_A_SEARCH))
      found.push(...(await this.search(`${some} AND ${there}`)).users)
    }
    return found
  }

  #whole(answer: UserResponse): InvitedUser {
    return toWholeUser(answer, this.#acceptWith)
  }

  /** One user as it is now. @throws InvitationsError, including `not_found` */
  async get(userId: string): Promise<InvitedUser> {
    return this.#api.call(`look up ${userId}`, async () => {
      try {
        return this.#whole(await this.#client.get(userId))
      } catch (failure) {
        if (statusOf(failure) !== 404) throw failure
        const hint = 'The dashboard shows the id of a user: User Management > Users.'
        throw new InvitationsError('not_found', `There is no account ${userId}.`, { hint, cause: failure })
      }
    })
  }

  /**
   * Writes root keys of app_metadata and what belongs in the same call. Everything else stays, because Auth0 merges.
   * @param what quoted in errors, as in "note the invitation at ada@example.com"
   * @returns the user afterwards, which shows what others wrote meanwhile
   */
  async write(userId: string, what: string, { app_metadata, blocked }: Write): Promise<InvitedUser> {
    return this.#api.call(what, async () =>
      this.#whole(
        await this.#client.update(userId, {
          app_metadata: { ...app_metadata },
          ...(blocked !== undefined && { blocked }),
        }),
      ),
    )
  }

  /**
   * Ends the link that was mailed or made last. Only the newest link works, and the new one lasts a second and is shown
   * to nobody.
   * @see https://auth0.com/docs/authenticate/database-connections/password-change
   */
  async endLink(userId: string, clientId: string): Promise<void> {
    await this.#api.call(`end the link of ${userId}`, () =>
      this.#tickets.changePassword({ user_id: userId, client_id: clientId, ttl_sec: 1 }),
    )
  }

  /**
   * Makes a link that sets the password. It becomes the newest, so every earlier one stops working. It is an app's
   * ticket, because the post-challenge Action does not run for others; such tickets have no result_url.
   * @param ttl_sec seconds; 0 would mean DEFAULT_LINK_SEC
   * @see https://auth0.com/docs/api/management/v2/tickets/post-password-change
   */
  async makeLink(
    user_id: string,
    options: { client_id: string; ttl_sec: number; mark_email_as_verified: boolean },
  ): Promise<string> {
    return this.#api.call(`make a link for ${user_id}`, async () => {
      const { ticket } = await this.#tickets.changePassword({ user_id, ...options })
      return ticket
    })
  }

  async delete(userId: string): Promise<void> {
    await this.#api.call(`delete the account ${userId}`, () => this.#client.delete(userId))
  }
}

function anyOf(field: string, values: readonly string[]): string {
  return `(${values.map((value) => `${field}:"${value.replace(/["\\]/g, '\\$&')}"`).join(' OR ')})`
}

function idOf(appMetadata: unknown): string | undefined {
  const reading = readInvitation(appMetadata)
  return reading.kind === 'invitation' ? reading.invitation.id : undefined
}

function isUnknownConnection(failure: unknown): boolean {
  return auth0CodeOf(failure) === 'inexistent_connection'
}
