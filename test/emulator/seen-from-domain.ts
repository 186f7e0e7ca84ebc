import { managementError } from './http/answers.ts'
import type { Call } from './http/endpoint.ts'
import type { CustomDomain } from './management/custom-domain.ts'
import type { Json } from './json.ts'
import { canonicalOrigin, type Tenant } from './tenant.ts'

/** The server can be reached under these names, whatever custom domains there are. */
const loopback = ['localhost', '127.0.0.1', '[::1]']

/** The endpoints that the documentation names (multiple-custom-domains) and with which Auth0's SDKs send the header. */
const takeHeader = new Set([
  ...['POST /api/v2/users', 'PATCH /api/v2/users/:id', 'POST /api/v2/jobs/verification-email'],
  ...['POST /api/v2/tickets/password-change', 'POST /api/v2/tickets/email-verification'],
  ...['POST /api/v2/organizations/:id/invitations', 'POST /api/v2/guardian/enrollments/ticket'],
])

/** The custom domains at which the tenant answers: those that are verified. */
export function readyDomains({ state }: Tenant): CustomDomain[] {
  return [...state.customDomains.values()].filter(({ status }) => status === 'ready')
}

/** The verified custom domain with this name, with or without a port. */
export function readyDomain(tenant: Tenant, name: string): CustomDomain | undefined {
  return readyDomains(tenant).find(({ domain }) => hostnameOf(domain) === hostnameOf(name))
}

/**
 * The tenant as a call at this host sees it: tokens, pages and events belong to the domain that was called.
 * @returns undefined for a host that is not one of its domains
 */
export function tenantAt(tenant: Tenant, host: string): Tenant | undefined {
  if (loopback.includes(hostnameOf(host))) return tenant
  const customDomain = readyDomain(tenant, host)
  if (customDomain === undefined) return undefined
  const origin = originOf(tenant, customDomain)
  return seenFrom(tenant, { customDomain, origin, issuer: `${origin}/` })
}

/**
 * The tenant as seen by a call that may name a custom domain in the header auth0-custom-domain.
 * @throws the 400s that the documentation lists, and the recorded 409 for a missing header
 * @see https://auth0.com/docs/customize/custom-domains/multiple-custom-domains
 */
export function withNamedDomain({ tenant, request }: Call, route: string): Tenant {
  if (!takeHeader.has(route)) return tenant
  const name = request.headers.get('auth0-custom-domain')
  if (name === null) {
    if (needsHeader(tenant)) {
      throw managementError(409, 'The tenant has multiple verified custom domains.', 'custom_domain_conflict')
    }
    return tenant
  }
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i.test(name)) {
    throw managementError(400, 'The auth0-custom-domain HTTP header has an invalid format.')
  }
  const customDomain = readyDomain(tenant, name)
  if (customDomain === undefined) throw managementError(400, 'The custom domain does not exist for the tenant.')
  return seenFrom(tenant, { customDomain })
}

function needsHeader(tenant: Tenant): boolean {
  if (tenant.customDomain !== undefined || readyDomains(tenant).length < 2 || hasDefault(tenant)) return false
  return tenant.assumed['no-default-domain'] === '409'
}

function hasDefault(tenant: Tenant): boolean {
  return tenant.state.customDomains.isCanonicalDefault || defaultDomain(tenant) !== undefined
}

/** The custom domain that was made the default. */
export function defaultDomain({ state }: Tenant): CustomDomain | undefined {
  return [...state.customDomains.values()].find((domain) => domain.is_default)
}

/**
 * Where links of mails and tickets lead: to a custom domain only if “Use Custom Domain in Emails” is on. Then it is the
 * domain that the call was made at or names, or the default, or the only one.
 * @see https://auth0.com/docs/customize/custom-domains/configure-features-to-use-custom-domains
 */
export function mailOrigin(tenant: Tenant): string {
  const domain = mailDomain(tenant)
  return domain === undefined ? canonicalOrigin(tenant) : originOf(tenant, domain)
}

/** The custom domain that mails are about, as templates and Actions see it. */
export function mailDomain(tenant: Tenant): CustomDomain | undefined {
  if (tenant.state.customDomains.inMails !== true) return undefined
  if (tenant.customDomain !== undefined) return tenant.customDomain
  if (hasDefault(tenant)) return defaultDomain(tenant)
  const [only, ...others] = readyDomains(tenant)
  return others.length === 0 ? only : undefined
}

/** docs: …/multiple-custom-domains/actions-integration; absent if no custom domain is involved. */
export function domainOfEvent({ domain, domain_metadata }: CustomDomain): Json {
  return { domain, domain_metadata: domain_metadata ?? {} }
}

/** Includes the port at which the tenant listens. A real tenant's domains have no port. */
function originOf(tenant: Tenant, { domain }: CustomDomain): string {
  return `https://${hostnameOf(domain)}:${new URL(canonicalOrigin(tenant)).port}`
}

function hostnameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}

/** Whatever is not given here is read from the tenant itself, even if it is added later. */
function seenFrom(tenant: Tenant, seen: Partial<Tenant>): Tenant {
  return Object.assign(Object.create(tenant) as Tenant, seen)
}
