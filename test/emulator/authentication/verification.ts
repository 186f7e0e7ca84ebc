import { randomInt } from 'node:crypto'
import { mailOrigin } from '../seen-from-domain.ts'
import { record } from '../logs/record.ts'
import { send } from '../mail/send.ts'
import { isOn, linkLifetimeSeconds } from '../mail/templates.ts'
import { identifier } from '../identifier.ts'
import { ownValue } from '../json.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { User } from '../management/user.ts'
import type { Tenant } from '../tenant.ts'
import type { VerificationTicket } from './ticket.ts'

export interface Creation {
  user: User
  connection: Connection
  client?: Client | undefined
  /** What the caller said; default: unverified addresses get the verification mail. */
  verifyEmail?: boolean | undefined
  /** Language that the caller asked for. */
  language?: string | undefined
}

/**
 * The mail to a new user: the verification mail, or the welcome mail at once if no verification is due.
 * @see https://auth0.com/docs/customize/email/email-templates (when which is sent)
 */
export function mailAfterCreation(tenant: Tenant, creation: Creation): void {
  const { user, connection, verifyEmail = !user.email_verified } = creation
  if (connection.strategy !== 'auth0' || !user.email) return
  if (verifyEmail && isOn(tenant, 'verify_email')) mailVerification(tenant, creation)
  else send(tenant, { ...creation, template: 'welcome_email' })
}

/** Logs that the verification mail was asked for, and sends it. */
function mailVerification(tenant: Tenant, creation: Creation): void {
  const { user, connection, client } = creation
  const body = { connection: connection.name, email: user.email, tenant: tenant.state.tenant.name, to: user.email }
  record(tenant, { type: 'svr', user, client, connection, details: { body: { ...body, user_id: user.user_id } } })
  sendVerification(tenant, creation)
}

/** Sends a link that proves the mailbox, or a code if the connection verifies by code. */
export function sendVerification(tenant: Tenant, { user, connection, client, language }: Creation): void {
  const message = { user, connection, client, language }
  if (verifiesByCode(connection)) {
    send(tenant, { ...message, template: 'verify_email_by_code', code: oneTimeCode() })
    return
  }
  const { ticket } = newVerificationTicket(tenant, user, {
    ...(client && { client_id: client.client_id }),
    ttlSeconds: linkLifetimeSeconds(tenant, 'verify_email'),
  })
  send(tenant, { ...message, template: 'verify_email', url: verificationUrl(tenant, ticket) })
}

export function newVerificationTicket(
  { state, clock }: Tenant,
  user: User,
  { ttlSeconds, ...given }: { client_id?: string; resultUrl?: string; includesEmail?: boolean; ttlSeconds: number },
): VerificationTicket {
  const ticket: VerificationTicket = {
    ticket: identifier('', 32),
    user_id: user.user_id,
    ...given,
    expiresAt: new Date(clock.now().getTime() + ttlSeconds * 1000),
    isUsed: false,
  }
  state.verificationTickets.set(ticket.ticket, ticket)
  return ticket
}

export function verificationUrl(tenant: Tenant, ticket: string): string {
  return `${mailOrigin(tenant)}/u/email-verification?ticket=${ticket}#`
}

/** Whether this connection verifies addresses by code instead of a link (VerificationMethodEnum of the OpenAPI file). */
export function verifiesByCode({ options }: Connection): boolean {
  return ownValue(ownValue(options['attributes'], 'email'), 'verification_method') === 'otp'
}

export function oneTimeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}
