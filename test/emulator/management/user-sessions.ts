import { endSessionsOf } from '../authentication/sessions.ts'
import { empty, json } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import type { RefreshToken, Session } from '../authentication/grant.ts'
import type { Tenant } from '../tenant.ts'
import { checkpointParameters, paginate } from './pagination.ts'
import { findUser, theUser } from './the-user.ts'

// docs: manage-users/sessions/manage-user-sessions-with-auth0-management-api,
// secure/tokens/manage-refresh-tokens-with-auth0-management-api; 202 and {}: recorded traffic
export const userSessions: Endpoint[] = [
  { route: 'GET /api/v2/users/:id/sessions', query: checkpointParameters, steps: [findUser, listSessions] },
  { route: 'DELETE /api/v2/users/:id/sessions', steps: [findUser, endSessions] },
  { route: 'GET /api/v2/users/:id/refresh-tokens', query: checkpointParameters, steps: [findUser, listRefreshTokens] },
  { route: 'DELETE /api/v2/users/:id/refresh-tokens', steps: [findUser, endRefreshTokens] },
  {
    route: 'POST /api/v2/users/:id/revoke-access',
    body: ['session_id', 'preserve_refresh_tokens'],
    steps: [findUser, revokeAccess],
  },
]

function listSessions(call: Call): Response {
  const { user_id } = theUser.of(call)
  const found = [...call.tenant.state.sessions.values()].filter((session) => session.user_id === user_id)
  return json(200, paginate(found.map(sessionAnswer), { take: '50', ...call.query }, 'sessions'))
}

function sessionAnswer({ id, user_id, created_at, updated_at, authenticated_at, client_ids }: Session): Json {
  return {
    ...{ id, user_id, created_at, updated_at, authenticated_at },
    last_interacted_at: updated_at,
    clients: [...client_ids].map((client_id) => ({ client_id })),
    authentication: { methods: [{ name: 'pwd', timestamp: authenticated_at }] },
  }
}

function endSessions(call: Call): Response {
  endSessionsOf(call, theUser.of(call).user_id)
  return json(202, {})
}

function listRefreshTokens(call: Call): Response {
  const found = liveFamilies(call.tenant, ({ user_id }) => user_id === theUser.of(call).user_id)
  return json(200, paginate(found.map(refreshTokenAnswer), { take: '50', ...call.query }, 'tokens'))
}

function refreshTokenAnswer({ user_id, client_id, sessionId, audience, scope, family }: RefreshToken): Json {
  return {
    ...{ id: family.id, user_id, client_id },
    created_at: family.createdAt.toISOString(),
    last_exchanged_at: family.lastUsedAt.toISOString(),
    session_id: sessionId ?? null,
    rotating: false,
    resource_servers: audience === undefined ? [] : [{ audience, scopes: scope }],
  }
}

function endRefreshTokens(call: Call): Response {
  deleteRefreshTokens(call.tenant, ({ user_id }) => user_id === theUser.of(call).user_id)
  return json(202, {})
}

/** Revokes all of the user's access, or that of one session. Refresh tokens can be kept. */
function revokeAccess(call: Call): Response {
  const { tenant, body } = call
  const { user_id } = theUser.of(call)
  const sessionId = bodyText(call, 'session_id')
  if (sessionId === '') endSessionsOf(call, user_id)
  else if (tenant.state.sessions.get(sessionId)?.user_id === user_id) tenant.state.sessions.delete(sessionId)
  if (body['preserve_refresh_tokens'] !== true) {
    deleteRefreshTokens(
      tenant,
      (token) => token.user_id === user_id && (sessionId === '' || token.sessionId === sessionId),
    )
  }
  return empty(202)
}

/** One token of each family that was not revoked: everything from one sign-in counts once. */
export function liveFamilies({ state }: Tenant, isWanted: (token: RefreshToken) => boolean): RefreshToken[] {
  const found = [...state.refreshTokens.values()].filter((token) => !token.family.isRevoked && isWanted(token))
  return [...new Map(found.map((token) => [token.family.id, token])).values()]
}

export function deleteRefreshTokens({ state }: Tenant, isWanted: (token: RefreshToken) => boolean): void {
  for (const [value, token] of state.refreshTokens) if (isWanted(token)) state.refreshTokens.delete(value)
}
