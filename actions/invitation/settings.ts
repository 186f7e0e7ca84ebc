import { foldDomain } from './address.ts'
import { isPlainClientId, landingsInSecret, type Landings } from './landings.ts'
import { isPublicMailDomain, isRegistrySuffix } from './mail-domains.ts'
import { isInstant, own } from './read.ts'
import { originOf, safeUrl } from './safe-url.ts'

// What a team configures for its Actions, under the same names in the environment of a deploy and as secrets of the
// Actions. tenant/actions/<name>.json lists which Action gets which. Every reader here is total: it never throws, and
// anything missing or senseless counts as the safe default.

export const settingNames = [
  'INVITATIONS_ALLOWED_REDIRECT_ORIGINS',
  'INVITATIONS_REDIRECT_WITH_INVITATION',
  'INVITATIONS_REFUSED_URL',
  'INVITATIONS_EXISTING_ACCOUNTS',
  'INVITATIONS_ALLOWED_DOMAINS',
  'INVITATIONS_REQUIRED_SINCE',
  'INVITATIONS_ACCEPT_WITH',
  'INVITATIONS_LINKING_CLIENT_ID',
  'INVITATIONS_LINKING_CLIENT_SECRET',
] as const
export type SettingName = (typeof settingNames)[number]

/** What happens when somebody signs in who already had an account before the invitation. */
export type ExistingAccounts = 'accept-at-sign-in' | 'ask-in-app'

/** By default, signing in accepts. @param secrets event.secrets */
export function existingAccountsIn(secrets: unknown): ExistingAccounts {
  return text(secrets, 'INVITATIONS_EXISTING_ACCOUNTS') === 'ask-in-app' ? 'ask-in-app' : 'accept-at-sign-in'
}

