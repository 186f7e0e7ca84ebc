import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint, type Step } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import type { OrganizationConnection } from './organization.ts'
import { findOrganization, theOrganization } from './the-organization.ts'
import { pageParameters, paginate } from './pagination.ts'
import { startFirst } from './roles.ts'

const theConnection = slot<OrganizationConnection>('the connection of the organization')

// docs: api/management/v2/organizations/get-enabled-connections; what /connections, its successor, answers: recorded traffic
export const organizationConnections: Endpoint[] = [
  {
    route: 'GET /api/v2/organizations/:id/enabled_connections',
    query: pageParameters,
    steps: [findOrganization, listConnections('enabled_connections')],
  },
  {
    route: 'POST /api/v2/organizations/:id/enabled_connections',
    steps: [findOrganization, requireMembershipForSignup, enableConnection, respond(201)],
  },
  {
    route: 'GET /api/v2/organizations/:id/enabled_connections/:connection_id',
    steps: [findOrganization, findConnection, respond(200)],
  },
  {
    route: 'PATCH /api/v2/organizations/:id/enabled_connections/:connection_id',
    steps: [findOrganization, requireMembershipForSignup, findConnection, changeConnection, respond(200)],
  },
  {
    route: 'DELETE /api/v2/organizations/:id/enabled_connections/:connection_id',
    steps: [findOrganization, disableConnection],
  },
  {
    route: 'GET /api/v2/organizations/:id/connections',
    scopes: ['read:organization_connections'],
    query: [...pageParameters, 'is_enabled'],
    steps: [findOrganization, listConnections('connections')],
  },
  {
    route: 'POST /api/v2/organizations/:id/connections',
    scopes: ['create:organization_connections'],
    body: ['connection_id', ...settableFields()],
    steps: [findOrganization, requireMembershipForSignup, enableConnection, respond(201)],
  },
  {
    route: 'GET /api/v2/organizations/:id/connections/:connection_id',
    scopes: ['read:organization_connections'],
    steps: [findOrganization, findConnection, respond(200)],
  },
  {
    route: 'PATCH /api/v2/organizations/:id/connections/:connection_id',
    scopes: ['update:organization_connections'],
    body: settableFields(),
    steps: [findOrganization, requireMembershipForSignup, findConnection, changeConnection, respond(200)],
  },
  {
    route: 'DELETE /api/v2/organizations/:id/connections/:connection_id',
    scopes: ['delete:organization_connections'],
    steps: [findOrganization, disableConnection],
  },
]

function settableFields(): string[] {
  return [
    ...['assign_membership_on_login', 'is_signup_enabled', 'show_as_button', 'is_enabled'],
    ...['organization_access_level', 'organization_connection_name'],
  ]
}

function listConnections(key: 'connections' | 'enabled_connections'): Step {
  return (call) => {
    const wanted = call.query['is_enabled']
    const found = [...theOrganization.of(call).connections.values()]
      .filter(({ is_enabled }) => wanted === undefined || String(is_enabled) === wanted)
      .map((one) => answerAt(call, one))
    return json(200, paginate(found, call.query, key, startFirst(key)))
  }
}

/** Checked before the connection is looked up (recorded traffic). */
function requireMembershipForSignup({ body }: Call): void {
  if (body['is_signup_enabled'] === true && body['assign_membership_on_login'] === false) throw signupNeedsMembership()
}

function signupNeedsMembership() {
  const rule = 'Only database connections with assign_membership_on_login = true support is_signup_enabled = true.'
  return managementError(400, rule, 'invalid_body')
}

function enableConnection(call: Call): void {
  const connection = newOrganizationConnection(call.tenant, call.body)
  const { connections } = theOrganization.of(call)
  if (connections.has(connection.connection_id)) {
    throw managementError(409, 'This connection is already enabled for the organization.')
  }
  connections.set(connection.connection_id, connection)
  theConnection.put(call, connection)
}

/** A connection of an organization, with what Auth0 adds. @throws Auth0's 404 and 400 */
export function newOrganizationConnection(tenant: Tenant, given: Json): OrganizationConnection {
  const connection: OrganizationConnection = {
    assign_membership_on_login: false,
    is_signup_enabled: false,
    show_as_button: true,
    is_enabled: true,
    organization_access_level: 'none',
    ...given,
    connection_id: String(given['connection_id']),
  }
  requireDatabaseForSignup(tenant, connection)
  return connection
}

function requireDatabaseForSignup({ state }: Tenant, one: OrganizationConnection): void {
  const connection = state.connections.get(one.connection_id)
  if (connection === undefined) throw managementError(404, 'No connection found by that id')
  const maySignUp = connection.strategy === 'auth0' && one.assign_membership_on_login
  if (one.is_signup_enabled && !maySignUp) throw signupNeedsMembership()
}

function findConnection(call: Call): void {
  const connection = theOrganization.of(call).connections.get(call.params['connection_id'] ?? '')
  if (connection === undefined) throw managementError(404, 'No connection found by that id')
  theConnection.put(call, connection)
}

function changeConnection(call: Call): void {
  const connection = theConnection.of(call)
  requireDatabaseForSignup(call.tenant, { ...connection, ...call.body })
  Object.assign(connection, call.body)
}

function respond(status: number): Step {
  return (call) => json(status, answerAt(call, theConnection.of(call)))
}

/** Deleting something that does not exist succeeds. */
function disableConnection(call: Call): Response {
  theOrganization.of(call).connections.delete(call.params['connection_id'] ?? '')
  return empty(204)
}

/** The older endpoints do not show whether a connection is enabled: there, it is enabled or not listed. */
function answerAt(call: Call, one: OrganizationConnection): Json {
  const answer = organizationConnectionAnswer(call.tenant, one)
  if (call.url.pathname.includes('/enabled_connections')) return answer
  const { is_enabled, organization_access_level, organization_connection_name } = one
  return {
    ...answer,
    is_enabled,
    organization_access_level,
    ...(organization_connection_name !== undefined && { organization_connection_name }),
  }
}

/** As the older endpoints return it, with the connection's name. Only a database allows sign-up (recorded traffic). */
export function organizationConnectionAnswer({ state }: Tenant, one: OrganizationConnection): Json {
  const { connection_id, assign_membership_on_login, is_signup_enabled, show_as_button } = one
  const { name, strategy } = state.connections.get(connection_id) ?? { name: '', strategy: '' }
  return {
    connection_id,
    assign_membership_on_login,
    show_as_button,
    ...(strategy === 'auth0' && { is_signup_enabled }),
    connection: { name, strategy },
  }
}
