import { newPasswordTicket } from '../authentication/password-link.ts'
import { newVerificationTicket, verificationUrl } from '../authentication/verification.ts'
import { mailOrigin } from '../seen-from-domain.ts'
import { json, managementError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { DEFAULT_LIFETIME_SECONDS } from '../mail/templates.ts'
import type { Client } from './client.ts'
import type { User } from './user.ts'
import { requireIdentity } from './the-user.ts'
import { findByAddress } from './users.ts'

const theUser = slot<User>('the user')
const theClient = slot<Client | undefined>('the client')

// docs: api/management/v2/tickets; the shape of the address: recorded traffic
export const tickets: Endpoint[] = [
  {
    // Universal Login ignores result_url. The post-challenge trigger runs only for tickets with a client_id.
    route: 'POST /api/v2/tickets/password-change',
    body: [
      ...['user_id', 'email', 'connection_id', 'client_id', 'ttl_sec', 'mark_email_as_verified'],
      ...['result_url', 'includeEmailInRedirect'],
    ],
    steps: [requireOneOfTwo, findUser, findClient, rejectResultUrlForClient, makePasswordTicket],
  },
  {
    route: 'POST /api/v2/tickets/email-verification',
    body: ['user_id', 'identity', 'result_url', 'ttl_sec', 'client_id', 'includeEmailInRedirect'],
    steps: [findUser, requireItsIdentity, findClient, makeVerificationTicket],
  },
]

/** The caller names the user by id, or by connection and address. */
function requireOneOfTwo({ body }: Call): void {
  const isByAddress = body['email'] !== undefined && body['connection_id'] !== undefined
  if (body['user_id'] === undefined && !isByAddress) {
    const message = "Payload validation error: 'Missing required property: user_id'."
    throw managementError(400, message, 'invalid_body')
  }
}

function findUser(call: Call): void {
  const user = call.tenant.state.users.get(bodyText(call, 'user_id')) ?? userByAddress(call)
  if (user === undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
  theUser.put(call, user)
}

function requireItsIdentity(call: Call): void {
  requireIdentity(theUser.of(call), call.body['identity'])
}

function userByAddress(call: Call): User | undefined {
  const connection = call.tenant.state.connections.get(bodyText(call, 'connection_id'))
  return connection && findByAddress(call.tenant, bodyText(call, 'email'), connection.name)
}

function findClient(call: Call): void {
  const id = bodyText(call, 'client_id')
  const client = call.tenant.state.clients.get(id)
  if (id !== '' && client === undefined) throw managementError(404, 'The client does not exist', 'inexistent_client')
  theClient.put(call, client)
}

/** docs: result_url belongs to the classic page, which an app's ticket does not use. */
function rejectResultUrlForClient({ body }: Call): void {
  if (body['result_url'] === undefined || body['client_id'] === undefined) return
  throw managementError(400, 'result_url cannot be used together with client_id', 'invalid_body')
}

function makePasswordTicket(call: Call): Response {
  const { ticket } = newPasswordTicket(call.tenant, theUser.of(call).user_id, {
    client: theClient.of(call),
    ttlSeconds: ttlSeconds(call),
    marksEmailVerified: call.body['mark_email_as_verified'] === true,
  })
  return json(201, { ticket: `${mailOrigin(call.tenant)}/u/reset-password?ticket=${ticket}#` })
}

function makeVerificationTicket(call: Call): Response {
  const { result_url, includeEmailInRedirect } = call.body
  const client = theClient.of(call)
  const { ticket } = newVerificationTicket(call.tenant, theUser.of(call), {
    ...(client && { client_id: client.client_id }),
    ...(typeof result_url === 'string' && { resultUrl: result_url }),
    ...(typeof includeEmailInRedirect === 'boolean' && { includesEmail: includeEmailInRedirect }),
    ttlSeconds: ttlSeconds(call),
  })
  return json(201, { ticket: verificationUrl(call.tenant, ticket) })
}

/** Both 0 and no value mean five days (docs: ttl_sec). */
function ttlSeconds({ body }: Call): number {
  return Number(body['ttl_sec'] ?? 0) || DEFAULT_LIFETIME_SECONDS
}
