import { randomBytes } from 'node:crypto'
import { empty, json, notImplemented } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import type { Client } from './client.ts'
import type { Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import { credentialFields, describedCredentials, storedCredentials } from './client-credentials.ts'
import { mergedField, newClient, withLogoutAlias } from './client-defaults.ts'
import { addSystemGrant, deleteGrantById } from './client-grants.ts'
import { selectFields } from './fields.ts'
import { checkpointParameters, paginate, type Page } from './pagination.ts'
import { apiBy } from './resource-servers.ts'
import { findClient, theClient } from './the-client.ts'

// docs: api/management/v2/clients; defaults and which keys appear when: recorded traffic
export const clients: Endpoint[] = [
  {
    route: 'GET /api/v2/clients',
    query: [...checkpointParameters, 'fields', 'include_fields', 'is_global', 'is_first_party', 'app_type', 'q'],
    steps: [listClients],
  },
  { route: 'POST /api/v2/clients', steps: [createClient] },
  { route: 'GET /api/v2/clients/:id', query: ['fields', 'include_fields'], steps: [findClient, respondWithClient] },
  { route: 'PATCH /api/v2/clients/:id', steps: [findClient, changeClient, respondWithClient] },
  { route: 'DELETE /api/v2/clients/:id', steps: [deleteClient] },
  {
    route: 'POST /api/v2/clients/:id/rotate-secret',
    body: 'any',
    steps: [findClient, rotateSecret, respondWithRotated],
  },
  {
    route: 'GET /api/v2/clients/:id/connections',
    query: ['take', 'from', 'strategy', 'fields', 'include_fields'],
    steps: [findClient, listConnections],
  },
]

function listClients(call: Call): Response {
  const { tenant, query } = call
  const types = query['app_type']?.split(',')
  const isWanted = parseClientSearch(tenant, query['q'])
  const found = [...tenant.state.clients.values()]
    .filter(isWanted)
    .filter(({ app_type }) => types === undefined || (app_type !== undefined && types.includes(app_type)))
    .filter(
      (client) => query['is_first_party'] === undefined || String(client['is_first_party']) === query['is_first_party'],
    )
    .filter((client) => query['is_global'] === undefined || String(client['global'] === true) === query['is_global'])
    .map((client) => selectFields(withoutKeys(call, answerOf(tenant, client)), query, ['tenant']))
  return json(200, paginate(found, query, 'clients', clientsEnvelope))
}

/** Envelopes around clients have two more keys than other envelopes (recorded traffic). */
function clientsEnvelope({ items, start, limit, total }: Page<Json>): Json {
  return { total, start, limit, length: items.length, next: '', clients: items }
}

/** Of all search terms, only the one for applications with a grant in an organization (docs: get-clients, q). */
function parseClientSearch({ state }: Tenant, q: string | undefined): (client: Client) => boolean {
  if (q === undefined) return () => true
  const [, organizationId] = /^client_grant\.organization_id:(\w+)$/.exec(q) ?? []
  if (organizationId === undefined) throw notImplemented(`the search for applications by ${q}`)
  const grants = [...(state.organizations.get(organizationId)?.clientGrants ?? [])]
  const holders = new Set(grants.map((id) => state.clientGrants.get(id)?.client_id))
  return ({ client_id }) => holders.has(client_id)
}

function createClient({ tenant, body }: Call): Response {
  const client = newClient(withLogoutAlias({ ...body }))
  const { client_id, app_type, resource_server_identifier } = client
  tenant.state.clients.set(client_id, client)
  if (app_type === 'express_configuration') addSystemGrant(tenant, client_id)
  const api = apiBy(tenant, String(resource_server_identifier))
  if (api) api['client_id'] = client_id
  for (const field of credentialFields) {
    if (body[field] !== undefined) client[field] = storedCredentials(tenant, client_id, body[field])
  }
  return json(201, {
    ...answerOf(tenant, client),
    signing_keys: signingKeys(tenant).map((key) => ({ ...key, key: randomBytes(64).toString('base64') })),
    encrypted: true,
    ...describedCredentials(tenant, client),
  })
}

function respondWithClient(call: Call): Response {
  return json(200, selectFields(withoutKeys(call, answerOf(call.tenant, theClient.of(call))), call.query, ['tenant']))
}

/** A caller who reads applications sees their secrets only with one of two further scopes (docs: clients/get-clients). */
function withoutKeys({ request, scopes }: Call, client: Json): Json {
  if (
    request.method !== 'GET' ||
    scopes.some((scope) => ['read:client_keys', 'read:client_credentials'].includes(scope))
  )
    return client
  const { client_secret: _, client_authentication_methods: __, ...others } = client
  return others
}

/** Given fields are merged one level deep, and null removes one (recorded traffic). Credentials replace a secret. */
function changeClient(call: Call): void {
  const client = theClient.of(call)
  const given = withLogoutAlias(call.body)
  for (const [field, value] of Object.entries(given)) {
    const merged = mergedField(client, field, given)
    if (value === null) Reflect.deleteProperty(client, field)
    else if (credentialFields.some((one) => one === field)) {
      client[field] = storedCredentials(call.tenant, client.client_id, merged)
      if (field === 'client_authentication_methods') Reflect.deleteProperty(client, 'token_endpoint_auth_method')
    } else client[field] = merged
  }
}

/** Also deletes its grants, credentials, and places in organizations and connections. Without it, this succeeds too. */
function deleteClient({ tenant, params }: Call): Response {
  const id = params['id'] ?? ''
  const { clients, clientCredentials, clientGrants, connections, organizations, resourceServers } = tenant.state
  clients.delete(id)
  clientCredentials.delete(id)
  for (const grant of clientGrants.values()) if (grant.client_id === id) deleteGrantById(tenant, grant.id)
  for (const connection of connections.values()) {
    connection.enabled_clients = connection.enabled_clients.filter((clientId) => clientId !== id)
  }
  for (const organization of organizations.values()) organization.clients.delete(id)
  for (const api of resourceServers.values()) if (api['client_id'] === id) Reflect.deleteProperty(api, 'client_id')
  return empty(204)
}

function rotateSecret(call: Call): void {
  theClient.of(call).client_secret = identifier('', 64)
}

/** This answer has fewer fields than others (recorded traffic). */
function respondWithRotated(call: Call): Response {
  const { cross_origin_auth: _, cross_origin_authentication: __, ...told } = theClient.of(call)
  return json(200, { ...told, signing_keys: signingKeys(call.tenant) })
}

/** This list only has checkpoint pages. */
function listConnections(call: Call): Response {
  const { tenant, query } = call
  const { client_id } = theClient.of(call)
  const strategies = query['strategy']?.split(',')
  const found = [...tenant.state.connections.values()]
    .filter(({ enabled_clients }) => enabled_clients.includes(client_id))
    .filter(({ strategy }) => strategies === undefined || strategies.includes(strategy))
    .map(({ enabled_clients: _, ...connection }) => selectFields(connection, query))
  return json(200, paginate(found, { take: '50', ...query }, 'connections'))
}

/** Adds what every application has and nobody sets. One field has two names (recorded traffic of the Deploy CLI). */
function answerOf(tenant: Tenant, client: Client): Json {
  return {
    tenant: tenant.state.tenant.name,
    global: false,
    callback_url_template: false,
    cross_origin_auth: client['cross_origin_authentication'],
    signing_keys: signingKeys(tenant),
    ...client,
  }
}

/** Every application shows the tenant's certificate. Only the answer to making one has an encrypted key (recorded traffic). */
function signingKeys({ domain, signingCertificate }: Tenant): Json[] {
  const [host = ''] = domain.split(':')
  return [{ ...signingCertificate, subject: `/CN=${host}` }]
}
