import { empty, json, managementError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint, type Step } from '../http/endpoint.ts'
import type { Identity, User } from './user.ts'
import type { Json } from '../json.ts'
import { checkpointParameters, paginate } from './pagination.ts'
import { findUser, theUser } from './the-user.ts'
import { defaultProfile } from './new-user.ts'

// docs: manage-users/user-accounts/user-account-linking; the secondary's app_metadata is discarded
export const userIdentities: Endpoint[] = [
  {
    route: 'POST /api/v2/users/:id/identities',
    body: ['provider', 'user_id', 'connection_id'],
    steps: [findUser, linkSecondary],
  },
  { route: 'DELETE /api/v2/users/:id/identities/:provider/:user_id', steps: [findUser, unlink] },
  // The local tenant makes no accounts or tokens of other providers, so these lists are always empty.
  { route: 'GET /api/v2/users/:id/groups', query: checkpointParameters, steps: [findUser, listNone('groups')] },
  {
    route: 'GET /api/v2/users/:id/connected-accounts',
    scopes: ['read:users'],
    query: ['from', 'take'],
    steps: [findUser, listNone('connected_accounts', '50')],
  },
  {
    route: 'GET /api/v2/users/:id/federated-connections-tokensets',
    scopes: ['read:federated_connections_tokens'],
    steps: [findUser, () => json(200, [])],
  },
  {
    route: 'DELETE /api/v2/users/:id/federated-connections-tokensets/:tokenset',
    scopes: ['delete:federated_connections_tokens'],
    steps: [findUser, () => empty(204)],
  },
  { route: 'GET /api/v2/users/:id/enrollments', steps: [findUser, () => json(200, [])] },
  { route: 'DELETE /api/v2/users/:id/multifactor/:provider', steps: [findUser, () => empty(204)] },
  {
    route: 'POST /api/v2/users/:id/multifactor/actions/invalidate-remember-browser',
    body: 'any',
    steps: [findUser, () => empty(204)],
  },
]

/** @param take left out: without checkpoint parameters, the list is an array */
function listNone(key: string, take?: string): Step {
  return ({ query }) => json(200, paginate([], { ...(take !== undefined && { take }), ...query }, key))
}

/** The secondary account becomes part of the primary one. Its profile stays with its identity. */
function linkSecondary(call: Call): Response {
  const { tenant } = call
  const primary = theUser.of(call)
  const given = bodyText(call, 'user_id')
  // The id of an identity in an enterprise connection includes the connection: samlp, acme|1815.
  const whole = `${bodyText(call, 'provider')}|${given}`
  const id = given.includes('|') && !tenant.state.users.has(whole) ? given : whole
  const secondary = tenant.state.users.get(id)
  if (secondary === undefined) {
    refuseLinked(primary, id)
    refuseLinked(primary, whole)
    throw managementError(404, 'The user does not exist.', 'inexistent_user')
  }
  if (secondary === primary) {
    throw managementError(400, 'Main account and linked account are the same.', 'operation_not_supported')
  }
  primary.identities = [
    ...primary.identities.map((identity, index) => (index === 0 ? withProfile(identity, primary) : identity)),
    ...secondary.identities.map((identity) => withProfile(identity, secondary)),
  ]
  tenant.state.users.delete(secondary.user_id)
  return json(201, primary.identities)
}

/** An identity can be linked only once. The status is from Auth0's OpenAPI document, which has no words for it. */
function refuseLinked({ identities }: User, id: string): void {
  if (!identities.some(({ provider, user_id }) => `${provider}|${user_id}` === id)) return
  throw managementError(409, 'The specified identity is linked to the user already.', 'identity_already_linked')
}

/** The identity becomes an account of its own again. */
function unlink(call: Call): Response {
  const { tenant, params } = call
  const user = theUser.of(call)
  const found = user.identities.find(
    ({ provider, user_id }) => provider === params['provider'] && user_id === params['user_id'],
  )
  // An id that is not the user's changes nothing, nor does one with its provider in front (recorded traffic).
  if (found === undefined) return json(200, user.identities)
  // The user is identified by its own identity (the 400 is in Auth0's OpenAPI document).
  if (found === user.identities[0]) {
    throw managementError(400, "The account's own identity cannot be unlinked.", 'operation_not_supported')
  }
  user.identities = user.identities.filter((identity) => identity !== found)
  const { profileData = {}, ...identity } = found
  const { email = '' } = profileData
  const now = tenant.clock.now().toISOString()
  const userId = `${found.provider}|${found.user_id}`
  tenant.state.users.set(userId, {
    ...{ user_id: userId, email: '', email_verified: false },
    ...defaultProfile(typeof email === 'string' ? email : ''),
    ...profileData,
    identities: [identity],
    created_at: now,
    updated_at: now,
  })
  return json(200, user.identities)
}

/** The given parts of a profile, without what Auth0 adds (recorded traffic). */
function withProfile(identity: Identity, user: User): Identity {
  if (identity.profileData) return identity
  const { email, email_verified, given_name, family_name, username, ...rest } = user
  const madeUp = defaultProfile(email)
  const given = (['name', 'nickname', 'picture'] as const).filter((field) => rest[field] !== madeUp[field])
  const profileData: Json = {
    ...{ email, email_verified },
    ...(given_name !== undefined && { given_name }),
    ...(family_name !== undefined && { family_name }),
    ...(username !== undefined && { username }),
    ...Object.fromEntries(given.map((field) => [field, rest[field]])),
  }
  return { profileData, ...identity }
}
