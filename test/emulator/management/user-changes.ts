import { connectionNamed } from '../actions/event.ts'
import { forgetWrongPasswords } from '../authentication/brute-force.ts'
import { endSessionsOf } from '../authentication/sessions.ts'
import { json, managementError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { isFederated } from '../sign-in/identity-provider/strategies.ts'
import { syncOf } from '../sign-in/identity-provider/user.ts'
import { selectFields } from './fields.ts'
import { findUser, theUser } from './the-user.ts'
import { requireMetadataFits, mergeMetadata } from './user-metadata.ts'
import { profileFields } from './new-user.ts'
import { findByAddress, refuseWeakPassword } from './users.ts'

// docs: api/management/v2/users/patch-users-by-id,
// manage-users/user-accounts/metadata/manage-metadata-api (only the root of metadata is merged)
export const userChanges: Endpoint[] = [
  {
    route: 'PATCH /api/v2/users/:id',
    body: [
      ...['connection', 'client_id', 'password', 'blocked', 'email', 'email_verified', 'verify_email'],
      ...['app_metadata', 'user_metadata', ...profileFields],
    ],
    steps: [
      ...[
        refuseFieldsOfOthers,
        findUser,
        refuseCombinations,
        requireItsConnection,
        refuseWhatProviderSays,
        requireFreeAddress,
        requireFreeName,
        requireMetadata,
      ],
      requireStrongPassword,
      ...[changeProfile, changeAddress, fileAnew, changePassword, changeMetadata, respondWithUser],
    ],
  },
]

/**
 * With only update:users_app_metadata, only app_metadata may be changed (docs: manage-users/user-accounts/
 * manage-users-using-the-management-api). The words are quoted in community.auth0.com/t/6692.
 */
function refuseFieldsOfOthers({ body, scopes }: Call): void {
  if (scopes.includes('update:users')) return
  const refused = Object.keys(body).filter((field) => !['app_metadata', 'connection'].includes(field))
  if (refused.length > 0) throw managementError(403, `You cannot update the following fields: ${refused.join(', ')}`)
}

/** Identifier and password can only be changed one at a time (docs: api/management/v2/users/patch-users-by-id). */
function refuseCombinations({ body }: Call): void {
  const refused = [
    ['username', 'email'],
    ['password', 'email'],
    ['password', 'username'],
    ['password', 'email_verified'],
  ] as const
  for (const [one, other] of refused) {
    if (body[one] === undefined || body[other] === undefined) continue
    throw managementError(400, `Cannot update ${one} and ${other} simultaneously`, 'operation_not_supported')
  }
}

/** The default connection is that of the user's first identity. */
function requireItsConnection(call: Call): void {
  const name = bodyText(call, 'connection')
  if (name === '') return
  if (connectionNamed(call.tenant, name) === undefined)
    throw managementError(400, 'The connection does not exist.', 'inexistent_connection')
  if (!theUser.of(call).identities.some(({ connection }) => connection === name))
    throw managementError(400, 'The user does not belong to the connection.', 'operation_not_supported')
}

/**
 * What another provider says at each sign-in cannot be changed here. The sentence is as users of Auth0 quote it.
 * @see https://auth0.com/docs/manage-users/user-accounts/user-profiles/configure-connection-sync-with-auth0
 */
function refuseWhatProviderSays(call: Call): void {
  const connection = connectionNamed(call.tenant, connectionOf(call))
  if (connection === undefined || !isFederated(connection) || syncOf(connection) !== 'on_each_login') return
  const fields = ['email', 'email_verified', 'password', ...profileFields]
  const given = fields.filter((field) => call.body[field] !== undefined).sort()
  if (given.length === 0) return
  throw managementError(
    400,
    `The following user attributes cannot be updated: ${given.join(', ')}. The connection (${connection.name}) must either be a database connection (using the Auth0 store), a passwordless connection (email or sms) or has disabled 'Sync user profile attributes at each login'. For more information, see https://auth0.com/docs/dashboard/guides/connections/configure-connection-sync`,
    'operation_not_supported',
  )
}

function requireFreeAddress(call: Call): void {
  const email = bodyText(call, 'email')
  const user = theUser.of(call)
  const other = email === '' ? undefined : findByAddress(call.tenant, email, connectionOf(call))
  if (other !== undefined && other !== user)
    throw managementError(400, 'The specified new email already exists', 'auth0_idp_error')
}

function requireFreeName(call: Call): void {
  const username = bodyText(call, 'username').toLowerCase()
  const user = theUser.of(call)
  const isTaken = call.tenant.state.users
    .named(username)
    .some((other) => other !== user && username !== '' && other.username?.toLowerCase() === username)
  if (isTaken) throw managementError(400, 'The specified new username already exists', 'auth0_idp_error')
}

function requireStrongPassword(call: Call): void {
  const connection = connectionNamed(call.tenant, connectionOf(call))
  if (call.body['password'] !== undefined && connection) refuseWeakPassword(call, connection, theUser.of(call))
}

function requireMetadata(call: Call): void {
  requireMetadataFits(call, theUser.of(call))
}

/** Null removes a field. */
function changeProfile(call: Call): void {
  const { body, tenant } = call
  const user = theUser.of(call)
  for (const field of profileFields) {
    const value = body[field]
    if (typeof value === 'string') user[field] = value
    else if (value === null && isOptional(field)) Reflect.deleteProperty(user, field)
  }
  if (typeof body['blocked'] === 'boolean') user.blocked = body['blocked']
  if (body['blocked'] === true) endSessionsOf(call, user.user_id)
  user.updated_at = tenant.clock.now().toISOString()
}

function isOptional(field: (typeof profileFields)[number]): field is 'given_name' | 'family_name' | 'username' {
  return field === 'given_name' || field === 'family_name' || field === 'username'
}

/** A new address is not verified unless the call says so. */
function changeAddress(call: Call): void {
  const { body } = call
  const user = theUser.of(call)
  const email = bodyText(call, 'email').toLowerCase()
  if (email !== '' && email !== user.email) {
    user.email = email
    user.email_verified = false
  }
  if (typeof body['email_verified'] === 'boolean') user.email_verified = body['email_verified']
}

function fileAnew(call: Call): void {
  const user = theUser.of(call)
  call.tenant.state.users.set(user.user_id, user)
}

/** Ends sessions but not refresh tokens, and removes an administrator's block (docs: manage-users/user-accounts/block-and-unblock-users). */
function changePassword(call: Call): void {
  const { tenant } = call
  const user = theUser.of(call)
  const password = bodyText(call, 'password')
  if (password === '') return
  tenant.state.passwords.set(user.user_id, password)
  user.last_password_reset = tenant.clock.now().toISOString()
  if (user.blocked === true && call.body['blocked'] === undefined) user.blocked = false
  forgetWrongPasswords(tenant.state, user.user_id)
  endSessionsOf(call, user.user_id)
}

function changeMetadata(call: Call): void {
  mergeMetadata(theUser.of(call), call.body)
}

function respondWithUser(call: Call): Response {
  return json(200, selectFields({ ...theUser.of(call) }, call.query))
}

function connectionOf(call: Call): string {
  return bodyText(call, 'connection') || (theUser.of(call).identities[0]?.connection ?? '')
}
