import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { isPlainClientId } from '../actions/invitation/landings.ts'
import { knownLanguageOf } from '../actions/invitation/locale.ts'
import { own } from '../actions/invitation/read.ts'
import { isTimeZone } from '../actions/invitation/request.ts'
import { originIn } from '../actions/invitation/safe-url.ts'
import { doubtAboutSetting, entries, problemOfSetting, settingNames } from '../actions/invitation/settings.ts'
import { isClientId, isConnectionName } from './auth0/ids.ts'
import { Checklist } from './checklist.ts'
import { looksLikeSecret } from './secrets.ts'
import { misspeltNames, noSuchSetting, unreadNames } from './setting-names.ts'

/** How to reach the tenant; enough for `deploy`. */
export interface TenantSettings {
  domain: string
  credentials: { clientId: string; clientSecret: string } | { accessToken: string }
  /** Seconds after which a call counts as unanswered; default 30. */
  timeout_sec?: number | undefined
}

/** What `deploy` needs on top. */
export interface DeploySettings extends TenantSettings {
  /** Whether nobody signs up or in without an invitation. */
  requiresInvitation: boolean
  /** What the Actions get as secrets, by name; what is not set is not here. */
  secrets: Readonly<Record<string, string>>
  /** Parts of tenant/ that this tenant does not get. */
  without: DeployPart[]
  /** Whether the tenant's own mail for ordinary resets stays, inside of ours. */
  keepsResetMail: boolean
  /** Language of mails to whom no other is known of; undefined: English. */
  locale?: string | undefined
  /** Auth0's codes of the languages in which the texts of the reset page are set. */
  pageLanguages: string[]
  /** Client id of the application that invitees sign in to; undefined: the connection is not looked at. */
  clientId: string | undefined
  /** Client ids of further applications that people are invited to. */
  otherApps: string[]
  /** Where people with an account sign in to the application; undefined: nowhere that is known. */
  appUrl: string | undefined
  /** Name of the database connection that holds the invitees' accounts. */
  connection: string
  /** What the settings say and their author may not have meant, in sentences. */
  doubts: string[]
}

/** What a deploy can leave out: the Action that stops dead links, and the texts of the reset page. */
export const deployParts = ['guard', 'texts'] as const
export type DeployPart = (typeof deployParts)[number]

/** What inviting needs on top, as code gives it: what has a default may be left out. */
export interface GivenSettings extends TenantSettings {
  /** Client id of the application that invitees sign in to. */
  clientId: string
  /** Name of the database connection that holds the invitees' accounts; default `Username-Password-Authentication`. */
  connection?: string | undefined
  /** Where people with an account sign in to accept an invitation; https, or http://localhost. */
  appUrl?: string | undefined
  /** Origins that `redirect_to` may lead to besides the app's own, as the deploy names them; default none. */
  allowedOrigins?: readonly string[] | undefined
  /** IANA zone in which expiries are told to invitees; default UTC. */
  timeZone?: string | undefined
  /** Language of invitations that name none, like de or pt-BR; default English. */
  locale?: string | undefined
  /** Names or ids of the roles that invitations may give; default: none. */
  roles?: readonly string[] | undefined
}

