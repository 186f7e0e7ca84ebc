import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint, type Step } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import type { ClientGrant } from './client.ts'
import { managementAudience, type Tenant } from '../tenant.ts'
import { organizationAnswer } from './organizations.ts'
import { checkpointParameters, paginate } from './pagination.ts'
import { startFirst } from './roles.ts'

const theGrant = slot<ClientGrant>('the client grant')

/** Query parameters that filter grants. */
const filters = ['client_id', 'audience', 'allow_any_organization', 'subject_type', 'default_for'] as const

// docs: api/management/v2/client-grants; which keys appear when: recorded traffic
export const clientGrants: Endpoint[] = [
  { route: 'GET /api/v2/client-grants', query: [...checkpointParameters, ...filters], steps: [listGrants] },
  {
    route: 'POST /api/v2/client-grants',
    steps: [requireClient, rejectDuplicate, createGrant, respondWithGrant(201)],
  },
  { route: 'GET /api/v2/client-grants/:id', steps: [findGrant, respondWithGrant(200)] },
  { route: 'PATCH /api/v2/client-grants/:id', steps: [findGrant, changeGrant, respondWithGrant(200)] },
  { route: 'DELETE /api/v2/client-grants/:id', steps: [deleteGrant] },
  {
    route: 'GET /api/v2/client-grants/:id/organizations',
    query: checkpointParameters,
    steps: [findGrant, listOrganizations],
  },
]

function listGrants({ tenant, query }: Call): Response {
  const wanted = filters.filter((field) => query[field] !== undefined)
  const grants = [...tenant.state.clientGrants.values()].filter((grant) =>
    wanted.every((field) => String(grant[field]) === query[field]),
  )
  return json(200, paginate(grants, query, 'client_grants'))
}

/** A grant belongs to one application, or is the default for a kind of applications. */
function requireClient({ tenant, body }: Call): void {
  const { client_id, default_for } = body
  if (client_id === undefined && default_for !== undefined) return
  if (client_id === undefined) {
    throw managementError(400, "Payload validation error: 'Missing required property: client_id'.", 'invalid_body')
  }
  const client = tenant.state.clients.get(typeof client_id === 'string' ? client_id : '')
  if (client === undefined) throw managementError(404, 'The client does not exist', 'inexistent_client')
  if (client.app_type === 'express_configuration') {
    throw managementError(400, 'Client of type express_configuration cannot be used', 'validation_error')
  }
}

function rejectDuplicate({ tenant, body }: Call): void {
  const { client_id, audience, default_for, subject_type = 'client' } = body
  const clientId = typeof client_id === 'string' ? client_id : ''
  const isSame = (grant: ClientGrant) =>
    grant.client_id === client_id &&
    grant.audience === audience &&
    grant['default_for'] === default_for &&
    grant['subject_type'] === subject_type
  if ([...tenant.state.clientGrants.values()].some(isSame)) {
    const what = `A client grant for client ${clientId} and audience ${String(audience)} already exists`
    throw managementError(409, what, 'client_grant_conflict')
  }
}

function createGrant(call: Call): void {
  const { audience, ...given } = call.body
  const grant: ClientGrant = {
    id: identifier('cgr_', 16),
    audience: String(audience),
    subject_type: 'client',
    ...given,
  }
  call.tenant.state.clientGrants.set(grant.id, grant)
  theGrant.put(call, grant)
}

function findGrant(call: Call): void {
  const grant = call.tenant.state.clientGrants.get(call.params['id'] ?? '')
  if (grant === undefined) throw managementError(404, 'The grant does not exist.', 'inexistent_client_grant')
  theGrant.put(call, grant)
}

/** A given field replaces the old one; null removes it. */
function changeGrant(call: Call): void {
  for (const [field, value] of Object.entries(call.body)) {
    if (value === null) Reflect.deleteProperty(theGrant.of(call), field)
    else Object.assign(theGrant.of(call), { [field]: value })
  }
}

function respondWithGrant(status: number): Step {
  return (call) => json(status, theGrant.of(call))
}

/** Deleting something that does not exist succeeds. */
function deleteGrant({ tenant, params }: Call): Response {
  deleteGrantById(tenant, params['id'] ?? '')
  return empty(204)
}

/** Deletes it, also from organizations. */
export function deleteGrantById({ state }: Tenant, id: string): void {
  state.clientGrants.delete(id)
  for (const organization of state.organizations.values()) organization.clientGrants.delete(id)
}

/** The grant for the Management API that an Express Configuration application comes with (recorded traffic). */
export function addSystemGrant(tenant: Tenant, client_id: string): void {
  const reads = ['clients', 'user_attribute_profiles', 'connection_profiles', 'organizations_summary', 'scim_token']
  const connections = ['connections', 'organization_connections']
  const scope = [
    ...reads.map((what) => `read:${what}`),
    ...connections.flatMap((what) => [`read:${what}`, `create:${what}`, `update:${what}`]),
    ...['read:connections_options', 'update:connections_options'],
    ...['create:scim_config', 'create:scim_token', 'delete:scim_token'],
  ]
  const audience = managementAudience(tenant)
  const grant = { id: identifier('cgr_', 16), client_id, audience, scope, is_system: true, subject_type: 'client' }
  tenant.state.clientGrants.set(grant.id, grant)
}

function listOrganizations(call: Call): Response {
  const { id } = theGrant.of(call)
  const found = [...call.tenant.state.organizations.values()].filter((one) => one.clientGrants.has(id))
  const shown = found.map(organizationAnswer)
  return json(200, paginate(shown, call.query, 'organizations', startFirst('organizations')))
}
