import { mailOrigin } from '../seen-from-domain.ts'
import type { Call } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import { send } from '../mail/send.ts'
import { linkLifetimeSeconds } from '../mail/templates.ts'
import { findByAddress } from '../management/users.ts'
import { identifier } from '../identifier.ts'
import { ownValue, type Json } from '../json.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { PasswordTicket } from './ticket.ts'
import type { Tenant } from '../tenant.ts'
import { oneTimeCode, verifiesByCode } from './verification.ts'

export interface PasswordRequest {
  email: string
  connection: Connection
  client: Client | undefined
  organization?: Json | undefined
}

/**
 * Mails a link to set a password, or a code if the connection verifies addresses by code. Only the tenant's log shows what
 * happened: callers always get the same answer.
 * @returns whether there is such a user, and the ticket whose link or code was mailed
 * @see https://auth0.com/docs/authenticate/database-connections/password-change
 */
export function requestPassword(
  call: Call,
  { email, connection, client, organization }: PasswordRequest,
): { isUser: boolean; ticket?: PasswordTicket } {
  const { tenant, ip, request } = call
  const user = findByAddress(tenant, email, connection.name)
  const problem = whyNoSelfService(connection, tenant) ?? (user ? undefined : 'User does not exist.')
  const details = {
    body: { ...(client && { client_id: client.client_id }), connection: connection.name, email, tenant: tenant.domain },
  }
  const userAgent = request.headers.get('user-agent') ?? undefined
  const facts = { user, userName: email, client, connection, ip, userAgent }
  if (problem !== undefined || user === undefined) {
    record(tenant, { ...facts, type: 'fcpr', description: problem, details })
    return { isUser: user !== undefined }
  }
  const isByCode = verifiesByCode(connection)
  const template = isByCode ? 'reset_email_by_code' : 'reset_email'
  const ticket = newPasswordTicket(tenant, user.user_id, {
    client,
    ttlSeconds: linkLifetimeSeconds(tenant, template),
    marksEmailVerified: tenant.assumed['reset-verifies-email'] === 'yes',
  })
  const message = { template, user, connection, client, organization } as const
  if (isByCode) {
    ticket.code = oneTimeCode()
    record(tenant, { ...facts, type: 'scpr', details })
    send(tenant, { ...message, code: ticket.code })
  } else {
    const url = `${mailOrigin(tenant)}/u/reset-verify?ticket=${ticket.ticket}#`
    record(tenant, { ...facts, type: 'scpr', details: { ...details, resetUrl: url } })
    send(tenant, { ...message, url })
  }
  return { isUser: true, ticket }
}

/** The ticket becomes the user's newest link. Every older one, mailed or not, stops working (support article). */
export function newPasswordTicket(
  { state, clock }: Tenant,
  userId: string,
  options: { client: Client | undefined; ttlSeconds: number; marksEmailVerified: boolean },
): PasswordTicket {
  const ticket: PasswordTicket = {
    ticket: identifier('', 32),
    user_id: userId,
    ...(options.client && { client_id: options.client.client_id }),
    expiresAt: new Date(clock.now().getTime() + options.ttlSeconds * 1000),
    isUsed: false,
    marksEmailVerified: options.marksEmailVerified,
  }
  state.tickets.set(ticket.ticket, ticket)
  state.newestTicket.set(userId, ticket.ticket)
  return ticket
}

/** Connections where nobody can ask for a password with only an address (docs: database connections' options). */
function whyNoSelfService({ options }: Connection, { assumed }: Tenant): string | undefined {
  if (options['disable_self_service_change_password'] === true) return 'Self-service change password is disabled.'
  const attributes = options['attributes']
  const attribute = (name: string) => ownValue(attributes, name)
  const isRequired = (name: string) => ownValue(ownValue(attribute(name), 'signup'), 'status') === 'required'
  if (ownValue(attribute('email'), 'unique') === false) return 'Addresses of this connection are not unique.'
  if (typeof attributes === 'object' && ownValue(ownValue(attribute('email'), 'identifier'), 'active') !== true)
    return 'Nobody is identified by the address in this connection.'
  const needsName = options['requires_username'] === true || isRequired('username')
  if ((needsName && assumed['required-username-reset'] === 'nothing') || isRequired('phone_number'))
    return 'This connection wants more than an address.'
  return undefined
}