/** What inviting needs on top. */
export interface InvitationSettings extends TenantSettings {
  /** Client id of the application that invitees sign in to. */
  clientId: string
  /** Name of the database connection that holds the invitees' accounts. */
  connection: string
  /** Where people with an account sign in to accept an invitation; https, or http://localhost. */
  appUrl?: string | undefined
  /** Origins that `redirect_to` may lead to besides the app's own. */
  allowedOrigins: readonly string[]
  /** IANA zone in which expiries are told to invitees. */
  timeZone: string
  /** Language of invitations that name none; undefined: English. */
  locale?: string | undefined
  /** Names or ids of the roles that invitations may give, whatever a record asks for. */
  roles: readonly string[]
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment with `.env` of the folder below it: a variable that is set wins, one that is empty counts as missing.
 */
export function environmentWithFile(environment: Environment, file = '.env'): Environment {
  let fromFile: Environment = {}
  try {
    fromFile = parseEnv(readFileSync(file, 'utf8'))
  } catch {
    // No .env: the environment has to do.
  }
  const isSet = ([, value]: [string, string | undefined]) => value !== undefined && value.trim() !== ''
  return Object.fromEntries([...Object.entries(fromFile), ...Object.entries(environment)].filter(isSet))
}

/**
 * Reads the settings that `deploy` needs.
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 */
export function readDeploySettings(environment: Environment): DeploySettings {
  const check = new Checklist(environment)
  const tenant = tenantSettings(check, variables)
  for (const { name, meant } of misspeltNames(environment)) check.wrong(name, noSuchSetting(meant))
  const requires = check.optional('INVITATIONS_REQUIRE') ?? 'off'
  if (requires !== 'on' && requires !== 'off') check.wrong('INVITATIONS_REQUIRE', `"${requires}" is not on or off`)
  const secrets: Record<string, string> = {}
  for (const name of settingNames) {
    const value = check.optional(name)
    if (value === undefined) continue
    const problem = problemOfSetting(name, value)
    if (problem !== undefined) check.wrong(name, problem)
    secrets[name] = value
  }
  if (requires === 'on' && secrets['INVITATIONS_REQUIRED_SINCE'] === undefined) {
    check.wrong(
      'INVITATIONS_REQUIRED_SINCE',
      'it is missing, and INVITATIONS_REQUIRE is on. Set it once to the present instant, like 2026-01-31T12:00:00Z: who has an account by then keeps it',
    )
  }
  const without = deployParts.filter((part) => entries(check.optional('INVITATIONS_WITHOUT')).includes(part))
  const unknown = entries(check.optional('INVITATIONS_WITHOUT')).filter(
    (part) => !deployParts.some((one) => one === part),
  )
  if (unknown.length > 0) check.wrong('INVITATIONS_WITHOUT', `"${unknown.join()}" is not ${deployParts.join(' or ')}`)
  const keeps = check.optional('INVITATIONS_KEEP_RESET_BODY') ?? 'off'
  if (keeps !== 'on' && keeps !== 'off') check.wrong('INVITATIONS_KEEP_RESET_BODY', `"${keeps}" is not on or off`)
  const locale = localeSetting(check, variables.locale)
  const languages = check.optional('INVITATIONS_LANGUAGES')
  const pageLanguages = entries(languages ?? locale ?? 'en')
  for (const one of entries(languages)) checkLanguage(check, 'INVITATIONS_LANGUAGES', one)
  const clientId = check.optional(variables.app)
  const otherApps = entries(check.optional('INVITATIONS_OTHER_APPS'))
  if (clientId !== undefined && !isPlainClientId(clientId))
    check.wrong(variables.app, `"${clientId}" is not a client id`)
  const noApp = otherApps.find((id) => !isPlainClientId(id))
  if (noApp !== undefined) check.wrong('INVITATIONS_OTHER_APPS', `"${noApp}" is not a client id`)
  const appUrl = appUrlSetting(check, variables)
  check.done()
  return {
    ...tenant,
    locale,
    pageLanguages,
    requiresInvitation: requires === 'on',
    secrets,
    without,
    keepsResetMail: keeps === 'on',
    clientId,
    otherApps,
    appUrl,
    connection: check.optional(variables.connection) ?? DEFAULT_CONNECTION,
    doubts: [
      ...doubtsAbout(secrets, requires === 'on'),
      ...unreadNames(environment).map(
        (name) => `${name} is set, and nothing reads it: .env.example has every setting.`,
      ),
    ],
  }
}

function doubtsAbout(secrets: Readonly<Record<string, string>>, isRequired: boolean): string[] {
  const idle = ['INVITATIONS_REQUIRED_SINCE', 'INVITATIONS_ALLOWED_DOMAINS'].filter(
    (name) => secrets[name] !== undefined,
  )
  return [
    ...settingNames.flatMap((name) => doubtAboutSetting(name, secrets[name] ?? '') ?? []),
    ...(isRequired || idle.length === 0
      ? []
      : [
          `INVITATIONS_REQUIRE is off, so anybody can sign up; ${idle.join(' and ')} ${idle.length === 1 ? 'does' : 'do'} nothing.`,
        ]),
  ]
}

const DEFAULT_CONNECTION = 'Username-Password-Authentication'

/**
 * Reads the settings that inviting needs, as in `.env.example`; a variable that is empty counts as missing.
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 */
export function readInvitationSettings(environment: Environment): InvitationSettings {
  const check = new Checklist(environment)
  for (const { name, meant } of misspeltNames(environment)) check.wrong(name, noSuchSetting(meant))
  return invitationSettings(check, variables)
}

/**
 * Settings that code gives, complete with their defaults.
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 */
export function completeSettings(given: GivenSettings): InvitationSettings {
  const hint = 'Give them to createInvitations; settingsFrom reads them from the environment.'
  return invitationSettings(new Checklist(settingsIn(given), hint), fields)
}

/** What a setting is called: a variable of the environment, or a field of an object. */
interface Names {
  domain: string
  accessToken: string
  clientId: string
  clientSecret: string
  app: string
  connection: string
  appUrl: string
  allowedOrigins: string
  timeZone: string
  locale: string
  roles: string
  timeout: string
}

const variables: Names = {
  domain: 'AUTH0_DOMAIN',
  accessToken: 'AUTH0_ACCESS_TOKEN',
  clientId: 'AUTH0_CLIENT_ID',
  clientSecret: 'AUTH0_CLIENT_SECRET',
  app: 'INVITATIONS_CLIENT_ID',
  connection: 'INVITATIONS_CONNECTION',
  appUrl: 'INVITATIONS_APP_URL',
  allowedOrigins: 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS',
  timeZone: 'INVITATIONS_TIME_ZONE',
  locale: 'INVITATIONS_DEFAULT_LOCALE',
  roles: 'INVITATIONS_ROLES',
  timeout: 'INVITATIONS_TIMEOUT_SECONDS',
}

const fields: Names = {
  domain: 'domain',
  accessToken: 'credentials.accessToken',
  clientId: 'credentials.clientId',
  clientSecret: 'credentials.clientSecret',
  app: 'clientId',
  connection: 'connection',
  appUrl: 'appUrl',
  allowedOrigins: 'allowedOrigins',
  timeZone: 'timeZone',
  locale: 'locale',
  roles: 'roles',
  timeout: 'timeout_sec',
}

/** What stands at each path that names a setting, numbers and lists as texts; code without types may give anything. */
function settingsIn(given: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.values(fields).map((path: string) => {
      const value = path.split('.').reduce<unknown>(own, given)
      const isList = Array.isArray(value) && value.every((one) => typeof one === 'string')
      return [path, isList ? value.join() : typeof value === 'number' ? String(value) : value]
    }),
  )
}

