import type { Checklist } from './checklist.ts'
import { InvitationsError } from '../errors.ts'
import { looksLikeSecret } from '../secrets.ts'
import { readSigningKey, signingAlgorithms, type SigningAlgorithm } from './signing-key.ts'
import { readTextFile } from '../text-file.ts'

/** What calls authenticate with: an app's secret, its private key (PEM, for Private Key JWT), or an access token. */
export type Credentials =
  | { clientId: string; clientSecret: string }
  | { clientId: string; signingKey: string; signingAlgorithm?: SigningAlgorithm | undefined }
  | { accessToken: string }

/** How to reach the tenant. */
export interface TenantSettings {
  /** The tenant's own domain, like `example.eu.auth0.com`. */
  domain: string
  /** The custom domain where invitees sign in. Their mails are requested there. Default: none. */
  customDomain?: string | undefined
  /** Audience of the tenant's Management API; default `https://{domain}/api/v2/`. */
  audience?: string | undefined
  credentials: Credentials
  /** Seconds after which a call counts as unanswered; default: 30. */
  timeout_sec?: number | undefined
  /** The most mails to request per minute, if the email provider limits them; default: no limit. */
  mails_per_minute?: number | undefined
}

/** The names of these settings: environment variables, or fields of an object. */
export interface TenantNames {
  domain: string
  customDomain: string
  audience: string
  accessToken: string
  clientId: string
  clientSecret: string
  signingAlgorithm: string
  /** The key itself, if code gives it. */
  signingKey?: string
  /** The file with the key. */
  signingKeyPath?: string
  timeout: string
}

export const tenantVariables: TenantNames = {
  domain: 'AUTH0_DOMAIN',
  customDomain: 'AUTH0_CUSTOM_DOMAIN',
  audience: 'AUTH0_AUDIENCE',
  accessToken: 'AUTH0_ACCESS_TOKEN',
  clientId: 'AUTH0_CLIENT_ID',
  clientSecret: 'AUTH0_CLIENT_SECRET',
  signingKeyPath: 'AUTH0_CLIENT_SIGNING_KEY_PATH',
  signingAlgorithm: 'AUTH0_CLIENT_SIGNING_ALGORITHM',
  timeout: 'INVITATIONS_TIMEOUT_SECONDS',
}

/** The app that deploys, if it is not the one that invites. */
const deployApp = {
  clientId: 'AUTH0_DEPLOY_CLIENT_ID',
  clientSecret: 'AUTH0_DEPLOY_CLIENT_SECRET',
  signingKeyPath: 'AUTH0_DEPLOY_CLIENT_SIGNING_KEY_PATH',
  signingAlgorithm: 'AUTH0_DEPLOY_CLIENT_SIGNING_ALGORITHM',
}

/** The names of the credentials of `deploy …` and `doctor`: those of the app that deploys, if any of them is set. */
export function deployVariables(environment: Readonly<Record<string, string | undefined>>): TenantNames {
  const isSet = Object.values(deployApp).some((name) => (environment[name] ?? '').trim() !== '')
  return isSet ? { ...tenantVariables, ...deployApp } : tenantVariables
}

/** The audience of the Management API. It has the tenant's own domain even if calls go to a custom domain. */
export function audienceOf({ domain, audience }: Pick<TenantSettings, 'domain' | 'audience'>): string {
  return audience ?? `https://${domain}/api/v2/`
}

/** Collects in `check` everything that is missing or wrong. */
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

/** A client secret in place of a client id would end up in logs and records. */
export function checkClientId(
  check: Checklist,
  name: string,
  { clientSecret }: Pick<TenantNames, 'clientSecret'>,
): void {
  if (!looksLikeSecret(check.optional(name) ?? '')) return
  check.wrong(name, `it is as long as a client secret; check that it is not swapped with ${clientSecret}`)
}

function checkDomain(check: Checklist, name: string, domain: string): void {
  const problem = domain === '' ? undefined : problemOfDomain(domain)
  if (problem !== undefined) check.wrong(name, problem)
}

/** What is wrong with a tenant's domain, in a clause; undefined if nothing is. */
export function problemOfDomain(domain: string): string | undefined {
  if (!/^[a-z0-9.-]+(:\d+)?$/i.test(domain)) {
    return `"${domain}" is not a bare domain; leave out https:// and the path`
  }
  if (!/^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d+)?$/i.test(domain)) {
    return `"${domain}" is not a whole domain; it looks like acme.eu.auth0.com`
  }
  return undefined
}

function customDomainSetting(check: Checklist, domain: string, names: TenantNames): string | undefined {
  const customDomain = check.optional(names.customDomain)
  if (customDomain === undefined) return undefined
  checkDomain(check, names.customDomain, customDomain)
  // If the tenant can only be reached at its custom domain, both settings and the audience name it.
  const isSame = customDomain.toLowerCase() === domain.toLowerCase() && check.optional(names.audience) === undefined
  if (isSame || /\.auth0\.com$/i.test(customDomain)) {
    check.wrong(
      names.customDomain,
      `"${customDomain}" is a tenant's own domain; leave the setting out if there is no custom domain`,
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

/** The same order as in the Deploy CLI: a token takes precedence over a secret, and a secret over a key. */
function credentialSettings(check: Checklist, names: TenantNames): Credentials {
  const accessToken = check.optional(names.accessToken)
  if (accessToken !== undefined) return { accessToken }
  const clientId = check.required(
    names.clientId,
    `Applications > your machine-to-machine app > Settings > Client ID (or set ${names.accessToken} instead)`,
  )
  const signing = check.optional(names.clientSecret) === undefined ? signingSettings(check, names) : undefined
  if (signing !== undefined) return { clientId, ...signing }
  const clientSecret = check.required(
    names.clientSecret,
    `Applications > your machine-to-machine app > Settings > Client Secret (or set ${names.signingKeyPath ?? names.signingKey} instead)`,
  )
  return { clientId, clientSecret }
}

/** Undefined if no key is set. */
function signingSettings(
  check: Checklist,
  { signingKey, signingKeyPath, signingAlgorithm }: TenantNames,
): { signingKey: string; signingAlgorithm?: SigningAlgorithm } | undefined {
  const name = signingKeyPath ?? signingKey ?? ''
  const given = check.optional(name)
  if (given === undefined) return undefined
  const said = check.optional(signingAlgorithm)
  const algorithm = signingAlgorithms.find((one) => one === said)
  if (said !== undefined && algorithm === undefined) {
    check.wrong(signingAlgorithm, `"${said}" is not ${signingAlgorithms.join(', ')}`)
  }
  const read = keyIn(given, signingKeyPath !== undefined)
  if ('problem' in read) check.wrong(name, read.problem)
  return { signingKey: 'key' in read ? read.key : '', ...(algorithm && { signingAlgorithm: algorithm }) }
}

function keyIn(given: string, isFile: boolean): ReturnType<typeof readSigningKey> {
  if (!isFile) return readSigningKey(given)
  if (given.includes('-----BEGIN')) return { problem: 'it is the key itself; save the key in a file, and set its path' }
  try {
    return readSigningKey(readTextFile(given))
  } catch (failure) {
    if (failure instanceof InvitationsError) return { problem: failure.summary.replace(/\.$/, '') }
    throw failure
  }
}
