import { randomBytes } from 'node:crypto'
import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier, ownValue, type Connection, type Json } from '../state.ts'
import { selectFields } from './fields.ts'
import { checkpointParameters, paginate } from './pagination.ts'
import { deleteUserById } from './users.ts'

const theConnection = slot<Connection>('the connection')

// docs: api/management/v2/connections; defaults and which keys appear when: recorded traffic
export const connections: Endpoint[] = [
  {
    route: 'GET /api/v2/connections',
    query: [...checkpointParameters, 'strategy', 'name', 'fields', 'include_fields'],
    steps: [listConnections],
  },
  {
    route: 'POST /api/v2/connections',
    body: [
      'name',
      'strategy',
      'options',
      'enabled_clients',
      'is_domain_connection',
      ...['realms', 'metadata', 'authentication', 'connected_accounts', 'display_name', 'show_as_button'],
    ],
    steps: [rejectDuplicateName, requireActiveIdentifier, createConnection],
  },
  {
    route: 'GET /api/v2/connections/:id',
    query: ['fields', 'include_fields'],
    steps: [findConnection, respondWithConnection],
  },
  {
    route: 'PATCH /api/v2/connections/:id',
    body: [
      'options',
      'enabled_clients',
      'is_domain_connection',
      ...['realms', 'metadata', 'authentication', 'connected_accounts', 'display_name', 'show_as_button'],
    ],
    steps: [findConnection, requireActiveIdentifier, changeConnection, respondWithConnection],
  },
  { route: 'DELETE /api/v2/connections/:id', steps: [deleteConnection] },
  { route: 'GET /api/v2/connections/:id/clients', query: ['take', 'from'], steps: [findConnection, listClients] },
  { route: 'PATCH /api/v2/connections/:id/clients', steps: [findConnection, changeClients] },
  { route: 'DELETE /api/v2/connections/:id/users', query: ['email'], steps: [findConnection, deleteUserByEmail] },
]

function listConnections({ tenant, query }: Call): Response {
  const strategies = query['strategy']?.split(',')
  const found = [...tenant.state.connections.values()]
    .filter(({ strategy }) => strategies === undefined || strategies.includes(strategy))
    .filter(({ name }) => query['name'] === undefined || name === query['name'])
    .map((connection) => selectFields({ ...connection }, query, ['is_domain_connection']))
  return json(200, paginate(found, query, 'connections'))
}

function rejectDuplicateName({ tenant, body }: Call): void {
  if ([...tenant.state.connections.values()].some(({ name }) => name === body['name'])) {
    throw managementError(409, 'A connection with the same name already exists', 'connection_conflict')
  }
}

/** A database whose attributes are configured needs one by which people sign in. */
function requireActiveIdentifier({ body }: Call): void {
  const attributes = ownValue(body['options'], 'attributes')
  if (typeof attributes !== 'object' || attributes === null) return
  const isActive = (attribute: unknown) => ownValue(ownValue(attribute, 'identifier'), 'active') === true
  if (!Object.values(attributes).some(isActive)) {
    throw managementError(400, 'attributes must contain one active identifier', 'invalid_body')
  }
}

function createConnection({ tenant, body }: Call): Response {
  const connection = newConnection(String(body['name']), String(body['strategy']), body)
  tenant.state.connections.set(connection.id, connection)
  return json(201, connection)
}

/** A connection with what Auth0 adds by itself. @param given fields of the body, which win */
export function newConnection(name: string, strategy: string, given: Json = {}): Connection {
  const { options, ...fields } = given
  const isDatabase = strategy === 'auth0'
  return {
    id: identifier('con_', 16),
    name,
    strategy,
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
    enabled_clients: [],
    realms: [name],
    ...fields,
    options: {
      ...(isDatabase && {
        mfa: { active: true, return_enroll_settings: true },
        passwordPolicy: 'good',
        strategy_version: 2,
      }),
      ...(isDatabase && systemOptions()),
      brute_force_protection: true,
      ...storedOptions(options),
    },
  }
}

/** Options of a database that stay when all others are replaced. */
function systemOptions(): Json {
  return {
    authentication_methods: {
      password: { enabled: true, api_behavior: 'required', signup_behavior: 'allow' },
      passkey: { enabled: false },
      email_otp: { enabled: false },
      phone_otp: { enabled: false },
    },
    passkey_options: { challenge_ui: 'both', progressive_enrollment_enabled: true, local_enrollment_enabled: true },
  }
}

/** Options as they are kept: secrets of custom scripts are not shown again, attributes get their defaults. */
function storedOptions(options: unknown): Json {
  const stored: Json = typeof options === 'object' && options !== null ? { ...options } : {}
  const { configuration, attributes } = stored
  if (typeof configuration === 'object' && configuration !== null) {
    stored['configuration'] = Object.fromEntries(
      Object.keys(configuration).map((key) => [key, randomBytes(96).toString('base64')]),
    )
  }
  const email = ownValue(attributes, 'email')
  if (typeof email === 'object' && email !== null) {
    stored['attributes'] = {
      ...Object(attributes),
      email: { verification_method: 'link', unique: true, ...email },
    } as Json
  }
  return stored
}

function findConnection(call: Call): void {
  const connection = call.tenant.state.connections.get(call.params['id'] ?? '')
  if (connection === undefined) throw managementError(404, 'The connection does not exist', 'inexistent_connection')
  theConnection.put(call, connection)
}

function respondWithConnection(call: Call): Response {
  return json(200, selectFields({ ...theConnection.of(call) }, call.query))
}

/** Fields that are given replace what was there, `options` as a whole too (docs: patch-connections-by-id). */
function changeConnection(call: Call): void {
  const connection = theConnection.of(call)
  const { options, ...fields } = call.body
  Object.assign(connection, fields)
  if (options === undefined) return
  const { authentication_methods, passkey_options } = connection.options
  const kept = Object.entries({ authentication_methods, passkey_options }).filter(([, value]) => value !== undefined)
  connection.options = { ...Object.fromEntries(kept), ...storedOptions(options) }
}

/** With its users; deleting what is not there is a success too. */
function deleteConnection({ tenant, params }: Call): Response {
  const connection = tenant.state.connections.get(params['id'] ?? '')
  if (connection) {
    tenant.state.connections.delete(connection.id)
    for (const { user_id, identities } of tenant.state.users.values()) {
      if (identities[0]?.connection === connection.name) deleteUserById(tenant, user_id)
    }
  }
  return json(202, { deleted_at: tenant.clock.now().toISOString() })
}

function listClients(call: Call): Response {
  const all = theConnection.of(call).enabled_clients.map((client_id) => ({ client_id }))
  return json(200, paginate(all, { take: '50', ...call.query }, 'clients'))
}

function changeClients(call: Call): Response {
  const enabled = new Set(theConnection.of(call).enabled_clients)
  for (const change of call.list) {
    const clientId = String(ownValue(change, 'client_id'))
    if (ownValue(change, 'status') === true) enabled.add(clientId)
    else enabled.delete(clientId)
  }
  theConnection.of(call).enabled_clients = [...enabled]
  return empty(204)
}

function deleteUserByEmail(call: Call): Response {
  const { tenant, query } = call
  const { name } = theConnection.of(call)
  for (const user of tenant.state.users.values()) {
    const isThere = user.identities.some(({ connection }) => connection === name)
    if (isThere && user.email === query['email']?.toLowerCase()) deleteUserById(tenant, user.user_id)
  }
  return empty(204)
}
