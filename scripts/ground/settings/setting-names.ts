import { own } from '../../../actions/invitation/read.ts'
import { nearestTo } from '../did-you-mean.ts'

/** Every setting in .env.example; a test compares them. */
export const knownSettings = [
  ...['AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'AUTH0_ACCESS_TOKEN', 'INVITATIONS_CLIENT_ID'],
  ...['AUTH0_CUSTOM_DOMAIN', 'AUTH0_AUDIENCE', 'AUTH0_CLIENT_SIGNING_KEY_PATH', 'AUTH0_CLIENT_SIGNING_ALGORITHM'],
  ...['AUTH0_DEPLOY_CLIENT_ID', 'AUTH0_DEPLOY_CLIENT_SECRET'],
  ...['AUTH0_DEPLOY_CLIENT_SIGNING_KEY_PATH', 'AUTH0_DEPLOY_CLIENT_SIGNING_ALGORITHM'],
  ...['INVITATIONS_CONNECTION', 'INVITATIONS_APP_URL', 'INVITATIONS_TIME_ZONE', 'INVITATIONS_DEFAULT_LOCALE'],
  ...['INVITATIONS_ROLES', 'INVITATIONS_OTHER_APPS'],
  ...['INVITATIONS_LANGUAGES', 'INVITATIONS_TIMEOUT_SECONDS', 'INVITATIONS_AUDIT_FILE'],
  'INVITATIONS_MAILS_PER_MINUTE',
  ...['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'INVITATIONS_REDIRECT_WITH_INVITATION', 'INVITATIONS_REFUSED_URL'],
  ...['INVITATIONS_EXISTING_ACCOUNTS', 'INVITATIONS_REQUIRE', 'INVITATIONS_REQUIRED_SINCE'],
  ...['INVITATIONS_ACCEPT_WITH', 'INVITATIONS_LINKING_CLIENT_ID', 'INVITATIONS_LINKING_CLIENT_SECRET'],
  ...['INVITATIONS_ALLOWED_DOMAINS', 'INVITATIONS_WITHOUT', 'INVITATIONS_KEEP_RESET_BODY', 'INVITATIONS_LINK_LIFETIME'],
] as const

/** A variable that starts with this is one of our settings, or is meant to be. */
const OURS = 'INVITATIONS_'

/**
 * What may resemble a setting: even with two letters wrong or swapped, one of these five pieces of INVITATIONS_ is left.
 * Few environment variables contain one, and comparing each with all settings took longer than Node's start.
 */
const mayBeOurs = /^AUTH[0O]|IN|VI|TAT|IO|NS_/i

/** An object of texts. Untyped code may pass anything else, which contains no names. */
type Variables = unknown

/**
 * Variables whose name is almost a setting's, with the setting that is meant. They would be silently ignored, and so
 * might something that they were meant to lock. Other programs also have variables that start with AUTH0_, so those
 * count only while the similar setting is missing.
 */
export function misspeltNames(variables: Variables): { name: string; meant: string }[] {
  const names = strangeNames(variables)
  return names
    .filter((name) => mayBeOurs.test(name))
    .flatMap((name) => {
      const meant = meantBy(name)
      if (meant === undefined) return []
      const isMeant = meant.startsWith(OURS) || (/^AUTH[0O]_?/i.test(name) && !isSet(own(variables, meant)))
      return isMeant ? [{ name, meant }] : []
    })
}

/** What to say about such a name. */
export function noSuchSetting(meant: string): string {
  return `there is no such setting. Did you mean ${meant}?`
}

/** Other variables that start like our settings. They may belong to somebody else. */
export function unreadNames(variables: Variables): string[] {
  return strangeNames(variables).filter((name) => name.startsWith(OURS) && meantBy(name) === undefined)
}

function strangeNames(variables: Variables): string[] {
  return Object.entries(Object(variables) as object).flatMap(([name, value]: [string, unknown]) =>
    isSet(value) && !knownSettings.some((known) => known === name) ? name : [],
  )
}

function isSet(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'string' || value.trim() !== '')
}

function meantBy(name: string): string | undefined {
  const upper = name.toUpperCase()
  const near = nearestTo(
    upper,
    knownSettings.filter((known) => /^(AUTH0|INVITATIONS)_/.test(known)),
  )
  if (near !== undefined) return near
  if (!upper.startsWith(OURS)) return undefined
  const words = upper.slice(OURS.length).split('_')
  return knownSettings.find((known) => known.startsWith(OURS) && words.every((word) => known.split('_').includes(word)))
}
