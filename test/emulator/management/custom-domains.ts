import { randomUUID } from 'node:crypto'
import { defaultDomain } from '../seen-from-domain.ts'
import { empty, json, managementError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import type { CustomDomain } from './custom-domain.ts'
import { identifier } from '../identifier.ts'
import { isObject, type Json } from '../json.ts'
import { selectFields } from './fields.ts'
import { checkpointParameters, paginate } from './pagination.ts'

const theDomain = slot<CustomDomain>('the custom domain')

const changeable = ['tls_policy', 'custom_client_ip_header', 'domain_metadata', 'relying_party_identifier']

/** Auth0 renews a certificate before it is this old. */
const RENEWED_AFTER_MS = 60 * 86_400_000

// docs: api/management/v2/custom-domains; which answer comes when: recorded traffic of go-auth0 and of the Terraform
// provider. DNS is not queried: a domain is verified at the first attempt.
export const customDomains: Endpoint[] = [
  {
    route: 'GET /api/v2/custom-domains',
    scopes: ['read:custom_domains'],
    query: [...checkpointParameters, 'fields', 'include_fields', 'sort'],
    steps: [list],
  },
  {
    route: 'POST /api/v2/custom-domains',
    scopes: ['create:custom_domains'],
    body: ['domain', 'type', 'verification_method', ...changeable],
    steps: [requireDomainAndType, rejectTaken, add],
  },
  { route: 'GET /api/v2/custom-domains/default', scopes: ['read:custom_domains'], steps: [respondWithDefault] },
  {
    route: 'PATCH /api/v2/custom-domains/default',
    scopes: ['update:custom_domains'],
    body: ['domain'],
    steps: [setDefault, respondWithDefault],
  },
  { route: 'GET /api/v2/custom-domains/:id', scopes: ['read:custom_domains'], steps: [findDomain, answer] },
  {
    // docs: …/multiple-custom-domains/management-api-guide also sets is_default here.
    route: 'PATCH /api/v2/custom-domains/:id',
    scopes: ['update:custom_domains'],
    body: [...changeable, 'is_default'],
    steps: [findDomain, change, answer],
  },
  { route: 'POST /api/v2/custom-domains/:id/verify', scopes: ['create:custom_domains'], steps: [findDomain, verify] },
  { route: 'DELETE /api/v2/custom-domains/:id', scopes: ['delete:custom_domains'], steps: [remove] },
]

/** The list can only be sorted by `domain:1` (docs: the same page). */
function list({ tenant, query }: Call): Response {
  const all = [...tenant.state.customDomains.values()].map((domain) => selectFields(domain, query))
  if (query['sort'] === 'domain:1') all.sort((a, b) => String(a['domain']).localeCompare(String(b['domain'])))
  return json(200, paginate(all, query, 'custom_domains'))
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

/** The first domain is the primary one. There is no default until one is chosen. */
function add(call: Call): Response {
  const { tenant, body } = call
  const [id, name] = [identifier('cd_', 16), bodyText(call, 'domain')]
  const isManaged = body['type'] === 'auth0_managed_certs'
  const record = `${tenant.state.tenant.name}-${id.toLowerCase().replace('_', '-')}.edge.tenants.us.auth0.com`
  const domain: CustomDomain = {
    custom_domain_id: id,
    domain: name,
    primary: tenant.state.customDomains.size === 0,
    is_default: false,
    status: 'pending_verification',
    type: bodyText(call, 'type'),
    verification: {
      methods: [
        isManaged
          ? { name: 'CNAME', record, domain: name }
          : { name: 'TXT', record: randomUUID(), domain: `_cf-custom-hostname.${name}` },
      ],
    },
    ...(isManaged ? { tls_policy: 'recommended' } : { custom_client_ip_header: null }),
    ...given(call),
    created_at: tenant.clock.now().toISOString(),
  }
  tenant.state.customDomains.set(id, domain)
  return json(201, domain)
}

function given({ body }: Call): Json {
  return Object.fromEntries(Object.entries(body).filter(([field]) => changeable.includes(field)))
}

function findDomain(call: Call): void {
  const domain = call.tenant.state.customDomains.get(call.params['id'] ?? '')
  if (domain === undefined) throw managementError(404, 'The custom domain does not exist', 'inexistent_custom_domain')
  theDomain.put(call, domain)
}

function answer(call: Call): Response {
  return json(200, theDomain.of(call))
}

function change(call: Call): void {
  const domain = theDomain.of(call)
  const { is_default } = call.body
  Object.assign(domain, given(call))
  if (is_default === true) makeDefault(call, domain)
  else if (is_default === false) domain.is_default = false
}

function setDefault(call: Call): void {
  const name = bodyText(call, 'domain')
  if (name === call.tenant.domain) makeDefault(call, undefined)
  else makeDefault(call, [...call.tenant.state.customDomains.values()].find(({ domain }) => domain === name) ?? 'none')
}

/** @param chosen undefined for the canonical domain */
function makeDefault({ tenant: { state } }: Call, chosen: CustomDomain | undefined | 'none'): void {
  if (chosen === 'none' || (chosen !== undefined && chosen.status !== 'ready')) {
    throw managementError(400, 'The domain must be verified before it can be set as default.', 'invalid_body')
  }
  for (const domain of state.customDomains.values()) domain.is_default = domain === chosen
  state.customDomains.isCanonicalDefault = chosen === undefined
}

/** There is always a default: the canonical domain if no other was chosen (docs: …/default-domain). */
function respondWithDefault({ tenant }: Call): Response {
  return json(200, defaultDomain(tenant) ?? { domain: tenant.domain })
}

function verify(call: Call): Response {
  const domain = theDomain.of(call)
  const { is_default: _, ...shown } = domain
  if (domain.status !== 'ready') {
    const now = call.tenant.clock.now()
    const renews_before = new Date(now.getTime() + RENEWED_AFTER_MS).toISOString()
    const isManaged = domain.type === 'auth0_managed_certs'
    Object.assign(domain, {
      status: 'ready',
      verification: {
        ...(isObject(domain['verification']) && domain['verification']),
        ...(isManaged && { status: 'verified', last_verified_at: now.toISOString() }),
      },
      ...(isManaged && {
        certificate: { certificate_authority: 'letsencrypt', renews_before, status: 'provisioned' },
      }),
    })
  }
  return json(200, { ...shown, status: domain.status, verification: domain['verification'] })
}

function remove({ tenant, params }: Call): Response {
  tenant.state.customDomains.delete(params['id'] ?? '')
  return empty(204)
}
