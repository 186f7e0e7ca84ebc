import type { Call } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import { newUser } from '../management/new-user.ts'
import type { AuthorizationRequest } from './grant.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import { type Json, ownValue } from '../json.ts'
import type { User } from '../management/user.ts'
import { findByIdentifier, userAgentOf } from './database.ts'
import { storeNewUser, type RegistrationDenied } from './registration-triggers.ts'
import { mailAfterCreation } from './verification.ts'
import { ownWords, weaknessOf, type WeakPassword } from './password-policy.ts'

export interface Registration {
  client: Client
  connection: Connection
  email: string
  password: string
  username: string | undefined
  /** Further fields of the profile that the person may set. */
  profile: Json
  /** The request of the page where somebody signs up. */
  request?: AuthorizationRequest
}

export type RegistrationProblem =
  | { code: 'public_signup_disabled' | 'invalid_signup' | 'user_exists' | 'invalid_username'; description: string }
  | ({ code: 'weak_password' } & { weakness: WeakPassword })
  /** A pre-user-registration Action denied it. */
  | ({ code: 'extensibility_error' } & RegistrationDenied)

/**
 * Somebody signs up, on the page or through the API. The tenant's log records how it went (ss, fs). Metadata that only the
 * tenant may set cannot come from here.
 * @see https://auth0.com/docs/authenticate/database-connections
 */
export async function register(call: Call, asked: Registration): Promise<User | RegistrationProblem> {
  const { tenant } = call
  const { client, connection, email, password, username, profile } = asked
  const problem = problemOf(call, asked)
  const log = (type: 'ss' | 'fs', user?: User, description?: string): void =>
    record(tenant, {
      ...{ type, description, user, userName: email, client, connection },
      ...{ ip: call.ip, userAgent: userAgentOf(call) },
      details: {
        body: { client_id: client.client_id, connection: connection.name, email, tenant: tenant.state.tenant.name },
      },
    })
  if (problem) {
    log('fs', undefined, 'weakness' in problem ? problem.weakness.message : problem.description)
    return problem
  }
  const given = { ...profile, email, username, email_verified: false, app_metadata: undefined }
  const user = newUser(tenant, connection, given)
  const denied = await storeNewUser(call, { user, password, connection, client, request: asked.request })
  if (denied) return { code: 'extensibility_error', ...denied }
  log('ss', user)
  const language = call.request.headers.get('x-request-language') ?? call.request.headers.get('accept-language')
  mailAfterCreation(tenant, { user, connection, client, language: language ?? undefined })
  return user
}

function problemOf(
  { tenant }: Call,
  asked: Registration,
): Exclude<RegistrationProblem, { code: 'extensibility_error' }> | undefined {
  const { connection, email, password, username } = asked
  if (connection.options['disable_signup'] === true) {
    return { code: 'public_signup_disabled', description: 'Public signup is disabled' }
  }
  if (username !== undefined && !isUsername(username, connection)) {
    return { code: 'invalid_username', description: 'Username is not valid.' }
  }
  const weakness = weaknessOf(password, connection, ownWords({ ...asked.profile, email, username }, connection))
  if (weakness) return { code: 'weak_password', weakness }
  const isTaken = [email, username ?? ''].some((one) => findByIdentifier(tenant, one, connection.name))
  if (!isTaken) return undefined
  // By default, nobody can find out who has an account (docs: tenant setting enable_public_signup_user_exists_error).
  return ownValue(tenant.state.tenant['flags'], 'enable_public_signup_user_exists_error') === true
    ? { code: 'user_exists', description: 'The user already exists.' }
    : { code: 'invalid_signup', description: 'Invalid sign up' }
}

/** docs: authenticate/database-connections/require-username; the length is the connection's setting. */
function isUsername(username: string, { options }: Connection): boolean {
  const limit = (name: string, otherwise: number) => {
    const value = ownValue(ownValue(options['validation'], 'username'), name)
    return typeof value === 'number' ? value : otherwise
  }
  const fits = username.length >= limit('min', 1) && username.length <= limit('max', 15)
  return fits && /^[\w+\-.!#$'^`~@]+$/.test(username) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(username)
}