function invitationSettings(check: Checklist, names: Names): InvitationSettings {
  const settings = {
    ...tenantSettings(check, names),
    clientId: check.required(names.app, 'Applications > the app that invitees sign in to > Settings > Client ID'),
    connection: check.optional(names.connection) ?? DEFAULT_CONNECTION,
    appUrl: appUrlSetting(check, names),
    allowedOrigins: allowedOriginsSetting(check, names.allowedOrigins),
    timeZone: check.optional(names.timeZone) ?? 'UTC',
    locale: localeSetting(check, names.locale),
    roles: entries(check.optional(names.roles)),
  }
  if (settings.clientId !== '' && !isClientId(settings.clientId)) {
    check.wrong(names.app, 'it is not the client id of an application')
  }
  if (!isConnectionName(settings.connection)) check.wrong(names.connection, 'it is not the name of a connection')
  if (!isTimeZone(settings.timeZone)) {
    check.wrong(names.timeZone, `"${settings.timeZone}" is not a time zone; use a name like Europe/Berlin`)
  }
  check.done()
  return settings
}

function appUrlSetting(check: Checklist, { appUrl }: Names): string | undefined {
  const address = check.optional(appUrl)
  if (address !== undefined && originIn(address) === undefined) {
    check.wrong(appUrl, `"${address}" is not an https address`)
  }
  return address
}

function allowedOriginsSetting(check: Checklist, name: string): string[] {
  const origins = check.optional(name) ?? ''
  const problem = problemOfSetting('INVITATIONS_ALLOWED_REDIRECT_ORIGINS', origins)
  if (problem !== undefined) check.wrong(name, problem)
  return entries(origins)
}

function localeSetting(check: Checklist, name: string): string | undefined {
  const locale = check.optional(name)
  if (locale !== undefined) checkLanguage(check, name, locale)
  return locale
}

function checkLanguage(check: Checklist, name: string, locale: string): void {
  if (knownLanguageOf(locale) === undefined)
    check.wrong(name, `"${locale}" is not a language that mails are written in`)
}

function tenantSettings(check: Checklist, names: Names): TenantSettings {
  for (const name of [names.accessToken, names.clientSecret]) check.credential(name)
  for (const name of [names.clientId, names.app]) {
    if (!looksLikeSecret(check.optional(name) ?? '')) continue
    check.wrong(
      name,
      `it is as long as a client secret; make sure that it did not change places with ${names.clientSecret}`,
    )
  }
  const domain = check.required(
    names.domain,
    'Applications > your machine-to-machine app > Settings > Domain, like acme.eu.auth0.com',
  )
  if (domain !== '' && !/^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d+)?$/i.test(domain)) {
    check.wrong(names.domain, `"${domain}" is not a bare domain; leave out https:// and the path`)
  } else if (domain !== '' && !/^localhost(:\d+)?$|[^.]\.[^.]/i.test(domain)) {
    check.wrong(names.domain, `"${domain}" is not a whole domain; it looks like acme.eu.auth0.com`)
  }
  const timeout_sec = Number(check.optional(names.timeout) ?? 30)
  if (!(timeout_sec >= 1 && timeout_sec <= 600)) {
    check.wrong(names.timeout, 'it is not a number of seconds from 1 to 600')
  }
  const accessToken = check.optional(names.accessToken)
  if (accessToken !== undefined) return { domain, credentials: { accessToken }, timeout_sec }
  return {
    domain,
    timeout_sec,
    credentials: {
      clientId: check.required(
        names.clientId,
        `Applications > your machine-to-machine app > Settings > Client ID (or set ${names.accessToken} instead)`,
      ),
      clientSecret: check.required(
        names.clientSecret,
        'Applications > your machine-to-machine app > Settings > Client Secret',
      ),
    },
  }
}
