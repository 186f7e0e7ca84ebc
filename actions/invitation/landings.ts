import { isLocalHost, originIn, originOf, safeUrl } from './safe-url.ts'

// Where an invitation may lead people: the button of the mail to an account that was there before, and the button behind
// a new password. `redirect_to` stands in app_metadata, where others may write it, so it counts only with an origin that
// the team named. Computed here, and nowhere else; the mail template compares in Liquid (scripts/mail/landings.ts), the
// Action by its secret, `invite` before it writes.

/** Where some invitations may lead. */
export interface Places {
  /** Like `https://app.example.com`; each once, sorted. */
  origins: readonly string[]
  /** The app's own address, for an account whose invitation names no address that is allowed. */
  home?: string
}

/** Where invitations may lead: those of every app, and besides, by client id, those of one app only. */
export interface Landings {
  every: Places
  apps: Readonly<Record<string, Places>>
}

export const noLandings: Landings = { every: { origins: [] }, apps: {} }

/** What a team names. */
export interface Named {
  /** INVITATIONS_ALLOWED_REDIRECT_ORIGINS: origins for invitations of every app. */
  allowedOrigins?: readonly string[]
  /** INVITATIONS_APP_URL: of the app `clientId`; where no app is named, of every app. */
  appUrl?: string | undefined
  /** INVITATIONS_CLIENT_ID */
  clientId?: string | undefined
  /** The Allowed Callback URLs of this app and of further ones that people are invited to, by client id. */
  callbacks?: Readonly<Record<string, readonly string[]>>
}

/** Pure, and the same for the same origins in another order, so that a deploy of the same changes nothing. */
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

/** Whether an invitation of this app may lead there. @param address the whole of it is one, as safeUrl answers it */
export function mayLead(address: string, client_id: string | undefined, landings: Landings): boolean {
  const origin = originIn(address)
  return placesFor(client_id, landings).some(({ origins }) => origins.some((one) => one === origin))
}

/** The app's own address, for an invitation of this app. */
export function homeOf(client_id: string | undefined, landings: Landings): string | undefined {
  return placesFor(client_id, landings).flatMap(({ home }) => home ?? [])[0]
}

function placesFor(client_id = '', { every, apps }: Landings): Places[] {
  const own = Object.hasOwn(apps, client_id) ? apps[client_id] : undefined
  return own === undefined ? [every] : [own, every]
}

/** As the Action gets it: `https://for.every.example,<client id>=https://a.example https://b.example`. */
export function landingsToSecret({ every, apps }: Landings): string {
  const ofApps = Object.entries(apps).map(([id, { origins }]) => `${id}=${origins.join(' ')}`)
  return [...every.origins, ...ofApps].join(',')
}

/** Total: what makes no sense leads nowhere. */
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

/** Whether it looks like a client id: letters, digits and what addresses have; it stands in a secret and in a template. */
export function isPlainClientId(text: string): boolean {
  return /^[\w.:/-]+$/.test(text)
}

/**
 * Callbacks with wildcards (docs: get-started/applications/wildcards-for-subdomains) and of native apps name no origin.
 * One on a developer's machine does not count: nobody is invited to it, and it may be left over from years ago.
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
