import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import { ownValue, type Json } from '../json.ts'
import type { Connection } from './connection.ts'
import {
  listedOptions,
  newOptions,
  rejectCrossAppAccess,
  rejectNonUniqueEmail,
  replacedOptions,
  requireSoundAttributes,
} from './connection-options.ts'
import { selectFields } from './fields.ts'
import { checkpointParameters, paginate } from './pagination.ts'
import { deleteUserById } from './users.ts'

export const theConnection = slot<Connection>('the connection')

const changeable = [
  ...['options', 'enabled_clients', 'is_domain_connection', 'realms', 'metadata', 'authentication'],
  ...['connected_accounts', 'display_name', 'show_as_button'],
  ...['cross_app_access_requesting_app', 'cross_app_access_resource_app'],
]

/** Fields that are returned whatever `fields` asks for. */
const always = ['id', 'is_domain_connection', 'authentication', 'connected_accounts']

// docs: api/management/v2/connections; defaults and which keys appear when: recorded traffic
export const connections: Endpoint[] = [
  {
    route: 'GET /api/v2/connections',
    query: [...checkpointParameters, 'strategy', 'name', 'fields', 'include_fields'],
    steps: [listConnections],
  },
  {
    route: 'POST /api/v2/connections',
    body: ['name', 'strategy', ...changeable],
    steps: [requireSoundAttributes, rejectStrangeStrategy, rejectDuplicateName, createConnection],
  },
  {
    route: 'GET /api/v2/connections/:id',
    query: ['fields', 'include_fields'],
    steps: [findConnection, respondWithConnection],
  },
  {
    route: 'PATCH /api/v2/connections/:id',
    body: changeable,
    steps: [findConnection, requireSoundAttributes, changeConnection, respondWithConnection],
  },
  { route: 'DELETE /api/v2/connections/:id', steps: [deleteConnection] },
  { route: 'GET /api/v2/connections/:id/status', steps: [findConnection, refuseStatus] },
  { route: 'GET /api/v2/connections/:id/clients', query: ['take', 'from'], steps: [findConnection, listClients] },
  { route: 'PATCH /api/v2/connections/:id/clients', steps: [findConnection, changeClients] },
  { route: 'DELETE /api/v2/connections/:id/users', query: ['email'], steps: [findConnection, deleteUserByEmail] },
]

function listConnections({ tenant, query }: Call): Response {
  const strategies = query['strategy']?.split(',')
  const found = [...tenant.state.connections.values()]
    .filter(({ strategy }) => strategies === undefined || strategies.includes(strategy))
    .filter(({ name }) => query['name'] === undefined || name === query['name'])
    .map((connection) => selectFields({ ...connection, options: listedOptions(connection.options) }, query, always))
  return json(200, paginate(found, query, 'connections'))
}

function rejectDuplicateName({ tenant, body }: Call): void {
  if ([...tenant.state.connections.values()].some(({ name }) => name === body['name'])) {
    throw managementError(409, 'A connection with the same name already exists', 'connection_conflict')
  }
}

function rejectStrangeStrategy(call: Call): void {
  rejectCrossAppAccess(call, String(call.body['strategy']))
}

/** Strategies with a page where somebody else finishes the setup (reference of node-auth0: provisioning_ticket_url). */
const provisionedElsewhere = ['ad', 'adfs', 'waad', 'custom', 'google-apps', 'office365', 'pingfederate', 'samlp']

function createConnection({ tenant, body }: Call): Response {
  const strategy = String(body['strategy'])
  const connection = newConnection(String(body['name']), strategy, body)
  if (provisionedElsewhere.includes(strategy)) {
    connection['provisioning_ticket_url'] = `${tenant.origin}/p/${strategy}/${identifier('', 8)}`
  }
  tenant.state.connections.set(connection.id, connection)
  return json(201, connection)
}

/** Strategies that can have their own button (reference of node-auth0: show_as_button), but have none by default. */
const enterpriseStrategies = [
  ...['adfs', 'waad', 'google-apps', 'ip', 'oidc', 'office365', 'okta', 'pingfederate', 'samlp'],
]

/** A connection with what Auth0 adds. @param given fields of the body, which win over defaults */
export function newConnection(name: string, strategy: string, given: Json = {}): Connection {
  const { options, ...fields } = given
  return {
    id: identifier('con_', 16),
    name,
    strategy,
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
    ...(enterpriseStrategies.includes(strategy) && { show_as_button: false }),
    enabled_clients: [],
    realms: [name],
    ...fields,
    options: newOptions(strategy, options),
  }
}

/** Step: finds the connection that the path names. @throws Auth0's 404 */
export function findConnection(call: Call): void {
  const connection = call.tenant.state.connections.get(call.params['id'] ?? '')
  if (connection === undefined) throw managementError(404, 'The connection does not exist', 'inexistent_connection')
  theConnection.put(call, connection)
}

function respondWithConnection(call: Call): Response {
  return json(200, selectFields({ ...theConnection.of(call) }, call.query, always))
}

/** A given field replaces the old one; `options` is also replaced as a whole (docs: patch-connections-by-id). */
function changeConnection(call: Call): void {
  const connection = theConnection.of(call)
  const { options, ...fields } = call.body
  if (options !== undefined) {
    rejectNonUniqueEmail(connection.options, call)
    connection.options = replacedOptions(connection, options)
  }
  Object.assign(connection, fields)
}

/** Deletes it with its users and places in organizations. 202 while Auth0 removes it, 204 if it does not exist. */
function deleteConnection({ tenant, params }: Call): Response {
  const connection = tenant.state.connections.get(params['id'] ?? '')
  if (connection === undefined) return empty(204)
  tenant.state.connections.delete(connection.id)
  tenant.state.connectionKeys.delete(connection.id)
  for (const organization of tenant.state.organizations.values()) organization.connections.delete(connection.id)
  for (const { user_id, identities } of tenant.state.users.values()) {
    if (identities[0]?.connection === connection.name) deleteUserById(tenant, user_id)
  }
  return json(202, { deleted_at: tenant.clock.now().toISOString() })
}

/** Only directories are online or offline, and no agent of a directory is ever connected here (docs: get-status). */
function refuseStatus(): never {
  throw managementError(404, 'The connection is offline.', 'connection_offline')
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
