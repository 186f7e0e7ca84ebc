import { isPlainClientId } from '../../../actions/invitation/landings.ts'
import { doubtAboutSetting, entries, problemOfSetting, settingNames } from '../../../actions/invitation/settings.ts'
import { LONGEST_TTL_SEC } from '../../../actions/invitation/request.ts'
import { Checklist } from './checklist.ts'
import { readDuration } from '../duration.ts'
import { DEFAULT_TTL_SEC } from './link-lifetime.ts'
import { misspeltNames, noSuchSetting, unreadNames } from './setting-names.ts'
import {
  appUrlSetting,
  checkLanguage,
  checkPassword,
  DEFAULT_CONNECTION,
  localeSetting,
  variables,
  type Environment,
} from './invitation-settings.ts'
import { checkClientId, deployVariables, tenantSettings, type TenantSettings } from './tenant-settings.ts'

/** The settings of `deploy`: the tenant's and these. */
export interface DeploySettings extends TenantSettings {
  /** Whether nobody may sign up or sign in without an invitation. */
  requiresInvitation: boolean
  /** Names of connections whose accounts may accept an invitation; if empty, that Action is not deployed. */
  acceptWith: string[]
  /** The secrets that the Actions get, by name. Settings that are not set are left out. */
  secrets: Readonly<Record<string, string>>
  /** Parts of tenant/ that this tenant does not get. */
  without: DeployPart[]
  /** Whether the tenant's own mail for ordinary resets is kept inside our template. */
  keepsResetMail: boolean
  /** Lifetime in seconds of the links in all reset mails, including invitations. */
  linkLifetimeSec: number
  /** Language of mails to people whose language is unknown; undefined: English. */
  locale?: string | undefined
  /** Auth0's codes of the languages that the reset page's texts are set in. */
  pageLanguages: string[]
  /** Client id of the application that invitees sign in to; undefined: the connection is not checked. */
  clientId: string | undefined
  /** Client ids of other applications that people are invited to. */
  otherApps: string[]
  /** URL where people who have an account sign in to the application; undefined if unknown. */
  appUrl: string | undefined
  /** Name of the database connection that holds the invitees' accounts. */
  connection: string
  /** Sentences about settings that may not do what their author intended. */
  doubts: string[]
}

/** What a deploy can leave out: the Action that stops dead links, and the texts of the reset page. */
export const deployParts = ['guard', 'texts'] as const
type DeployPart = (typeof deployParts)[number]

/**
 * Reads the settings of `deploy` from environment variables.
 * @param environment variables by name, as Node has them; an empty one counts as missing
 * @returns the settings, with all defaults filled in
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 * @see docs/settings.md (every variable and its default)
 */
export function readDeploySettings(environment: Environment): DeploySettings {
  const check = new Checklist(environment)
  const tenant = tenantSettings(check, deployVariables(environment))
  checkClientId(check, variables.app, variables)
  checkPassword(check, variables.connection)
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
      'it is missing, and INVITATIONS_REQUIRE is on. Set it once to the current time, like 2026-01-31T12:00:00Z: accounts that exist by then stay',
    )
  }
  const acceptWith = acceptWithSetting(check, secrets)
  const missing = missingOfLinking({ acceptWith, secrets })
  const without = deployParts.filter((part) => entries(check.optional('INVITATIONS_WITHOUT')).includes(part))
  const unknown = entries(check.optional('INVITATIONS_WITHOUT')).filter(
    (part) => !deployParts.some((one) => one === part),
  )
  if (unknown.length > 0) check.wrong('INVITATIONS_WITHOUT', `"${unknown.join()}" is not ${deployParts.join(' or ')}`)
  const keeps = check.optional('INVITATIONS_KEEP_RESET_BODY') ?? 'off'
  if (keeps !== 'on' && keeps !== 'off') check.wrong('INVITATIONS_KEEP_RESET_BODY', `"${keeps}" is not on or off`)
  const locale = localeSetting(check, variables.locale)
  const linkLifetimeSec = linkLifetimeSetting(check)
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
    acceptWith,
    // The Action that links makes its own calls, so it has to know the tenant.
    secrets: acceptWith.length === 0 ? secrets : { ...secrets, ...unknownOf(missing), ...tenantOf(tenant) },
    without,
    keepsResetMail: keeps === 'on',
    linkLifetimeSec,
    clientId,
    otherApps,
    appUrl,
    connection: check.optional(variables.connection) ?? DEFAULT_CONNECTION,
    doubts: [
      ...doubtsAbout(secrets, requires === 'on'),
      ...(acceptWith.length > 0 && appUrl === undefined
        ? [`${LINKING.acceptWith} is set, but ${variables.appUrl} is not, so no mail offers another account.`]
        : []),
      ...missing.map((name) => `${name} is not set here, so its value is not compared. A deploy needs it.`),
      ...unreadNames(environment).map(
        (name) => `${name} is set, but nothing reads it. .env.example lists every setting.`,
      ),
    ],
  }
}

