import { createHash, randomBytes } from 'node:crypto'
import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { ownValue, type Json } from '../json.ts'
import type { ResourceServer } from './resource-server.ts'
import type { Tenant } from '../tenant.ts'
import { selectFields } from './fields.ts'
import { checkpointParameters, paginate } from './pagination.ts'

const theApi = slot<ResourceServer>('the resource server')

// docs: api/management/v2/resource-servers; defaults and which keys appear when: recorded traffic
export const resourceServers: Endpoint[] = [
  {
    route: 'GET /api/v2/resource-servers',
    query: [...checkpointParameters, 'identifiers', 'fields', 'include_fields'],
    steps: [listApis],
  },
  { route: 'POST /api/v2/resource-servers', steps: [rejectDuplicateIdentifier, createApi] },
  { route: 'GET /api/v2/resource-servers/:id', query: ['include_fields'], steps: [findApi, respondWithApi] },
  { route: 'PATCH /api/v2/resource-servers/:id', steps: [findApi, requireNotSystem, changeApi, respondWithApi] },
  { route: 'DELETE /api/v2/resource-servers/:id', steps: [deleteApi] },
]

/** By default, an access token for an API lasts a day, and one for a browser two hours. */
const defaults = {
  allow_offline_access: false,
  skip_consent_for_verifiable_first_party_clients: false,
  token_lifetime: 86_400,
  token_lifetime_for_web: 7200,
  signing_alg: 'RS256',
  subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'require_client_grant' } },
}

/** Auth0's own APIs, which are made with only their identifier (recorded traffic). */
const systemApis: Readonly<Record<string, Json | undefined>> = {
  'urn:auth0:express-configure': {
    name: 'Okta OIN Express Configuration API',
    scopes: [
      { value: 'express_configure:sso', description: 'Ability to create SSO configurations' },
      { value: 'express_configure:scim', description: 'Ability to create scim configurations' },
    ],
    token_lifetime: 300,
    enforce_policies: true,
    is_system: true,
    subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'deny_all' } },
  },
}

function listApis({ tenant, query }: Call): Response {
  const identifiers = query['identifiers']?.split(',')
  const found = [...tenant.state.resourceServers.values()]
    .filter(({ identifier }) => identifiers === undefined || identifiers.includes(identifier))
    .map((api) => selectFields({ ...api }, query))
  return json(200, paginate(found, query, 'resource_servers'))
}

function rejectDuplicateIdentifier({ tenant, body }: Call): void {
  if (apiBy(tenant, String(body['identifier']))) {
    throw managementError(409, 'A resource server with the same identifier already exists.', 'resource_server_conflict')
  }
}

function createApi({ tenant, body }: Call): Response {
  const { identifier, ...given } = body
  const isHs256 = body['signing_alg'] === 'HS256'
  const api: ResourceServer = {
    id: randomBytes(12).toString('hex'),
    identifier: String(identifier),
    ...defaults,
    ...systemApis[String(identifier)],
    ...stored(withoutNulls(given)),
    ...(isHs256 && { signing_secret: body['signing_secret'] ?? randomBytes(24).toString('base64url') }),
  }
  tenant.state.resourceServers.set(api.id, api)
  return json(201, api)
}

/** Finds an API by id or identifier. Identifiers are URLs, encoded once or twice. */
function findApi(call: Call): void {
  const api = apiBy(call.tenant, call.params['id'] ?? '')
  if (api === undefined) throw managementError(404, 'The resource server does not exist', 'inexistent_resource_server')
  theApi.put(call, api)
}

/** What Auth0 made cannot be changed, least of all its name. The 400 was recorded, but not its words. */
function requireNotSystem(call: Call): void {
  if (systemApis[theApi.of(call).identifier] && call.body['name'] !== undefined) {
    throw managementError(400, 'System APIs cannot be renamed.', 'invalid_body')
  }
}

function changeApi(call: Call): void {
  const api = theApi.of(call)
  for (const [field, value] of Object.entries(call.body)) {
    if (value === null) Reflect.deleteProperty(api, field)
    else Object.assign(api, stored({ [field]: value }))
  }
}

/** Includes the application that the API is, if there is one (recorded traffic). */
function respondWithApi(call: Call): Response {
  const { identifier } = theApi.of(call)
  const itself = [...call.tenant.state.clients.values()].find((one) => one['resource_server_identifier'] === identifier)
  return json(200, { ...theApi.of(call), ...(itself && { client_id: itself.client_id }) })
}

/** Deleting something that does not exist succeeds. */
function deleteApi({ tenant, params }: Call): Response {
  const api = apiBy(tenant, params['id'] ?? '')
  if (api) tenant.state.resourceServers.delete(api.id)
  return empty(204)
}

/** An API by its id or its identifier. */
export function apiBy({ state }: Tenant, key: string): ResourceServer | undefined {
  // An identifier is a URL, which some clients encode twice. If it has a stray %, it is not encoded.
  const decoded = /%[0-9a-f]{2}/i.test(key) && !/%(?![0-7][0-9a-f])/i.test(key) ? decodeURIComponent(key) : key
  return (
    state.resourceServers.get(decoded) ??
    [...state.resourceServers.values()].find(({ identifier }) => identifier === decoded)
  )
}

/** An encryption key is stored by its thumbprint. The certificate itself is not returned. */
function stored(fields: Json): Json {
  const { token_encryption } = fields
  const key = ownValue(token_encryption, 'encryption_key')
  const pem = ownValue(key, 'pem')
  if (typeof key !== 'object' || key === null || typeof pem !== 'string') return fields
  const { pem: _, ...named } = { pem, ...key }
  const encryption_key = { ...named, thumbprint_sha256: createHash('sha256').update(pem).digest('base64url') }
  return { ...fields, token_encryption: { format: ownValue(token_encryption, 'format'), encryption_key } }
}

function withoutNulls(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
