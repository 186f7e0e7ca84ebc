import { createManagementAuth, type ManagementAuth } from 'auth0/management'
import type { TenantSettings } from '../settings.ts'

/** What the SDK's sub-clients are made with: where the tenant is and how to get a token for it. */
export type Connection = { domain: string; clientOptions: ManagementAuth['clientOptions'] }

/** Time in seconds after which a call counts as unanswered. */
const TIMEOUT_SECONDS = 30

/**
 * Prepares calls to the tenant's Management API. Makes no call: the token is asked for with the first one.
 */
export function connect({ domain, credentials }: TenantSettings): Connection {
  const common = { domain, timeoutInSeconds: TIMEOUT_SECONDS }
  const auth = createManagementAuth(
    'accessToken' in credentials
      ? { ...common, token: credentials.accessToken }
      : { ...common, clientId: credentials.clientId, clientSecret: credentials.clientSecret },
  )
  return { domain, clientOptions: auth.clientOptions }
}
