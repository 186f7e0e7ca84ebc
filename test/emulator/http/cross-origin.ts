import { isAllowed } from '../authentication/authorization-request.ts'
import { ownValue } from '../json.ts'
import type { Client } from '../management/client.ts'
import type { Tenant } from '../tenant.ts'
import { parseUrl } from './parse-url.ts'

/** What apps in a browser call. Pages are opened, not called. */
const called = /^\/(oauth\/|userinfo$|\.well-known\/|dbconnections\/|passwordless\/)/

/**
 * The headers that let an app in a browser read an answer of the Authentication API. The allowed origins are those in
 * allowed_origins and web_origins, and those of the callback URLs.
 * @param clientId the calling app; null if the call does not say, in which case the origins of all apps are allowed
 * @see https://auth0.com/docs/get-started/applications/set-up-cors
 */
export function originHeaders(tenant: Tenant, request: Request, clientId: string | null): Record<string, string> {
  const origin = request.headers.get('origin')
  if (origin === null || !called.test(new URL(request.url).pathname)) return {}
  const { clients } = tenant.state
  const client = clientId === null ? undefined : clients.get(clientId)
  const isKnown = (client ? [client] : [...clients.values()]).some((one) => isOriginOf(one, origin))
  return isKnown
    ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'Origin' }
    : { vary: 'Origin' }
}

/** The answer to a browser's preflight request; undefined for addresses that browsers do not call. */
export function preflight(tenant: Tenant, request: Request): Response | undefined {
  if (!called.test(new URL(request.url).pathname)) return undefined
  const headers = originHeaders(tenant, request, null)
  const asked = request.headers.get('access-control-request-headers')
  const isAllowedHere = headers['access-control-allow-origin'] !== undefined
  return new Response(null, {
    status: 204,
    headers: {
      ...headers,
      ...(isAllowedHere && { 'access-control-allow-methods': 'GET, POST' }),
      ...(isAllowedHere && asked !== null && { 'access-control-allow-headers': asked }),
    },
  })
}

function isOriginOf(client: Client, origin: string): boolean {
  const listed = ['allowed_origins', 'web_origins'].flatMap((name) => {
    const list = ownValue(client, name)
    return Array.isArray(list) ? list.map(String) : []
  })
  const ofCallbacks = (client.callbacks ?? []).flatMap((url) => parseUrl(url)?.origin ?? [])
  return isAllowed(origin, listed) || ofCallbacks.includes(origin)
}
