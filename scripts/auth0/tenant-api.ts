import { createManagementAuth, type ManagementAuth } from 'auth0/management'
import { audienceOf, type Credentials, type TenantSettings } from '../ground/settings/tenant-settings.ts'
import { discreetFetch } from './fetch/discreet-fetch.ts'
import { explain, notAuth0 } from './failures.ts'
import { namingDomain } from './fetch/named-domain.ts'
import { onlyAuth0 } from './fetch/only-auth0.ts'
import { Turns } from './fetch/paced-fetch.ts'
import { stoppableFetch } from './fetch/stoppable-fetch.ts'
import { TenantClock } from './fetch/tenant-clock.ts'
import { timedFetch } from './fetch/timed-fetch.ts'
import { knowingIssuer } from './fetch/wrong-domain.ts'
import { withCheckedIds } from './with-checked-ids.ts'

type ClientOptions = ManagementAuth['clientOptions'] & { fetch: typeof fetch }

/** The tenant's APIs: where they are, how to get a token for them, and what every call goes through. */
export interface TenantApi {
  domain: string
  /** The domain that mails are requested from: the custom domain where invitees sign in, else the tenant's own. */
  mailDomain: string
  /** One of the SDK's clients, like UsersClient. It refuses to make a call with something that is not an id. */
  client: <Client extends object>(kind: new (options: ClientOptions) => Client) => Client
  /**
   * Does some work in the tenant and explains failures.
   * @param tried what the work does, as in "create the user ada@example.com"
   * @throws InvitationsError with what was tried, what came back and what to do, whatever the work threw
   */
  call: <Result>(tried: string, work: () => Promise<Result>) => Promise<Result>
  /** Makes the calls that the SDK does not have. */
  fetch: typeof fetch
  /** A token for the Management API, for calls that the SDK does not have. */
  token: () => Promise<string>
  /** The time at Auth0, according to the answers to these calls. */
  clock: TenantClock
  /** The turns at the tenant; every call waits for its own. */
  turns: Turns
  /** How many ms after it left a call counts as unanswered. */
  timeoutMs: number
  /** The same API with the same token, but its calls stop once the signal is aborted. */
  until: (signal: AbortSignal) => TenantApi
}

/** What calls are made with. Anything left out is created. */
export interface Means {
  /** Makes every call; default: Node's own. */
  fetch?: typeof fetch | undefined
  /** Learns from every answer. */
  clock?: TenantClock | undefined
  turns?: Turns | undefined
}

/** Prepares calls to the tenant's Management API. Makes no call itself: the first one requests the token. */
export function tenantApi(settings: TenantSettings, means: Means = {}): TenantApi {
  const { domain, customDomain, credentials, timeout_sec = 30, mails_per_minute } = settings
  const mailDomain = customDomain ?? domain
  const { fetch: given = fetch, clock = new TenantClock(domain), turns = new Turns() } = means
  turns.mailAtMost(mails_per_minute)
  const plain = clock.hearing(timedFetch([domain, mailDomain], timeout_sec * 1000, given))
  const credential = secretOf(credentials)
  const naming = (fetchWith: typeof fetch) =>
    customDomain === undefined ? fetchWith : namingDomain(customDomain, fetchWith)
  const discreetly = (fetchWith: typeof fetch) => discreetFetch([credential], onlyAuth0(turns.paced(naming(fetchWith))))
  const common = { domain, timeoutInSeconds: timeout_sec, fetch: discreetly(plain) }
  const begin = (): ManagementAuth =>
    createManagementAuth(
      'accessToken' in credentials
        ? { ...common, token: credentials.accessToken }
        : { ...common, ...appOf(credentials), audience: audienceOf(settings) },
    )
  let auth = begin()
  const token = async () => requireToken(await auth.getToken(), domain)
  const renewing = (fetchWith: typeof fetch): typeof fetch =>
    'accessToken' in credentials
      ? knowingIssuer(credentials.accessToken, domain, discreetly(fetchWith))
      : renewingFetch(discreetly(fetchWith), token, () => void (auth = begin()))
  const over = (fetchWith: typeof fetch): TenantApi => {
    const renewed = renewing(fetchWith)
    const until = (signal: AbortSignal) => over(stoppableFetch(signal, plain))
    const options = { ...auth.clientOptions, token, fetch: renewed }
    const client: TenantApi['client'] = (Kind) => withCheckedIds(new Kind(options))
    const call: TenantApi['call'] = async (tried, work) => {
      try {
        return await work()
      } catch (failure) {
        throw explain(failure, tried, domain)
      }
    }
    const timeoutMs = timeout_sec * 1000
    return { domain, mailDomain, client, call, token, fetch: renewed, clock, turns, timeoutMs, until }
  }
  return over(plain)
}

/** The part of the credentials that nobody may see. */
export function secretOf(credentials: Credentials): string {
  if ('accessToken' in credentials) return credentials.accessToken
  return 'clientSecret' in credentials ? credentials.clientSecret : credentials.signingKey
}

/** In the SDK's terms. */
function appOf(app: Exclude<Credentials, { accessToken: string }>) {
  if ('clientSecret' in app) return { clientId: app.clientId, clientSecret: app.clientSecret }
  const { clientId, signingKey, signingAlgorithm = 'RS256' } = app
  return { clientId, clientAssertionSigningKey: signingKey, clientAssertionSigningAlg: signingAlgorithm }
}

/** @throws InvitationsError for a token that cannot be a header: Node's own error would quote it */
function requireToken(token: unknown, domain: string): string {
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token
  throw notAuth0(domain)
}

/**
 * The SDK keeps a token until it should expire. Auth0 may disagree (a key was rotated, a clock is wrong, the machine
 * slept). A call that it answers with 401 did nothing, so it is made again once with a new token.
 */
function renewingFetch(plain: typeof fetch, token: () => Promise<string>, renew: () => void): typeof fetch {
  return async (input, init) => {
    const response = await plain(input, init)
    const sent = new Headers(init?.headers).get('authorization')
    if (response.status !== 401 || sent === null) return response
    if (sent === `Bearer ${await token()}`) renew() // other calls may have got a new one meanwhile
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${await token()}`)
    await response.body?.cancel()
    return plain(input, { ...init, headers })
  }
}
