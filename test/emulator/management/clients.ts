import { createHash } from 'node:crypto'
import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier, isObject, ownValue, type Client, type Json } from '../state.ts'
import type { Tenant } from '../tenant.ts'
import { selectFields } from './fields.ts'
import { checkpointParameters, paginate, type Page } from './pagination.ts'

const theClient = slot<Client>('the client')

// docs: api/management/v2/clients; defaults and which keys appear when: recorded traffic
export const clients: Endpoint[] = [
  {
    route: 'GET /api/v2/clients',
    query: [...checkpointParameters, 'fields', 'include_fields', 'is_global', 'is_first_party', 'app_type'],
    steps: [listClients],
  },
  { route: 'POST /api/v2/clients', steps: [createClient] },
  { route: 'GET /api/v2/clients/:id', query: ['fields', 'include_fields'], steps: [findClient, respondWithClient] },
  { route: 'PATCH /api/v2/clients/:id', steps: [findClient, changeClient, respondWithClient] },
  { route: 'DELETE /api/v2/clients/:id', steps: [deleteClient] },
  {
    route: 'POST /api/v2/clients/:id/rotate-secret',
    body: 'any',
    steps: [findClient, rotateSecret, respondWithClient],
  },
  {
    route: 'GET /api/v2/clients/:id/credentials',
    query: ['include_totals', 'per_page', 'page'],
    steps: [findClient, listCredentials],
  },
]

const DAY_SECONDS = 86_400
/** Fields of which a PATCH changes only the keys that it names (recorded traffic). */
const mergedFields = ['mobile', 'native_social_login', 'jwt_configuration', 'refresh_token', 'client_metadata']
const defaultGrants = ['authorization_code', 'implicit', 'refresh_token', 'client_credentials']

function listClients(call: Call): Response {
  const { tenant, query } = call
  const types = query['app_type']?.split(',')
  const found = [...tenant.state.clients.values()]
    .filter(({ app_type }) => types === undefined || (app_type !== undefined && types.includes(app_type)))
    .filter(
      (client) => query['is_first_party'] === undefined || String(client['is_first_party']) === query['is_first_party'],
    )
    .filter((client) => query['is_global'] === undefined || String(client['global'] === true) === query['is_global'])
    .map((client) => selectFields(answerOf(tenant, client), query, ['tenant']))
  return json(200, paginate(found, query, 'clients', clientsEnvelope))
}

/** Envelopes around clients have two more keys than others (recorded traffic). */
function clientsEnvelope({ items, start, limit, total }: Page<Json>): Json {
  return { total, start, limit, length: items.length, next: '', clients: items }
}

function createClient({ tenant, body }: Call): Response {
  const client = newClient(tenant.clock.now(), body)
  tenant.state.clients.set(client.client_id, client)
  return json(201, { ...answerOf(tenant, client), encrypted: true })
}

/** An application with what Auth0 adds by itself. @param given fields of the body, which win */
export function newClient(now: Date, given: Json): Client {
  const isPublic = given['app_type'] === 'native' || given['app_type'] === 'spa'
  const isApi = given['app_type'] === 'resource_server'
  const lifetimes =
    isPublic || isApi
      ? { token_lifetime: 30 * DAY_SECONDS, idle_token_lifetime: 15 * DAY_SECONDS }
      : { token_lifetime: 31_557_600, idle_token_lifetime: 30 * DAY_SECONDS }
  const { client_authentication_methods, jwt_configuration, refresh_token, ...fields } = given
  return {
    client_id: identifier('', 32),
    client_secret: identifier('', 64),
    name: '',
    is_first_party: true,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: false,
    jwt_configuration: {
      secret_encoded: false,
      ...(isApi ? { alg: 'RS256' } : { lifetime_in_seconds: 36_000 }),
      ...Object(jwt_configuration ?? {}),
    } as Json,
    signing_keys: [{ cert: '[not made by the local tenant]' }],
    sso_disabled: false,
    cross_origin_authentication: false,
    grant_types: isApi ? [] : defaultGrants,
    custom_login_page_on: true,
    refresh_token: {
      rotation_type: 'non-rotating',
      expiration_type: 'non-expiring',
      leeway: 0,
      ...lifetimes,
      infinite_token_lifetime: true,
      infinite_idle_token_lifetime: true,
      ...Object(refresh_token ?? {}),
    } as Json,
    ...fields,
    ...(client_authentication_methods !== undefined && {
      client_authentication_methods: withCredentialIds(client_authentication_methods, now),
    }),
  }
}

/** Public keys given in full are kept as credentials, answered without the key. */
function withCredentialIds(methods: unknown, now: Date): unknown {
  if (typeof methods !== 'object' || methods === null) return methods
  const instant = now.toISOString()
  return Object.fromEntries(
    Object.entries(methods).map(([method, configuration]: [string, unknown]) => {
      const given = ownValue(configuration, 'credentials')
      if (!Array.isArray(given)) return [method, configuration]
      const credentials = given.map((one: Json) => {
        const { pem, ...rest } = one
        if (typeof pem !== 'string') return rest
        const kid = createHash('sha256').update(pem).digest('base64url')
        return { id: identifier('cred_', 22), kid, alg: 'RS256', ...rest, created_at: instant, updated_at: instant }
      })
      return [method, { ...Object(configuration), credentials }]
    }),
  )
}

function findClient(call: Call): void {
  const client = call.tenant.state.clients.get(call.params['id'] ?? '')
  if (client === undefined) throw managementError(404, 'The client does not exist', 'inexistent_client')
  theClient.put(call, client)
}

function respondWithClient(call: Call): Response {
  return json(200, selectFields(answerOf(call.tenant, theClient.of(call)), call.query, ['tenant']))
}

function changeClient(call: Call): void {
  const client = theClient.of(call)
  for (const [field, value] of Object.entries(call.body)) {
    if (value === null) Reflect.deleteProperty(client, field)
    else if (field === 'client_authentication_methods') {
      Object.assign(client, { [field]: withCredentialIds(value, call.tenant.clock.now()) })
      Reflect.deleteProperty(client, 'token_endpoint_auth_method')
    } else if (mergedFields.includes(field) && isObject(value)) {
      const before = client[field]
      Object.assign(client, { [field]: { ...(isObject(before) && before), ...value } })
    } else Object.assign(client, { [field]: value })
  }
}

/** Deleting what is not there is a success too. */
function deleteClient({ tenant, params }: Call): Response {
  const id = params['id'] ?? ''
  tenant.state.clients.delete(id)
  for (const grant of tenant.state.clientGrants.values()) {
    if (grant.client_id === id) tenant.state.clientGrants.delete(grant.id)
  }
  return empty(204)
}

function rotateSecret(call: Call): void {
  theClient.of(call).client_secret = identifier('', 64)
}

function listCredentials(call: Call): Response {
  const methods = theClient.of(call)['client_authentication_methods']
  const all = Object.values(Object(methods ?? {}) as Json).flatMap((method) => ownValue(method, 'credentials') ?? [])
  return json(200, all)
}

/** With what every application has and nobody sets; one field goes by two names (recorded traffic of the Deploy CLI). */
function answerOf(tenant: Tenant, client: Client): Json {
  return {
    tenant: tenant.state.tenant.name,
    global: false,
    callback_url_template: false,
    cross_origin_auth: client['cross_origin_authentication'],
    ...client,
  }
}
