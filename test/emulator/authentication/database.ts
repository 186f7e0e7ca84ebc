import { record } from '../logs/record.ts'
import type { Call } from '../http/endpoint.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { User } from '../management/user.ts'
import type { Tenant } from '../tenant.ts'
import { countWrongPassword, forgetWrongPasswords, isBlockedHere } from './brute-force.ts'

/**
 * The connection that a client signs people in with: the one it asks for, or its first database connection.
 * @returns the connection, or a sentence about what is wrong
 */
export function connectionFor({ state }: Tenant, client: Client, name?: string): Connection | string {
  const all = [...state.connections.values()]
  if (name === undefined) {
    const enabled = all.find((one) => one.strategy === 'auth0' && one.enabled_clients.includes(client.client_id))
    return enabled ?? 'no connections enabled for the client'
  }
  const connection = all.find((one) => one.name === name)
  if (connection === undefined) return 'the connection was not found'
  return connection.enabled_clients.includes(client.client_id) ? connection : 'the connection is not enabled'
}

/** A user of a database connection, by address or user name. Letter case does not matter. */
export function findByIdentifier({ state }: Tenant, identifier: string, connection: string): User | undefined {
  const folded = identifier.trim().toLowerCase()
  if (folded === '') return undefined
  return state.users.named(folded).find(({ identities }) => identities.some((one) => one.connection === connection))
}

/** The user_id of the user's identity in the database, before or after linking. */
function idIn({ identities, user_id }: User, connection: string): string {
  const identity = identities.find((one) => one.connection === connection)
  return identity ? `${identity.provider}|${identity.user_id}` : user_id
}

/** The user to whom an account of the database was linked. Its password still works for signing in. */
function findLinked(
  { state }: Tenant,
  identifier: string,
  connection: string,
): { user: User | undefined; passwordOf: string } {
  const folded = identifier.trim().toLowerCase()
  for (const user of state.users.values()) {
    const identity = user.identities.find(
      (one, index) =>
        index > 0 &&
        one.connection === connection &&
        [one.profileData?.['email'], one.profileData?.['username']].some(
          (name) => typeof name === 'string' && name.toLowerCase() === folded,
        ),
    )
    if (identity) return { user: state.users.get(user.user_id), passwordOf: `${identity.provider}|${identity.user_id}` }
  }
  return { user: undefined, passwordOf: '' }
}

interface Credentials {
  client: Client
  connection: Connection
  /** Address or user name. */
  identifier: string
  password: string
}

/**
 * The user whose password this is. Failures are logged but not shown to the person: fu for an unknown identifier, fp for a
 * wrong password (docs: deploy-monitor/logs/log-event-type-codes). After too many, the right one does not work either.
 */
export function checkPassword(call: Call, credentials: Credentials): User | 'wrong' | 'too many wrong ones' {
  const { client, connection, identifier, password } = credentials
  const { tenant } = call
  const own = findByIdentifier(tenant, identifier, connection.name)
  const { user, passwordOf } = own
    ? { user: own, passwordOf: idIn(own, connection.name) }
    : findLinked(tenant, identifier, connection.name)
  if (user !== undefined && isBlockedHere(call, user)) return 'too many wrong ones'
  if (user !== undefined && password !== '' && tenant.state.passwords.get(passwordOf) === password) {
    forgetWrongPasswords(tenant.state, user.user_id)
    return user
  }
  if (user !== undefined) countWrongPassword(call, { ...credentials, user })
  record(tenant, {
    type: user === undefined ? 'fu' : 'fp',
    description: 'Wrong email or password.',
    ...{ user, userName: identifier, client, connection },
    ...{ ip: call.ip, userAgent: userAgentOf(call) },
    details: { error: { message: 'Wrong email or password.' } },
  })
  return 'wrong'
}

export function userAgentOf({ request }: Call): string {
  return request.headers.get('user-agent') ?? ''
}
