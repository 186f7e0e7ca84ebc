import type { Checklist } from './checklist.ts'
import { looksLikeSecret } from './secrets.ts'

/** How to reach the tenant; enough for `deploy`. */
export interface TenantSettings {
  /** The tenant's own domain. */
  domain: string
  /** The custom domain at which invitees sign in: their mails are asked for there. Default: none. */
  customDomain?: string | undefined
  /** Audience of the tenant's Management API; default `https://{domain}/api/v2/`. */
  audience?: string | undefined
  credentials: { clientId: string; clientSecret: string } | { accessToken: string }
  /** Seconds after which a call counts as unanswered; default 30. */
  timeout_sec?: number | undefined
  /** Mails that are asked for in a minute at most, for an email provider that takes no more; default: no limit. */
  mails_per_minute?: number | undefined
}

/** What these settings are called: variables of the environment, or fields of an object. */
export interface TenantNames {
  domain: string
  customDomain: string
  audience: string
  accessToken: string
  clientId: string
  clientSecret: string
  timeout: string
}

export const tenantVariables: TenantNames = {
  domain: 'AUTH0_DOMAIN',
  customDomain: 'AUTH0_CUSTOM_DOMAIN',
  audience: 'AUTH0_AUDIENCE',
  accessToken: 'AUTH0_ACCESS_TOKEN',
  clientId: 'AUTH0_CLIENT_ID',
  clientSecret: 'AUTH0_CLIENT_SECRET',
  timeout: 'INVITATIONS_TIMEOUT_SECONDS',
}

/** The audience of the tenant's Management API: also where a custom domain is called, that of the tenant's own domain. */
export function audienceOf({ domain, audience }: Pick<TenantSettings, 'domain' | 'audience'>): string {
  return audience ?? `https://${domain}/api/v2/`
}

/** Collects in `check` what is missing or wrong. */
export function tenantSettings(check: Checklist, names: TenantNames): TenantSettings {
  for (const name of [names.accessToken, names.clientSecret]) check.credential(name)
  checkClientId(check, names.clientId, names)
  const domain = check.required(
    names.domain,
    'Applications > your machine-to-machine app > Settings > Domain, like acme.eu.auth0.com',
  )
  checkDomain(check, names.domain, domain)
  const timeout_sec = Number(check.optional(names.timeout) ?? 30)
  if (!(timeout_sec >= 1 && timeout_sec <= 600)) {
    check.wrong(names.timeout, 'it is not a number of seconds from 1 to 600')
  }
  const customDomain = customDomainSetting(check, domain, names)
  const audience = audienceSetting(check, names)
  return {
    domain,
    ...(customDomain !== undefined && { customDomain }),
    ...(audience !== undefined && { audience }),
    timeout_sec,
    credentials: credentialSettings(check, names),
  }
}

/** A client's secret in the place of a client id would end in logs and records. */
export function checkClientId(
  check: Checklist,
  name: string,
  { clientSecret }: Pick<TenantNames, 'clientSecret'>,
): void {
  if (!looksLikeSecret(check.optional(name) ?? '')) return
  check.wrong(name, `it is as long as a client secret; make sure that it did not change places with ${clientSecret}`)
}

function checkDomain(check: Checklist, name: string, domain: string): void {
  if (domain === '') return
  if (!/^[a-z0-9.-]+(:\d+)?$/i.test(domain)) {
    check.wrong(name, `"${domain}" is not a bare domain; leave out https:// and the path`)
  } else if (!/^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d+)?$/i.test(domain)) {
    check.wrong(name, `"${domain}" is not a whole domain; it looks like acme.eu.auth0.com`)
  }
}

function customDomainSetting(check: Checklist, domain: string, names: TenantNames): string | undefined {
  const customDomain = check.optional(names.customDomain)
  if (customDomain === undefined) return undefined
  checkDomain(check, names.customDomain, customDomain)
  // Who reaches the tenant at its custom domain only says both, and the audience.
  const isSame = customDomain.toLowerCase() === domain.toLowerCase() && check.optional(names.audience) === undefined
  if (isSame || /\.auth0\.com$/i.test(customDomain)) {
    check.wrong(
      names.customDomain,
      `"${customDomain}" is a tenant's own domain; leave the setting out where there is no other`,
    )
  }
  return customDomain
}

function audienceSetting(check: Checklist, { audience: name }: TenantNames): string | undefined {
  const audience = check.optional(name)
  if (audience !== undefined && !/^https:\/\/[^\s/]+\/api\/v2\/$/.test(audience)) {
    check.wrong(name, `"${audience}" is not the audience of a Management API, like https://acme.eu.auth0.com/api/v2/`)
  }
  return audience
}

function credentialSettings(check: Checklist, names: TenantNames): TenantSettings['credentials'] {
  const accessToken = check.optional(names.accessToken)
  if (accessToken !== undefined) return { accessToken }
  return {
    clientId: check.required(
      names.clientId,
      `Applications > your machine-to-machine app > Settings > Client ID (or set ${names.accessToken} instead)`,
    ),
    clientSecret: check.required(
      names.clientSecret,
      'Applications > your machine-to-machine app > Settings > Client Secret',
    ),
  }
}
