import { empty, json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { ownValue, type Json } from '../json.ts'
import type { RefreshToken } from '../authentication/grant.ts'
import type { Tenant } from '../tenant.ts'
import { selectFields } from './fields.ts'
import { pageParameters, paginate } from './pagination.ts'
import { deleteRefreshTokens, liveFamilies } from './user-sessions.ts'

// docs: api/management/v2/device-credentials, api/management/v2/grants: on every plan, unlike /users/{id}/refresh-tokens
export const deviceCredentials: Endpoint[] = [
  {
    route: 'GET /api/v2/device-credentials',
    scopes: ['read:device_credentials'],
    query: [...pageParameters, 'fields', 'include_fields', 'user_id', 'client_id', 'type'],
    steps: [listCredentials],
  },
  {
    route: 'DELETE /api/v2/device-credentials/:id',
    scopes: ['delete:device_credentials'],
    steps: [deleteCredential],
  },
  { route: 'DELETE /api/v2/grants', scopes: ['delete:grants'], query: ['user_id'], steps: [deleteGrants] },
]

function listCredentials({ tenant, query }: Call): Response {
  const { user_id, client_id } = query
  const isPaged = query['page'] !== undefined || query['per_page'] !== undefined
  const type = query['type'] ?? (isPaged ? 'refresh_token' : undefined)
  const found = liveFamilies(
    tenant,
    (token) =>
      (user_id ?? token.user_id) === token.user_id &&
      (client_id ?? token.client_id) === token.client_id &&
      (type ?? typeOf(tenant, token)) === typeOf(tenant, token),
  )
  const show = (token: RefreshToken): Json => selectFields(credentialAnswer(tenant, token), query)
  return json(200, paginate<RefreshToken, Json>(found, query, 'device_credentials', undefined, show))
}

function credentialAnswer(tenant: Tenant, token: RefreshToken): Json {
  const { user_id, client_id } = token
  return { id: idOf(token), device_name: 'Unknown device', type: typeOf(tenant, token), user_id, client_id }
}

function typeOf({ state }: Tenant, { client_id }: RefreshToken): string {
  const rotation = ownValue(state.clients.get(client_id)?.['refresh_token'], 'rotation_type')
  return rotation === 'rotating' ? 'rotating_refresh_token' : 'refresh_token'
}

function idOf({ family }: RefreshToken): string {
  return `dcr_${family.id}`
}

/** Deletes it with every token that rotation made from it. Deleting something that does not exist succeeds. */
function deleteCredential({ tenant, params }: Call): Response {
  deleteRefreshTokens(tenant, (token) => idOf(token) === params['id'])
  return empty(204)
}

/** A user's grants and the refresh tokens from them (docs: secure/tokens/refresh-tokens/revoke-refresh-tokens). */
function deleteGrants({ tenant, query }: Call): Response {
  deleteRefreshTokens(tenant, ({ user_id }) => user_id === query['user_id'])
  return empty(204)
}