/** Where `redirect_to` may lead; by default nowhere. @param secrets event.secrets */
export function redirectSettingsIn(secrets: unknown): { landings: Landings; withInvitation: boolean } {
  return {
    landings: landingsInSecret(text(secrets, 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS')),
    withInvitation: text(secrets, 'INVITATIONS_REDIRECT_WITH_INVITATION') === 'on',
  }
}

/** The app's page for people who open the link of a dead invitation; by default none. @param secrets event.secrets */
export function refusedUrlIn(secrets: unknown): string | undefined {
  return safeUrl(text(secrets, 'INVITATIONS_REFUSED_URL'))?.href
}

/** Names of connections whose accounts may accept; by default none. @param secrets event.secrets */
export function acceptWithIn(secrets: unknown): string[] {
  return entries(text(secrets, 'INVITATIONS_ACCEPT_WITH'))
}

/** The accounts that need no invitation, even if invitations are required. */
export interface Exceptions {
  /** Domains of addresses, in ASCII; none by default. */
  allowedDomains: string[]
  /** Accounts created earlier are exempt. If undefined, all accounts are, so that lost settings lock nobody out. */
  since: Date | undefined
}

/**
 * Anyone with access can overwrite secrets without a trace in the code, and nobody can read them. So the deploy also
 * writes the instant into the code, and the earlier one counts: a lost or later secret exempts nobody.
 * @param secrets event.secrets
 * @param asDeployed the instant written into the code; by default none
 */
export function exceptionsIn(secrets: unknown, asDeployed = ''): Exceptions {
  const instants = [text(secrets, 'INVITATIONS_REQUIRED_SINCE'), asDeployed].filter(isInstant)
  return {
    allowedDomains: listed(text(secrets, 'INVITATIONS_ALLOWED_DOMAINS'), foldDomain),
    since: instants.length > 0 ? new Date(Math.min(...instants.map((one) => Date.parse(one)))) : undefined,
  }
}

/** Auth0's limit for a secret (docs: troubleshoot/customer-support/operational-policies/entity-limit-policy). */
export const LONGEST_SECRET = 4096

/**
 * What is wrong with a setting, so that it is fixed before the deploy. The readers above would ignore it.
 * @returns a clause that follows the setting's name, or undefined
 */
export function problemOfSetting(name: SettingName, value: string): string | undefined {
  if (value.length > LONGEST_SECRET) return `it has more than ${LONGEST_SECRET} characters`
  const odd = (parse: (entry: string) => string | undefined) =>
    entries(value).find((entry) => parse(entry) === undefined)
  const wrong = (entry: string | undefined, wanted: string) =>
    entry === undefined ? undefined : `"${entry}" is not ${wanted}`
  const other = (...values: string[]) => (values.includes(value) ? undefined : value)
  switch (name) {
    case 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS':
      return wrong(odd(originOf), 'an origin like https://app.example.com')
    case 'INVITATIONS_REDIRECT_WITH_INVITATION':
      return wrong(other('on', 'off'), 'on or off')
    case 'INVITATIONS_REFUSED_URL':
      return wrong(
        safeUrl(value) ? undefined : value,
        'an https address like https://app.example.com/invitation-refused',
      )
    case 'INVITATIONS_EXISTING_ACCOUNTS':
      return wrong(other('accept-at-sign-in', 'ask-in-app'), 'accept-at-sign-in or ask-in-app')
    case 'INVITATIONS_ALLOWED_DOMAINS':
      return wrong(odd(foldDomain), 'a domain like example.com') ?? problemOfDomains(entries(value))
    case 'INVITATIONS_ACCEPT_WITH':
      return (
        wrong(odd(connectionName), 'the name of a connection like google-oauth2') ??
        wrong(entries(value).find(isWithoutProof), 'a connection whose provider proves addresses')
      )
    case 'INVITATIONS_LINKING_CLIENT_ID':
      return isPlainClientId(value) ? undefined : `"${value}" is not a client id`
    case 'INVITATIONS_LINKING_CLIENT_SECRET':
      return undefined
    case 'INVITATIONS_REQUIRED_SINCE':
      if (isInstant(value) && !hasZone(value)) {
        return `"${value}" has no time zone. Write 2026-01-31T12:00:00Z for UTC, or 2026-01-31T13:00:00+01:00`
      }
      return wrong(isRealInstant(value) ? undefined : value, 'an instant like 2026-01-31T12:00:00Z')
  }
}

/** @see https://auth0.com/docs/api/management/v2/connections/post-connections (name) */
function connectionName(text: string): string | undefined {
  return /^[a-z0-9](-?[a-z0-9])*$/i.test(text) && text.length <= 128 ? text : undefined
}

/** Auth0's own names for a database, a code by mail and a code by text message. */
function isWithoutProof(name: string): boolean {
  return ['Username-Password-Authentication', 'email', 'sms'].includes(name)
}

function problemOfDomains(domains: string[]): string | undefined {
  const suffix = domains.find((domain) => isRegistrySuffix(foldDomain(domain) ?? ''))
  if (suffix !== undefined) {
    return `"${suffix}" is how many organizations' domains end. Subdomains do not count, so name each domain in full`
  }
  const site = domains.find((domain) => /^www\./i.test(domain))
  return site && `"${site}" is a website. Name the domain of the addresses, like ${site.slice('www.'.length)}`
}

/**
 * What a setting allows that its author may not have intended. The deploy goes on.
 * @returns a sentence, or undefined
 */
export function doubtAboutSetting(name: SettingName, value: string): string | undefined {
  if (name !== 'INVITATIONS_ALLOWED_DOMAINS') return undefined
  const open = entries(value).filter((domain) => isPublicMailDomain(foldDomain(domain) ?? ''))
  if (open.length === 0) return undefined
  return `INVITATIONS_ALLOWED_DOMAINS has ${open.join(', ')}. Anyone can get an address there, and so get in without an invitation.`
}

function hasZone(value: string): boolean {
  return /(Z|[+-]\d\d:?\d\d)$/i.test(value)
}

/** Date.parse silently turns 30 February into another day. */
function isRealInstant(value: string): boolean {
  if (!isInstant(value) || !hasZone(value)) return false
  const [year = 0, month = 0, day = 0] = value.slice(0, 10).split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

function text(secrets: unknown, name: SettingName): string {
  const value = own(secrets, name)
  return typeof value === 'string' ? value.trim() : ''
}

function listed(value: string, parse: (entry: string) => string | undefined): string[] {
  return entries(value).flatMap((entry) => parse(entry) ?? [])
}

/** The trimmed entries of a comma-separated list. */
export function entries(value = ''): string[] {
  return value.split(',').flatMap((entry) => entry.trim() || [])
}
