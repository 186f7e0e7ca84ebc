import { json, managementError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier, type User } from '../state.ts'
import type { Tenant } from '../tenant.ts'
import { findByAddress } from './users.ts'

// docs: api/management/v2/tickets; the shape of the address: recorded traffic
export const tickets: Endpoint[] = [
  {
    route: 'POST /api/v2/tickets/password-change',
    body: ['user_id', 'email', 'connection_id', 'client_id', 'ttl_sec', 'mark_email_as_verified'],
    steps: [makePasswordTicket],
  },
  {
    route: 'POST /api/v2/tickets/email-verification',
    body: ['user_id', 'result_url', 'ttl_sec', 'client_id', 'includeEmailInRedirect'],
    steps: [makeVerificationTicket],
  },
]

/** Seconds a ticket lives when nobody says otherwise: 5 days. */
const DEFAULT_TTL_SECONDS = 432_000

/** The ticket becomes the user's newest link: a mailed one that is outstanding dies with it (support article). */
function makePasswordTicket(call: Call): Response {
  const { tenant, body } = call
  const { clock, origin, state } = tenant
  const user = userOf(call)
  const clientId = bodyText(call, 'client_id')
  if (clientId !== '' && !state.clients.has(clientId))
    throw managementError(404, 'The client does not exist', 'inexistent_client')
  const ticket = identifier('', 32)
  state.tickets.set(ticket, {
    ticket,
    user_id: user.user_id,
    ...(clientId !== '' && { client_id: clientId }),
    expiresAt: new Date(clock.now().getTime() + (Number(body['ttl_sec'] ?? 0) || DEFAULT_TTL_SECONDS) * 1000),
    isUsed: false,
    marksEmailVerified: body['mark_email_as_verified'] === true,
  })
  state.newestTicket.set(user.user_id, ticket)
  return json(201, { ticket: `${origin}/u/reset-password?ticket=${ticket}#` })
}

function makeVerificationTicket(call: Call): Response {
  userOf(call)
  return json(201, { ticket: `${call.tenant.origin}/u/email-verification?ticket=${identifier('', 32)}#` })
}

function userOf(call: Call): User {
  const user = call.tenant.state.users.get(bodyText(call, 'user_id')) ?? userByAddress(call.tenant, call)
  if (user === undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
  return user
}

function userByAddress(tenant: Tenant, call: Call): User | undefined {
  const connection = tenant.state.connections.get(bodyText(call, 'connection_id'))
  return connection && findByAddress(tenant, bodyText(call, 'email'), connection.name)
}
