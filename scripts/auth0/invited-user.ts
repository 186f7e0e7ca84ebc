import type { UsersClient } from 'auth0/users'
import { countIdentities } from '../../actions/invitation/accept-with.ts'
import { bytesOf } from '../../actions/invitation/profile.ts'

type Provider = Parameters<UsersClient['identities']['delete']>[1]

/** The parts of a user that invitations need. Instants are ISO 8601. */
export interface InvitedUser {
  user_id: string
  email: string
  name?: string | undefined
  username?: string | undefined
  app_metadata: unknown
  user_metadata: unknown
  email_verified: boolean
  /** Blocked by an administrator, or by our revoke (then the invitation says so). */
  blocked: boolean
  /** Number of identities, including its own, without those that were linked only to accept an invitation. */
  identities: number
  /** Names of the connections of the user's identities, the account's own first. */
  connections: string[]
  /** The identities that were linked to the account's own. */
  linked: { provider: Provider; id: string }[]
  hasPhone: boolean
  created_at: string
  /** undefined: nobody ever signed in. Auth0 also counts sign-ins that an Action refused. */
  last_login?: string | undefined
  logins_count?: number | undefined
  /** Whether somebody chose a password since the account was made. */
  hasSetPassword: boolean
  /** When a password was last set; undefined while the account has its first one. */
  last_password_reset?: string | undefined
  /** Size of the whole profile, as Auth0 returned it, in bytes of JSON; undefined if only parts of it were read. */
  profile_bytes?: number
}

/** A user as the Management API returns and exports it. */
export interface UserResponse {
  user_id?: string | undefined
  email?: string | undefined
  name?: string | undefined
  username?: string | undefined
  app_metadata?: unknown
  user_metadata?: unknown
  email_verified?: boolean | undefined
  blocked?: boolean | undefined
  last_password_reset?: unknown
  phone_number?: string | null | undefined
  created_at?: unknown
  last_login?: unknown
  logins_count?: unknown
  identities?: { connection?: string | undefined; provider?: Provider | undefined; user_id?: unknown }[] | undefined
}

/**
 * Total: a field of another type than Auth0 documents counts as missing.
 * @param acceptWith connections whose accounts may accept an invitation
 */
export function toInvitedUser(answer: UserResponse, acceptWith: readonly string[]): InvitedUser {
  const user = isObject(answer) ? answer : {}
  const { app_metadata, user_metadata, last_password_reset } = user
  const identities = Array.isArray(user.identities) ? user.identities : [] // an odd one may be an owner's
  return {
    user_id: textOf(user.user_id) ?? '',
    email: textOf(user.email) ?? '',
    name: textOf(user.name),
    ...(typeof user.username === 'string' && { username: user.username }),
    app_metadata,
    user_metadata,
    email_verified: user.email_verified === true,
    blocked: user.blocked === true,
    identities: identities.length === 0 ? 0 : countIdentities(user, acceptWith),
    connections: identities.filter(isObject).flatMap(({ connection }) => textOf(connection) ?? []),
    linked: identities
      .slice(1)
      .filter(isObject)
      .flatMap(({ provider, user_id: id }) =>
        typeof provider === 'string' && (typeof id === 'string' || typeof id === 'number')
          ? [{ provider, id: String(id) }]
          : [],
      ),
    hasPhone: textOf(user.phone_number) !== undefined,
    created_at: textOf(user.created_at) ?? '',
    last_login: textOf(user.last_login),
    logins_count: typeof user.logins_count === 'number' ? user.logins_count : undefined,
    hasSetPassword: last_password_reset !== undefined && last_password_reset !== null,
    ...(typeof last_password_reset === 'string' && { last_password_reset }),
  }
}

/** Reads a user whom Auth0 returned with all fields. */
export function toWholeUser(user: UserResponse, acceptWith: readonly string[]): InvitedUser {
  return { ...toInvitedUser(user, acceptWith), profile_bytes: bytesOf(user) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null
}
