import { own } from '../../../actions/invitation/read.ts'
import { nearestTo } from '../did-you-mean.ts'

/** Every setting in .env.example; a test compares. */
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

/** What begins so is a setting of ours, or means to be one. */
const OURS = 'INVITATIONS_'

/**
 * What can resemble a setting: two letters that are wrong or swapped leave one of these five pieces of INVITATIONS_ whole.
 * Few of the variables around a process have one, and to compare each with all settings took longer than Node's start.
 */
const mayBeOurs = /^AUTH[0O]|IN|VI|TAT|IO|NS_/i

/** An object of texts; whatever else code without types gives, nothing is named in it. */
type Variables = unknown

/**
 * Variables whose name is nearly a setting's, with the one that is meant: it would be passed over silently, and with it
 * what it should have closed. Other programs have variables that begin with AUTH0_, too: one of those counts only while
 * the setting that it resembles is missing.
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

/** What to say of such a name. */
export function noSuchSetting(meant: string): string {
  return `there is no such setting. Did you mean ${meant}?`
}

/** Other variables that begin like our settings; they may be somebody's own. */
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