/** The app that links has its own secret, so that a stolen secret opens nothing else. */
function acceptWithSetting(check: Checklist, secrets: Readonly<Record<string, string>>): string[] {
  check.credential(LINKING.clientSecret)
  checkClientId(check, LINKING.clientId, LINKING)
  const acceptWith = entries(secrets[LINKING.acceptWith])
  const problem = problemOfSetting(LINKING.acceptWith, secrets[LINKING.acceptWith] ?? '')
  if (acceptWith.length === 0 || problem !== undefined) return []
  const database = check.optional(variables.connection) ?? DEFAULT_CONNECTION
  if (acceptWith.includes(database)) {
    check.wrong(
      LINKING.acceptWith,
      `"${database}" is the database of the invitees. Name connections of other providers`,
    )
  }
  return acceptWith
}

/** Represents a secret that is not set here. A plan does not compare its value; a deploy needs it. */
export const UNKNOWN_SECRET = ''

/** What the app that links needs and `secrets` lacks. A plan works without: this secret can change every user. */
export function missingOfLinking({ acceptWith, secrets }: Pick<DeploySettings, 'acceptWith' | 'secrets'>): string[] {
  if (acceptWith.length === 0) return []
  return [LINKING.clientId, LINKING.clientSecret].filter((name) => (secrets[name] ?? UNKNOWN_SECRET) === UNKNOWN_SECRET)
}

const LINKING = {
  acceptWith: 'INVITATIONS_ACCEPT_WITH',
  clientId: 'INVITATIONS_LINKING_CLIENT_ID',
  clientSecret: 'INVITATIONS_LINKING_CLIENT_SECRET',
} as const

function unknownOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, UNKNOWN_SECRET]))
}

function tenantOf({ domain, audience }: TenantSettings): Record<string, string> {
  return { AUTH0_DOMAIN: domain, ...(audience !== undefined && { AUTH0_AUDIENCE: audience }) }
}

/** Auth0's default is 5 days; its maximum is not documented. */
const LINK_LIFETIME = { name: 'INVITATIONS_LINK_LIFETIME', shortestSec: 60, longestSec: LONGEST_TTL_SEC } as const

function linkLifetimeSetting(check: Checklist): number {
  const said = check.optional(LINK_LIFETIME.name)
  const seconds = said === undefined ? DEFAULT_TTL_SEC : readDuration(said)
  if (!(seconds >= LINK_LIFETIME.shortestSec && seconds <= LINK_LIFETIME.longestSec))
    check.wrong(LINK_LIFETIME.name, `"${said}" is not a time from 1m to 30d, like 2d`)
  return seconds
}

function doubtsAbout(secrets: Readonly<Record<string, string>>, isRequired: boolean): string[] {
  const idle = ['INVITATIONS_REQUIRED_SINCE', 'INVITATIONS_ALLOWED_DOMAINS'].filter(
    (name) => secrets[name] !== undefined,
  )
  return [
    ...settingNames.flatMap((name) => doubtAboutSetting(name, secrets[name] ?? '') ?? []),
    ...(secrets[LINKING.acceptWith] !== undefined || secrets[LINKING.clientId] === undefined
      ? []
      : [`${LINKING.clientId} is set, but ${LINKING.acceptWith} is not, so nobody accepts with another account.`]),
    ...(isRequired || idle.length === 0
      ? []
      : [
          `INVITATIONS_REQUIRE is off, so anybody can sign up; ${idle.join(' and ')} ${idle.length === 1 ? 'does' : 'do'} nothing.`,
        ]),
  ]
}
