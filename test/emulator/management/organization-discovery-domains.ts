import { randomBytes } from 'node:crypto'
import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint, type Step } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import type { DiscoveryDomain } from './organization.ts'
import { findOrganization, theOrganization } from './the-organization.ts'
import { checkpointParameters, paginate } from './pagination.ts'

const theDomain = slot<DiscoveryDomain>('the discovery domain')
const root = '/api/v2/organizations/:id/discovery-domains'

// docs: manage-users/organizations/organization-discovery-domains; what is answered: recorded traffic
export const organizationDiscoveryDomains: Endpoint[] = [
  {
    route: `GET ${root}`,
    scopes: ['read:organization_discovery_domains'],
    query: checkpointParameters,
    steps: [findOrganization, listDomains],
  },
  {
    route: `POST ${root}`,
    scopes: ['create:organization_discovery_domains'],
    body: ['domain', 'status', 'use_for_organization_discovery'],
    steps: [findOrganization, requireDomain, createDomain, respondWithDomain(201)],
  },
  {
    route: `GET ${root}/name/:domain`,
    scopes: ['read:organization_discovery_domains'],
    steps: [findOrganization, findDomain, respondWithDomain(200)],
  },
  {
    route: `GET ${root}/:domain_id`,
    scopes: ['read:organization_discovery_domains'],
    steps: [findOrganization, findDomain, respondWithDomain(200)],
  },
  {
    route: `PATCH ${root}/:domain_id`,
    scopes: ['update:organization_discovery_domains'],
    body: ['status', 'use_for_organization_discovery'],
    steps: [findOrganization, findDomain, changeDomain, respondWithDomain(200)],
  },
  {
    route: `DELETE ${root}/:domain_id`,
    scopes: ['delete:organization_discovery_domains'],
    steps: [findOrganization, deleteDomain],
  },
]

/** This list only has checkpoint pages. */
function listDomains(call: Call): Response {
  const all = [...theOrganization.of(call).discoveryDomains.values()]
  return json(200, paginate(all, { take: '50', ...call.query }, 'domains'))
}

function requireDomain({ body }: Call): void {
  if (typeof body['domain'] !== 'string') {
    throw managementError(400, "Payload validation error: 'Missing required property: domain'.", 'invalid_body')
  }
}

/** The owner of a domain proves it with a TXT record of this name and content. */
function createDomain(call: Call): void {
  const { settings, discoveryDomains } = theOrganization.of(call)
  const domain: DiscoveryDomain = {
    id: identifier('ord_', 22),
    status: 'pending',
    use_for_organization_discovery: true,
    ...call.body,
    domain: String(call.body['domain']),
    verification_host: `_ss-verification.${settings.id}.${String(call.body['domain'])}`,
    verification_txt: randomBytes(16).toString('hex'),
  }
  discoveryDomains.set(domain.id, domain)
  theDomain.put(call, domain)
}

function findDomain(call: Call): void {
  const { domain_id, domain: name } = call.params
  const all = [...theOrganization.of(call).discoveryDomains.values()]
  const domain = all.find(({ id, domain }) => (name === undefined ? id === domain_id : domain === name))
  if (domain === undefined) throw managementError(404, 'No organization domain found by that id')
  theDomain.put(call, domain)
}

function changeDomain(call: Call): void {
  Object.assign(theDomain.of(call), call.body)
}

function respondWithDomain(status: number): Step {
  return (call) => json(status, theDomain.of(call))
}

/** Deleting something that does not exist succeeds. */
function deleteDomain(call: Call): Response {
  theOrganization.of(call).discoveryDomains.delete(call.params['domain_id'] ?? '')
  return empty(204)
}
