import { own } from './invitation/read.ts'
import type { ActionCache } from './triggers.d.ts'

/**
 * The most milliseconds that one call may take, so that all calls together stay well below the 20 s that Auth0 allows
 * the Actions of a sign-in (docs: customize/actions/limitations).
 */
const LONGEST_CALL_MS = 3_000

/** Cache key of the token. Every Action of the trigger can read it. */
const KEPT_TOKEN = 'auth0-invitations:linking-token'
/** A cached token is not used any more this long before it expires. */
const MARGIN_SEC = 60

/** What Auth0 answered. Status 0 means that nothing came back in time. */
export interface Answer {
  status: number
  body: unknown
}

/** A call to the Management API. Never throws. */
export type ManagementCall = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Answer>

/**
 * The Management API, for the app that links identities. Its token is cached between sign-ins, and replaced once if
 * Auth0 refuses it.
 * @param secrets event.secrets
 * @see https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens/get-management-api-access-tokens-for-production
 */
export function managementApi(secrets: unknown, cache: ActionCache): ManagementCall {
  const setting = (name: string): string => {
    const value = own(secrets, name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const domain = setting('AUTH0_DOMAIN')
  const audience = setting('AUTH0_AUDIENCE') || `https://${domain}/api/v2/`
  const client_id = setting('INVITATIONS_LINKING_CLIENT_ID')
  const client_secret = setting('INVITATIONS_LINKING_CLIENT_SECRET')

  const newToken = async (): Promise<Answer> => {
    const grant = { grant_type: 'client_credentials', client_id, client_secret, audience }
    const answer = await request('POST', `https://${domain}/oauth/token`, {}, grant)
    const [token, expires_in] = [own(answer.body, 'access_token'), own(answer.body, 'expires_in')]
    if (typeof token !== 'string') return { ...answer, status: answer.status === 200 ? 0 : answer.status }
    const ttl = (Number(expires_in) - MARGIN_SEC) * 1000
    if (ttl > 0) cache.set(KEPT_TOKEN, token, { ttl })
    return { status: 200, body: token }
  }

  return async (method, path, body) => {
    if (!/^[\w.-]+(:\d+)?$/.test(domain) || client_id === '' || client_secret === '')
      return { status: 0, body: undefined }
    const kept = cache.get(KEPT_TOKEN)?.value
    for (const token of kept === undefined ? [undefined] : [kept, undefined]) {
      const granted = token === undefined ? await newToken() : { status: 200, body: token }
      if (granted.status !== 200) return granted
      const headers = { authorization: `Bearer ${String(granted.body)}` }
      const answer = await request(method, `https://${domain}/api/v2/${path}`, headers, body)
      if (answer.status !== 401) return answer
      cache.delete(KEPT_TOKEN)
    }
    return { status: 401, body: undefined }
  }
}

async function request(method: string, url: string, headers: Record<string, string>, body?: object): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error', // the token must not go anywhere else
      signal: AbortSignal.timeout(LONGEST_CALL_MS),
    })
    return { status: response.status, body: await response.json() }
  } catch {
    return { status: 0, body: undefined }
  }
}
