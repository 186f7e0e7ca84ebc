import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { Json } from '../json.ts'
import type { User } from '../management/user.ts'
import type { Tenant } from '../tenant.ts'

/** What an event is about. */
export interface LogFacts {
  /** Log event type code, like `scpr` (docs: deploy-monitor/logs/log-event-type-codes). */
  type: string
  description?: string | undefined
  user?: User | undefined
  /** The address or name in question, if there is no user. */
  userName?: string | undefined
  client?: Client | undefined
  connection?: Connection | undefined
  ip?: string | undefined
  userAgent?: string | undefined
  details?: Json
  /** Whether the Management API did it. Such events have no host of the tenant's (recorded traffic). */
  isByManagementApi?: boolean
  /** Further fields of this type of event. */
  more?: Json
}

/** Auth0 says where an IP address is. The loopback address is nowhere, so all visitors of a local tenant are here. */
export const loopbackLocation: Json = {
  country_code: 'GB',
  country_code3: 'GBR',
  country_name: 'United Kingdom',
  city_name: 'London',
  latitude: 51.5,
  longitude: -0.1,
  time_zone: 'Europe/London',
  continent_code: 'EU',
}

/** How many events the log holds, newest ones only. All are in memory, and writes include what was sent and answered. */
const MOST_EVENTS = 10_000

/** Adds an event to the tenant's log. */
export function record(tenant: Tenant, facts: LogFacts): void {
  const { type, description, user, userName, client, connection, ip, userAgent, details, more } = facts
  const now = tenant.clock.now().toISOString()
  // Ids sort in the order of events, as Auth0's do, because they begin with the instant.
  const id = `900${now.replace(/\D/g, '')}${String(tenant.state.eventsSoFar++).padStart(36, '0')}`
  const name = userName ?? user?.email
  const { logs } = tenant.state
  if (logs.length >= MOST_EVENTS * 1.1) logs.splice(0, logs.length - MOST_EVENTS)
  logs.push({
    _id: id,
    log_id: id,
    date: now,
    type,
    ...(description !== undefined && { description }),
    ...(connection && { connection: connection.name, connection_id: connection.id, strategy: connection.strategy }),
    ...(connection?.strategy === 'auth0' && { strategy_type: 'database' }),
    ...(client && { client_id: client.client_id, client_name: client.name }),
    ...(user && { user_id: user.user_id }),
    ...(name !== undefined && { user_name: name }),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { user_agent: userAgent }),
    ...(!facts.isByManagementApi && { hostname: new URL(tenant.origin).host }),
    isMobile: false,
    ...(details && { details }),
    ...more,
  })
}
