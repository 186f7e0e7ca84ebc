import { createManagementAuth, type ManagementAuth } from 'auth0/management'
import type { TenantSettings } from '../settings.ts'
import { discreetFetch } from './discreet-fetch.ts'
import { notAuth0 } from './failures.ts'
import { onlyAuth0 } from './only-auth0.ts'
import { TenantClock } from './tenant-clock.ts'

/** What the SDK's sub-clients are made with: where the tenant is and how to get a token for it. */
export interface Connection {
  domain: string
  clientOptions: ManagementAuth['clientOptions'] & { fetch: typeof fetch }
  /** Makes the calls that the SDK does not know. */
  fetch: typeof fetch
  /** A token for the Management API, for calls that the SDK does not know. */
  token: () => Promise<string>
  /** What the time is at Auth0, by the answers to these calls. */
  clock: TenantClock
  /** Time in ms after which a call counts as unanswered. */
  timeoutMs: number
  /** A fetch that gets a new token when Auth0 takes the present one no longer. */
  renewing: (fetchWith: typeof fetch) => typeof fetch
}

/**
 * Prepares calls to the tenant's Management API. Makes no call: the token is asked for with the first one.
 * @param given makes every call; default: Node's own
 * @param ownClock what `given` tells the time to; left out: a new one that hears every answer
 */
export function connect(settings: TenantSettings, given: typeof fetch = fetch, ownClock?: TenantClock): Connection {
  const { domain, credentials, timeout_sec = 30 } = settings
  const clock = ownClock ?? new TenantClock(domain)
  const fetchWith = ownClock === undefined ? clock.hearing(given) : given
  const credential = 'accessToken' in credentials ? credentials.accessToken : credentials.clientSecret
  const discreetly = (plain: typeof fetch) => discreetFetch([credential], onlyAuth0(plain))
  const common = { domain, timeoutInSeconds: timeout_sec, fetch: discreetly(fetchWith) }
  const begin = (): ManagementAuth =>
    createManagementAuth(
      'accessToken' in credentials
        ? { ...common, token: credentials.accessToken }
        : { ...common, clientId: credentials.clientId, clientSecret: credentials.clientSecret },
    )
  let auth = begin()
  const token = async () => requireToken(await auth.getToken(), domain)
  const renewing: Connection['renewing'] = (plain) =>
    'accessToken' in credentials
      ? discreetly(plain)
      : renewingFetch(discreetly(plain), token, () => void (auth = begin()))
  const renewed = renewing(fetchWith)
  const clientOptions = { ...auth.clientOptions, token, fetch: renewed }
  return { domain, clientOptions, token, fetch: renewed, clock, timeoutMs: timeout_sec * 1000, renewing }
}

/** @throws InvitationsError for what no header can hold: Node's own error would repeat it */
function requireToken(token: unknown, domain: string): string {
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token
  throw notAuth0(domain)
}

/** The same connection, its token included, with another fetch. */
export function withFetch(connection: Connection, fetchWith: typeof fetch): Connection {
  const fetched = connection.renewing(fetchWith)
  return { ...connection, clientOptions: { ...connection.clientOptions, fetch: fetched }, fetch: fetched }
}

/**
 * The SDK keeps a token until it should expire. Auth0 may think otherwise (a key was rotated, a clock is wrong, the
 * machine slept): a call that it answers with 401 did nothing, and is made again once with a new token.
 */
function renewingFetch(plain: typeof fetch, token: () => Promise<string>, renew: () => void): typeof fetch {
  return async (input, init) => {
    const response = await plain(input, init)
    const sent = new Headers(init?.headers).get('authorization')
    if (response.status !== 401 || sent === null) return response
    if (sent === `Bearer ${await token()}`) renew() // others may have got a new one meanwhile
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${await token()}`)
    await response.body?.cancel()
    return plain(input, { ...init, headers })
  }
}
