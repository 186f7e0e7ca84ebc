import { forgetWrongPasswords } from '../authentication/brute-force.ts'
import { storeNewUser } from '../authentication/registration-triggers.ts'
import { empty, json, managementError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint, type Step } from '../http/endpoint.ts'
import { loopbackLocation, record } from '../logs/record.ts'
import { ownValue } from '../json.ts'
import type { Connection } from './connection.ts'
import type { User } from './user.ts'
import type { Tenant } from '../tenant.ts'
import { ownWords, weaknessOf } from '../authentication/password-policy.ts'
import { mailAfterCreation } from '../authentication/verification.ts'
import { selectFields } from './fields.ts'
import { newUser, profileFields } from './new-user.ts'
import { findUser, theUser } from './the-user.ts'
import { requireMetadataFits } from './user-metadata.ts'

const theConnection = slot<Connection>('the connection')

export const users: Endpoint[] = [
  {
    // docs: api/management/v2/users/post-users; duplicates: 409, quoted in auth0/auth0-python#118
    route: 'POST /api/v2/users',
    body: [
      ...['connection', 'email', 'password', 'user_id', 'blocked', 'email_verified', 'verify_email'],
      ...['app_metadata', 'user_metadata', ...profileFields],
    ],
    steps: [
      findConnection,
      requireEmailAndPassword,
      requireUsername,
      rejectDuplicate,
      requireStrongPassword,
      requireMetadata,
      createUser,
      logSignup,
      mailNewUser,
      respondWithUser(201),
    ],
  },
  { route: 'GET /api/v2/users/:id', query: ['fields', 'include_fields'], steps: [findUser, respondWithUser(200)] },
  { route: 'DELETE /api/v2/users/:id', steps: [deleteUser] },
]

function findConnection(call: Call): void {
  const connection = [...call.tenant.state.connections.values()].find(({ name }) => name === call.body['connection'])
  if (connection === undefined) throw managementError(400, 'The connection does not exist.', 'inexistent_connection')
  theConnection.put(call, connection)
}

/** A user who signs in with a code has no password (docs: api/management/v2/users/post-users). */
function requireEmailAndPassword(call: Call): void {
  const { body } = call
  const required = theConnection.of(call).strategy === 'email' ? ['email'] : ['email', 'password']
  for (const field of required) {
    if (typeof body[field] !== 'string' || body[field] === '') {
      throw managementError(400, `Payload validation error: 'Missing required property: ${field}'.`, 'invalid_body')
    }
  }
}

/** docs: authenticate/database-connections/require-username; the sentence is that of a sign-up. */
function requireUsername(call: Call): void {
  const { name, options } = theConnection.of(call)
  const attribute = ownValue(options['attributes'], 'username')
  const isRequired =
    options['requires_username'] === true ||
    ownValue(attribute, 'profile_required') === true ||
    ownValue(ownValue(attribute, 'signup'), 'status') === 'required'
  if (!isRequired || bodyText(call, 'username') !== '') return
  const message = `Missing username for ${name} connection with requires_username enabled`
  throw managementError(400, message, 'invalid_body')
}

function rejectDuplicate(call: Call): void {
  const connection = theConnection.of(call).name
  const username = bodyText(call, 'username').toLowerCase()
  const isNamesake = ({ username: other, identities }: User) =>
    other?.toLowerCase() === username && identities.some((identity) => identity.connection === connection)
  const isTaken = username !== '' && call.tenant.state.users.named(username).some(isNamesake)
  const isIdTaken =
    typeof call.body['user_id'] === 'string' && call.tenant.state.users.has(`auth0|${call.body['user_id']}`)
  if (isTaken || isIdTaken || findByAddress(call.tenant, String(call.body['email']), connection)) {
    throw managementError(409, 'The user already exists.', 'auth0_idp_error')
  }
}

function requireStrongPassword(call: Call): void {
  if (theConnection.of(call).strategy === 'auth0') refuseWeakPassword(call, theConnection.of(call), call.body)
}

/**
 * The name of the problem, without rules (community.auth0.com/t/79241, auth0/auth0-java#283).
 * @param profile whose words must not be in the password
 */
export function refuseWeakPassword({ body }: Call, connection: Connection, profile: object): void {
  const weakness = weaknessOf(String(body['password']), connection, ownWords({ ...profile }, connection))
  if (weakness) throw managementError(400, `${weakness.name}: ${weakness.message}`)
}

function requireMetadata(call: Call): void {
  requireMetadataFits(call)
}

async function createUser(call: Call): Promise<void> {
  const { body, tenant } = call
  const connection = theConnection.of(call)
  const user = newUser(tenant, connection, body)
  // A pre-user-registration Action's reason only goes into the log (support article on sandbox errors at user creation).
  const password = connection.strategy === 'email' ? {} : { password: String(body['password']) }
  if (await storeNewUser(call, { user, ...password, connection })) {
    throw managementError(400, 'Sandbox error')
  }
  theUser.put(call, user)
}

/** The log also counts this as a sign-up, by the app whose token was used (recorded traffic). */
function logSignup(call: Call): void {
  const { tenant, ip, clientId } = call
  const user = theUser.of(call)
  const connection = theConnection.of(call)
  const { email, name, username } = user
  record(tenant, {
    ...{ type: 'ss', description: '', user, connection, ip },
    client: tenant.state.clients.get(clientId ?? ''),
    userAgent: call.request.headers.get('user-agent') ?? '',
    details: {
      body: {
        ...{ client_id: clientId, tenant: tenant.state.tenant.name, name, email, password: '*****' },
        connection: connection.name,
        ...(username !== undefined && { username }),
      },
    },
    isByManagementApi: true,
    more: { location_info: loopbackLocation },
  })
}

function mailNewUser(call: Call): void {
  const { verify_email } = call.body
  const verifyEmail = typeof verify_email === 'boolean' ? verify_email : undefined
  mailAfterCreation(call.tenant, { user: theUser.of(call), connection: theConnection.of(call), verifyEmail })
}

function deleteUser({ tenant, params }: Call): Response {
  deleteUserById(tenant, params['id'] ?? '')
  return empty(204)
}

/** Deletes the user with sessions, tokens, roles and memberships. Deleting a user who does not exist does nothing. */
export function deleteUserById({ state }: Tenant, userId: string): void {
  state.users.delete(userId)
  state.passwords.delete(userId)
  forgetWrongPasswords(state, userId)
  state.userPermissions.delete(userId)
  state.authenticationMethods.delete(userId)
  for (const { users } of state.roles.values()) users.delete(userId)
  for (const { members, memberRoles } of state.organizations.values()) {
    members.delete(userId)
    memberRoles.delete(userId)
  }
  for (const session of state.sessions.values()) if (session.user_id === userId) state.sessions.delete(session.id)
  for (const [token, grant] of state.refreshTokens) if (grant.user_id === userId) state.refreshTokens.delete(token)
}

function respondWithUser(status: number): Step {
  return (call) => json(status, selectFields({ ...theUser.of(call) }, call.query))
}

/** Auth0 stores addresses of database connections in lower case. */
export function findByAddress({ state }: Tenant, email: string, connection: string): User | undefined {
  const folded = email.toLowerCase()
  return state.users
    .named(folded)
    .find((user) => user.email === folded && user.identities.some((identity) => identity.connection === connection))
}
