import { empty, json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import type { Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import type { Organization } from './organization.ts'
import { newOrganizationConnection, organizationConnectionAnswer } from './organization-connections.ts'
import { checkpointParameters, paginate } from './pagination.ts'
import { startFirst } from './roles.ts'
import { findOrganization, findOrganizationByName, theOrganization } from './the-organization.ts'

// docs: api/management/v2/organizations; defaults and which keys appear when: recorded traffic
export const organizations: Endpoint[] = [
  {
    route: 'GET /api/v2/organizations',
    query: [...checkpointParameters, 'sort', 'include_client_association_for'],
    steps: [listOrganizations],
  },
  {
    route: 'POST /api/v2/organizations',
    steps: [rejectDuplicateName, createOrganization, enableConnections, respondWithNewOrganization],
  },
  { route: 'GET /api/v2/organizations/name/:name', steps: [findOrganizationByName, respondByName] },
  { route: 'GET /api/v2/organizations/:id', steps: [findOrganization, respondWithOrganization] },
  {
    route: 'PATCH /api/v2/organizations/:id',
    steps: [findOrganization, rejectDuplicateName, changeOrganization, respondWithOrganization],
  },
  { route: 'DELETE /api/v2/organizations/:id', steps: [findOrganization, deleteOrganization] },
]

function listOrganizations({ tenant, query }: Call): Response {
  const found = [...tenant.state.organizations.values()].map((one) => ({
    ...organizationAnswer(one),
    ...associationWith(one, query['include_client_association_for']),
  }))
  const [field, direction] = query['sort']?.split(':') ?? []
  // Organizations are stored in the order in which they were made.
  if (field === 'name' || field === 'display_name') {
    found.sort((a, b) => textOf(a[field]).localeCompare(textOf(b[field])))
  }
  if (direction === '-1') found.reverse()
  return json(200, paginate(found, query, 'organizations', startFirst('organizations')))
}

/** What the application may use an associated organization for (recorded traffic of August 2026). */
function associationWith({ clients }: Organization, clientId: string | undefined): Json {
  const association = clients.get(clientId ?? '')
  return association === undefined ? {} : { client: { ...association } }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function rejectDuplicateName({ tenant, body, params }: Call): void {
  const other = [...tenant.state.organizations.values()].find(({ settings }) => settings.name === body['name'])
  if (other !== undefined && other.settings.id !== params['id']) {
    throw managementError(409, 'An organization with this name already exists.', 'organization_conflict')
  }
}

function createOrganization(call: Call): void {
  const given: Json = { ...call.body }
  delete given['enabled_connections']
  const organization: Organization = {
    settings: {
      id: identifier('org_', 16),
      name: String(given['name']),
      third_party_client_access: 'block',
      is_app_entitlement_active: false,
      ...shownSettings(given),
    },
    members: new Set(),
    memberRoles: new Map(),
    connections: new Map(),
    invitations: new Map(),
    discoveryDomains: new Map(),
    clientGrants: new Set(),
    clients: new Map(),
  }
  call.tenant.state.organizations.set(organization.settings.id, organization)
  theOrganization.put(call, organization)
}

function enableConnections(call: Call): void {
  const given: unknown[] = Array.isArray(call.body['enabled_connections']) ? call.body['enabled_connections'] : []
  for (const one of given) {
    const connection = newOrganizationConnection(call.tenant, Object(one) as Json)
    theOrganization.of(call).connections.set(connection.connection_id, connection)
  }
}

/** The answer to making one includes its connections, if it was made with any. */
function respondWithNewOrganization(call: Call): Response {
  const { connections } = theOrganization.of(call)
  const enabled = [...connections.values()].map((one) => organizationConnectionAnswer(call.tenant, one))
  return json(201, {
    ...organizationAnswer(theOrganization.of(call)),
    ...(enabled.length > 0 && { enabled_connections: enabled }),
  })
}

/** A given field replaces the old one, metadata and branding as a whole; null removes it. */
function changeOrganization(call: Call): void {
  const organization = theOrganization.of(call)
  const { id, name, ...before } = organization.settings
  organization.settings = { id, name, ...shownSettings({ ...before, ...call.body }) }
}

function respondWithOrganization(call: Call): Response {
  return json(200, organizationAnswer(theOrganization.of(call)))
}

/** The answer by name has fewer fields (recorded traffic). */
function respondByName(call: Call): Response {
  const { third_party_client_access: _, is_app_entitlement_active: __, ...told } = theOrganization.of(call).settings
  return json(200, told)
}

function deleteOrganization(call: Call): Response {
  const { organizations, roles } = call.tenant.state
  const { id } = theOrganization.of(call).settings
  organizations.delete(id)
  for (const role of roles.values()) if (role.owner_id === id) roles.delete(role.id)
  return empty(204)
}

export function organizationAnswer({ settings }: Organization): Json {
  return { ...settings }
}

/** The organizations of which a user is a member. */
export function organizationsOf({ state }: Tenant, userId: string): Organization[] {
  return [...state.organizations.values()].filter(({ members }) => members.has(userId))
}

/** Removed settings, and metadata without keys, are not returned (recorded traffic). */
function shownSettings(given: Json): Json {
  const isEmpty = (value: unknown) => value === null || Object.keys(Object(value) as object).length === 0
  return Object.fromEntries(
    Object.entries(given).filter(([field, value]) => value !== null && !(field === 'metadata' && isEmpty(value))),
  )
}
