import { empty, json, managementError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier, type Json } from '../state.ts'
import { checkpointParameters, paginate } from './pagination.ts'

const theDomain = slot<Json>('the custom domain')

// docs: customize/custom-domains, api/management/v2/custom-domains. They are kept and verified at the first try; the local
// tenant answers at its own domain only, and mails lead there.
export const customDomains: Endpoint[] = [
  {
    route: 'GET /api/v2/custom-domains',
    scopes: ['read:custom_domains'],
    query: [...checkpointParameters, 'q', 'fields', 'include_fields', 'sort'],
    steps: [list],
  },
  {
    route: 'POST /api/v2/custom-domains',
    scopes: ['create:custom_domains'],
    body: ['domain', 'type', 'custom_client_ip_header', 'tls_policy', 'domain_metadata', 'relying_party_identifier'],
    steps: [requireDomainAndType, rejectTaken, add],
  },
  { route: 'GET /api/v2/custom-domains/:id', scopes: ['read:custom_domains'], steps: [findDomain, answer] },
  { route: 'POST /api/v2/custom-domains/:id/verify', scopes: ['create:custom_domains'], steps: [findDomain, verify] },
  { route: 'DELETE /api/v2/custom-domains/:id', scopes: ['delete:custom_domains'], steps: [remove] },
]

function list({ tenant, query }: Call): Response {
  return json(200, paginate([...tenant.state.customDomains.values()], query, 'custom_domains'))
}

function requireDomainAndType(call: Call): void {
  for (const field of ['domain', 'type']) {
    if (bodyText(call, field) !== '') continue
    throw managementError(400, `Payload validation error: 'Missing required property: ${field}'.`, 'invalid_body')
  }
}

function rejectTaken({ tenant, body }: Call): void {
  if ([...tenant.state.customDomains.values()].some(({ domain }) => domain === body['domain'])) {
    throw managementError(409, 'The specified custom domain already exists', 'custom_domain_conflict')
  }
}

/** None is the default of several until one is made it (docs: customize/custom-domains/multiple-custom-domains). */
function add(call: Call): Response {
  const domain = {
    custom_domain_id: identifier('cd_', 16),
    domain: bodyText(call, 'domain'),
    primary: false,
    is_default: false,
    status: 'pending_verification',
    type: bodyText(call, 'type'),
    verification: { methods: [{ name: 'cname', record: call.tenant.domain, domain: bodyText(call, 'domain') }] },
  }
  call.tenant.state.customDomains.set(domain.custom_domain_id, domain)
  return json(201, domain)
}

function findDomain(call: Call): void {
  const domain = call.tenant.state.customDomains.get(call.params['id'] ?? '')
  if (domain === undefined) throw managementError(404, 'The custom domain does not exist', 'inexistent_custom_domain')
  theDomain.put(call, domain)
}

function answer(call: Call): Response {
  return json(200, theDomain.of(call))
}

function verify(call: Call): Response {
  return json(200, Object.assign(theDomain.of(call), { status: 'ready' }))
}

function remove({ tenant, params }: Call): Response {
  tenant.state.customDomains.delete(params['id'] ?? '')
  return empty(204)
}
