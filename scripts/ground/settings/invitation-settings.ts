import { knownLanguageOf } from '../../../actions/invitation/locale.ts'
import { own } from '../../../actions/invitation/read.ts'
import { isTimeZone } from '../../../actions/invitation/request.ts'
import { originIn } from '../../../actions/invitation/safe-url.ts'
import { entries, problemOfSetting } from '../../../actions/invitation/settings.ts'
import { isClientId, isConnectionName } from '../ids.ts'
import { Checklist } from './checklist.ts'
import { didYouMeanLanguage } from '../did-you-mean.ts'
import { misspeltNames, noSuchSetting } from './setting-names.ts'
import {
  checkClientId,
  tenantSettings,
  tenantVariables,
  type TenantNames,
  type TenantSettings,
} from './tenant-settings.ts'

/** The settings of invitations as code gives them. Settings that have a default may be left out. */
export interface GivenSettings extends TenantSettings {
  /** Client id of the application that invitees sign in to. */
  clientId: string
  /** Name of the database connection that holds the invitees' accounts; default `Username-Password-Authentication`. */
  connection?: string | undefined
  /** URL where people who have an account sign in to accept; https, or http://localhost. Default: none. */
  appUrl?: string | undefined
  /** Origins that `redirect_to` may lead to besides the app's own, as in the deploy; default: none. */
  allowedOrigins?: readonly string[] | undefined
  /** IANA time zone in which invitees are told the expiry; default: UTC. */
  timeZone?: string | undefined
  /** Language of invitations that do not name one, like de or pt-BR; default: English. */
  locale?: string | undefined
  /** Names or ids of the roles that invitations may give; default: none. */
  roles?: readonly string[] | undefined
  /** Names of connections whose accounts may accept an invitation, as in the deploy; default: none. */
  acceptWith?: readonly string[] | undefined
}

/** The settings of invitations, with all defaults filled in. */
export interface InvitationSettings extends TenantSettings {
  /** Client id of the application that invitees sign in to. */
  clientId: string
  /** Name of the database connection that holds the invitees' accounts. */
  connection: string
  /** URL where people who have an account sign in to accept an invitation; https, or http://localhost. */
  appUrl?: string | undefined
  /** Origins that `redirect_to` may lead to besides the app's own. */
  allowedOrigins: readonly string[]
  /** IANA time zone in which invitees are told the expiry. */
  timeZone: string
  /** Language of invitations that do not name one; undefined: English. */
  locale?: string | undefined
  /** Names or ids of the roles that invitations may give. A record that asks for others does not get them. */
  roles: readonly string[]
  /** Names of connections whose accounts may accept an invitation. */
  acceptWith: readonly string[]
}

export type Environment = Readonly<Record<string, string | undefined>>

export const DEFAULT_CONNECTION = 'Username-Password-Authentication'

/**
 * Reads the settings of invitations from environment variables.
 * @param environment variables by name, as Node has them; an empty one counts as missing
 * @returns the settings, with all defaults filled in
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 * @see docs/settings.md (every variable and its default)
 */
export function readInvitationSettings(environment: Environment): InvitationSettings {
  const check = new Checklist(environment)
  for (const { name, meant } of misspeltNames(environment)) check.wrong(name, noSuchSetting(meant))
  return invitationSettings(check, variables)
}

/**
 * Fills in the defaults of settings that code gives.
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 */
export function completeSettings(given: GivenSettings): InvitationSettings {
  const hint = 'Give them to createInvitations; settingsFrom reads them from the environment.'
  return invitationSettings(new Checklist(settingsIn(given), hint), fields)
}

/** The names of the settings: environment variables, or fields of an object. */
export interface Names extends TenantNames {
  app: string
  connection: string
  appUrl: string
  allowedOrigins: string
  timeZone: string
  locale: string
  roles: string
  acceptWith: string
  mailsPerMinute: string
}

export const variables: Names = {
  ...tenantVariables,
  app: 'INVITATIONS_CLIENT_ID',
  connection: 'INVITATIONS_CONNECTION',
  appUrl: 'INVITATIONS_APP_URL',
  allowedOrigins: 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS',
  timeZone: 'INVITATIONS_TIME_ZONE',
  locale: 'INVITATIONS_DEFAULT_LOCALE',
  roles: 'INVITATIONS_ROLES',
  acceptWith: 'INVITATIONS_ACCEPT_WITH',
  mailsPerMinute: 'INVITATIONS_MAILS_PER_MINUTE',
}

