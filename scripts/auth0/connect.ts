import { createManagementAuth, type ManagementAuth } from 'auth0/management'
import type { TenantSettings } from '../settings.ts'

/** What the SDK's sub-clients are made with: where the tenant is and how to get a token for it. */
export interface Connection {
  domain: string
  clientOptions: ManagementAuth['clientOptions'] & { fetch: typeof fetch }
  /** Makes the calls that the SDK does not know. */
  fetch: typeof fetch
}

/** Time in seconds after which a call counts as unanswered. */
const TIMEOUT_SECONDS = 30

/**
 * Prepares calls to the tenant's Management API. Makes no call: the token is asked for with the first one.
 * @param fetchWith makes every call; default: Node's own
 */
export function connect({ domain, credentials }: TenantSettings, fetchWith: typeof fetch = fetch): Connection {
  const common = { domain, timeoutInSeconds: TIMEOUT_SECONDS, fetch: fetchWith }
  const auth = createManagementAuth(
    'accessToken' in credentials
      ? { ...common, token: credentials.accessToken }
      : { ...common, clientId: credentials.clientId, clientSecret: credentials.clientSecret },
  )
  return { domain, clientOptions: { ...auth.clientOptions, fetch: fetchWith }, fetch: fetchWith }
}

/** The same connection, its token included, with another fetch. */
export function withFetch(connection: Connection, fetchWith: typeof fetch): Connection {
  return { ...connection, clientOptions: { ...connection.clientOptions, fetch: fetchWith }, fetch: fetchWith }
}
