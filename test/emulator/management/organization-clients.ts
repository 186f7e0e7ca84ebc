import { empty, json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { ownValue, type Json } from '../json.ts'
import type { Client } from './client.ts'
import type { Tenant } from '../tenant.ts'
import { findOrganization, theOrganization } from './the-organization.ts'
import { checkpointParameters, pageParameters, paginate } from './pagination.ts'
import { startFirst } from './roles.ts'

// Applications that an organization may use, and their grants.
// docs: manage-users/organizations/organizations-for-m2m-applications; what is answered: recorded traffic
export const organizationClients: Endpoint[] = [
  {
    route: 'GET /api/v2/organizations/:id/client-grants',
    scopes: ['read:organization_client_grants'],
    query: [...pageParameters, 'audience', 'client_id', 'grant_ids'],
    steps: [findOrganization, listGrants],
  },
  {
    route: 'POST /api/v2/organizations/:id/client-grants',
    scopes: ['create:organization_client_grants'],
    body: ['grant_id'],
    steps: [findOrganization, addGrant],
  },
  {
    route: 'DELETE /api/v2/organizations/:id/client-grants/:grant_id',
    scopes: ['delete:organization_client_grants'],
    steps: [findOrganization, removeGrant],
  },
  {
    route: 'GET /api/v2/organizations/:id/clients',
    scopes: ['read:organization_clients'],
    query: checkpointParameters,
    steps: [findOrganization, listClients],
  },
  {
    route: 'POST /api/v2/organizations/:id/clients',
    scopes: ['create:organization_clients'],
    body: ['clients'],
    steps: [findOrganization, addClients],
  },
  {
    route: 'DELETE /api/v2/organizations/:id/clients',
    scopes: ['delete:organization_clients'],
    body: ['clients'],
    steps: [findOrganization, removeClients],
  },
  {
    route: 'GET /api/v2/organizations/:id/clients/:client_id',
    scopes: ['read:organization_clients'],
    steps: [findOrganization, respondWithClient],
  },
  {
    route: 'PATCH /api/v2/organizations/:id/clients/:client_id',
    scopes: ['update:organization_clients'],
    body: ['use_for_member_access'],
    steps: [findOrganization, changeClient, respondWithClient],
  },
]

function listGrants(call: Call): Response {
  const { tenant, query } = call
  const ids = query['grant_ids']?.split(',')
  const found = [...theOrganization.of(call).clientGrants]
    .flatMap((id) => tenant.state.clientGrants.get(id) ?? [])
    .filter(({ id }) => ids === undefined || ids.includes(id))
    .filter(({ audience }) => query['audience'] === undefined || audience === query['audience'])
    .filter(({ client_id }) => query['client_id'] === undefined || client_id === query['client_id'])
  return json(200, paginate(found, query, 'client_grants', startFirst('client_grants')))
}

function addGrant(call: Call): Response {
  const grant = call.tenant.state.clientGrants.get(String(call.body['grant_id']))
  if (grant === undefined) throw managementError(404, 'The grant does not exist.', 'inexistent_client_grant')
  theOrganization.of(call).clientGrants.add(grant.id)
  const { id: grant_id, subject_type: _, ...rest } = { subject_type: undefined, ...grant }
  return json(201, { grant_id, ...rest })
}

function removeGrant(call: Call): Response {
  theOrganization.of(call).clientGrants.delete(call.params['grant_id'] ?? '')
  return empty(204)
}

/** This list only has checkpoint pages. */
function listClients(call: Call): Response {
  const all = [...theOrganization.of(call).clients.keys()].map((id) => clientOf(call, id))
  return json(200, paginate(all, { take: '50', ...call.query }, 'clients'))
}

/** Adds all of them or none. */
function addClients(call: Call): Response {
  const given = clientsIn(call.body).map((one) => {
    const { client_id } = clientBy(call.tenant, String(ownValue(one, 'client_id')))
    return { client_id, use_for_member_access: ownValue(one, 'use_for_member_access') === true }
  })
  const { clients } = theOrganization.of(call)
  for (const { client_id, use_for_member_access } of given) clients.set(client_id, { use_for_member_access })
  return json(
    201,
    given.map(({ client_id }) => clientOf(call, client_id)),
  )
}

function removeClients(call: Call): Response {
  for (const one of clientsIn(call.body)) {
    const id = typeof one === 'string' ? one : String(ownValue(one, 'client_id'))
    theOrganization.of(call).clients.delete(id)
  }
  return empty(204)
}

function clientsIn(body: Json): unknown[] {
  return Array.isArray(body['clients']) ? body['clients'] : []
}

function changeClient(call: Call): void {
  const clientId = call.params['client_id'] ?? ''
  const use = call.body['use_for_member_access']
  if (theOrganization.of(call).clients.has(clientId) && typeof use === 'boolean') {
    theOrganization.of(call).clients.set(clientId, { use_for_member_access: use })
  }
}

function respondWithClient(call: Call): Response {
  const clientId = call.params['client_id'] ?? ''
  if (!theOrganization.of(call).clients.has(clientId)) {
    throw managementError(404, 'The client does not exist', 'inexistent_client')
  }
  return json(200, clientOf(call, clientId))
}

function clientOf(call: Call, clientId: string): Json {
  const { name, grant_types, ...client } = clientBy(call.tenant, clientId)
  const { is_first_party, organization_usage } = client
  return {
    client_id: clientId,
    use_for_member_access: theOrganization.of(call).clients.get(clientId)?.use_for_member_access ?? false,
    client: { name, is_first_party, grant_types, ...(organization_usage !== undefined && { organization_usage }) },
  }
}

/** @throws Auth0's 404 */
function clientBy({ state }: Tenant, clientId: string): Client {
  const client = state.clients.get(clientId)
  if (client === undefined) throw managementError(404, 'The client does not exist', 'inexistent_client')
  return client
}