const fields = {
  domain: 'domain',
  customDomain: 'customDomain',
  audience: 'audience',
  accessToken: 'credentials.accessToken',
  clientId: 'credentials.clientId',
  clientSecret: 'credentials.clientSecret',
  signingKey: 'credentials.signingKey',
  signingAlgorithm: 'credentials.signingAlgorithm',
  app: 'clientId',
  connection: 'connection',
  appUrl: 'appUrl',
  allowedOrigins: 'allowedOrigins',
  timeZone: 'timeZone',
  locale: 'locale',
  roles: 'roles',
  acceptWith: 'acceptWith',
  timeout: 'timeout_sec',
  mailsPerMinute: 'mails_per_minute',
} satisfies Names

/** The value at each path that names a setting, with numbers and lists as texts. Untyped code may pass anything. */
function settingsIn(given: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.values(fields).map((path: string) => {
      const value = path.split('.').reduce<unknown>(own, given)
      const mayBeList = [fields.roles, fields.allowedOrigins, fields.acceptWith].some((one) => one === path)
      const isList = mayBeList && Array.isArray(value) && value.every((one) => typeof one === 'string')
      return [path, isList ? value.join() : typeof value === 'number' ? String(value) : value]
    }),
  )
}

function invitationSettings(check: Checklist, names: Names): InvitationSettings {
  checkClientId(check, names.app, names)
  const settings = {
    ...tenantSettings(check, names),
    clientId: check.required(names.app, 'Applications > the app that invitees sign in to > Settings > Client ID'),
    connection: check.optional(names.connection) ?? DEFAULT_CONNECTION,
    appUrl: appUrlSetting(check, names),
    allowedOrigins: allowedOriginsSetting(check, names.allowedOrigins),
    timeZone: check.optional(names.timeZone) ?? 'UTC',
    locale: localeSetting(check, names.locale),
    roles: entries(check.optional(names.roles)),
    acceptWith: acceptWithSetting(check, names.acceptWith),
    ...mailsPerMinuteSetting(check, names.mailsPerMinute),
  }
  if (settings.clientId !== '' && !isClientId(settings.clientId)) {
    check.wrong(names.app, 'it is not the client id of an application')
  }
  if (!isConnectionName(settings.connection)) check.wrong(names.connection, 'it is not the name of a connection')
  checkPassword(check, names.connection)
  if (!isTimeZone(settings.timeZone)) {
    check.wrong(names.timeZone, `"${settings.timeZone}" is not a time zone; use a name like Europe/Berlin`)
  }
  check.done()
  return settings
}

/**
 * Invitations start with a password, so the connection must have one. These are Auth0's names for its connections that
 * send codes by mail and by text message.
 */
export function checkPassword(check: Checklist, name: string): void {
  const connection = check.optional(name) ?? ''
  if (!['email', 'sms'].includes(connection)) return
  check.wrong(name, `"${connection}" is a passwordless connection. Name a database, whose accounts have a password`)
}

export function appUrlSetting(check: Checklist, { appUrl }: Names): string | undefined {
  const address = check.optional(appUrl)
  if (address !== undefined && originIn(address) === undefined) {
    check.wrong(appUrl, `"${address}" is not an https address`)
  }
  return address
}

function mailsPerMinuteSetting(check: Checklist, name: string): Pick<TenantSettings, 'mails_per_minute'> {
  const count = check.optional(name)
  if (count === undefined) return {}
  const mails_per_minute = Number(count)
  if (!(mails_per_minute >= 1 && mails_per_minute <= 10_000)) {
    check.wrong(name, 'it is not a number of mails from 1 to 10000')
  }
  return { mails_per_minute }
}

function acceptWithSetting(check: Checklist, name: string): string[] {
  const connections = check.optional(name) ?? ''
  const problem = connections === '' ? undefined : problemOfSetting('INVITATIONS_ACCEPT_WITH', connections)
  if (problem !== undefined) check.wrong(name, problem)
  return entries(connections)
}

function allowedOriginsSetting(check: Checklist, name: string): string[] {
  const origins = check.optional(name) ?? ''
  const problem = problemOfSetting('INVITATIONS_ALLOWED_REDIRECT_ORIGINS', origins)
  if (problem !== undefined) check.wrong(name, problem)
  return entries(origins)
}

export function localeSetting(check: Checklist, name: string): string | undefined {
  const locale = check.optional(name)
  if (locale !== undefined) checkLanguage(check, name, locale)
  return locale
}

export function checkLanguage(check: Checklist, name: string, locale: string): void {
  const said = didYouMeanLanguage(locale)
  if (knownLanguageOf(locale) === undefined)
    check.wrong(name, `"${locale}" is not a language that mails are written in${said === '' ? '' : `.${said}`}`)
}
