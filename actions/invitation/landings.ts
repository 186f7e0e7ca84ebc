import { isLocalHost, originIn, originOf, safeUrl } from './safe-url.ts'

// Where an invitation may lead people: the button in the mail to somebody who already had an account, and the button
// after a new password. `redirect_to` is in app_metadata, where others may write it, so it counts only if the team
// named its origin. This file alone computes what is allowed. The mail template compares in Liquid
// (scripts/mail/landings.ts), the Action by its secret, and `invite` before it writes.

/** Where a set of invitations may lead. */
export interface Places {
  /** Like `https://app.example.com`. Sorted, without duplicates. */
  origins: readonly string[]
  /** The app's own address, used if the invitation names no allowed address. */
  home?: string
}

/** Where invitations may lead: for every app, and additional places for single apps, by client id. */
export interface Landings {
  every: Places
  apps: Readonly<Record<string, Places>>
}

export const noLandings: Landings = { every: { origins: [] }, apps: {} }

/** What a team configures. */
export interface Named {
  /** INVITATIONS_ALLOWED_REDIRECT_ORIGINS: origins for the invitations of every app. */
  allowedOrigins?: readonly string[]
  /** INVITATIONS_APP_URL: for the app `clientId`, or for every app if no app is named. */
  appUrl?: string | undefined
  /** INVITATIONS_CLIENT_ID */
  clientId?: string | undefined
  /** The Allowed Callback URLs, by client id, of this app and of any others that people are invited to. */
  callbacks?: Readonly<Record<string, readonly string[]>>
}

/** Pure. The order of the origins does not matter, so a deploy of the same origins changes nothing. */
export function landingsOf({ allowedOrigins, appUrl, clientId, callbacks = {} }: Named): Landings {
  const allowed = allowedOrigins?.flatMap((origin) => originOf(origin) ?? []) ?? []
  const ids = [...new Set([...(clientId === undefined ? [] : [clientId]), ...Object.keys(callbacks)])].sort()
  const apps = ids.map((id): [string, Places] => {
    const origins = originsOfCallbacks(callbacks[id] ?? [])
    return [id, id === clientId ? withHome(origins, appUrl) : { origins: sorted(origins) }]
  })
  return {
    every: clientId === undefined ? withHome(allowed, appUrl) : { origins: sorted(allowed) },
    apps: Object.fromEntries(apps.filter(([, { origins }]) => origins.length > 0)),
  }
}

/** Whether an invitation for this app may lead there. @param address a complete address, as safeUrl returns it */
export function mayLead(address: string, client_id: string | undefined, landings: Landings): boolean {
  const origin = originIn(address)
  return placesFor(client_id, landings).some(({ origins }) => origins.some((one) => one === origin))
}

/** The app's own address, for an invitation to this app. */
export function homeOf(client_id: string | undefined, landings: Landings): string | undefined {
  return placesFor(client_id, landings).flatMap(({ home }) => home ?? [])[0]
}

function placesFor(client_id = '', { every, apps }: Landings): Places[] {
  const own = Object.hasOwn(apps, client_id) ? apps[client_id] : undefined
  return own === undefined ? [every] : [own, every]
}

/** The secret that the Action gets: `https://for.every.example,<client id>=https://a.example https://b.example`. */
export function landingsToSecret({ every, apps }: Landings): string {
  const ofApps = Object.entries(apps).map(([id, { origins }]) => `${id}=${origins.join(' ')}`)
  return [...every.origins, ...ofApps].join(',')
}

/** Total: an entry that makes no sense allows nothing. */
export function landingsInSecret(secret: string): Landings {
  const origins: string[] = []
  const apps: [string, Places][] = []
  for (const entry of secret.split(',')) {
    const end = entry.indexOf('=')
    const listed = entry.slice(end + 1).split(' ')
    const valid = listed.flatMap((origin) => originOf(origin) ?? [])
    if (end < 0) origins.push(...valid)
    else apps.push([entry.slice(0, end).trim(), { origins: valid }])
  }
  return { every: { origins }, apps: Object.fromEntries(apps) }
}

/** Whether it looks like a client id: letters, digits and characters of addresses. Secrets and templates contain it. */
export function isPlainClientId(text: string): boolean {
  return /^[\w.:/-]+$/.test(text)
}

/**
 * Callbacks with wildcards (docs: get-started/applications/wildcards-for-subdomains) and callbacks of native apps name
 * no origin. One on a developer's machine does not count: nobody is invited there, and it may have been forgotten years
 * ago.
 */
function originsOfCallbacks(callbacks: readonly string[]): string[] {
  return callbacks.flatMap((callback) => {
    const origin = originIn(callback)
    return origin === undefined || isLocalHost(new URL(origin).hostname) ? [] : [origin]
  })
}

function withHome(origins: readonly string[], appUrl: string | undefined): Places {
  const url = appUrl === undefined ? undefined : safeUrl(appUrl)
  if (url === undefined || originIn(url.href) === undefined) return { origins: sorted(origins) }
  return { origins: sorted([...origins, url.origin]), home: url.href }
}

function sorted(origins: readonly string[]): string[] {
  return [...new Set(origins)].sort()
}
