import { identifier, type Client, type Connection, type User } from '../state.ts'
import type { Tenant } from '../tenant.ts'
import { linkLifetimeSeconds, send } from '../mail/send.ts'

/**
 * Mails a link to set a password. It becomes the user's newest, and only the newest works.
 * @see https://auth0.com/docs/authenticate/database-connections/password-change
 */
export function mailPasswordLink(tenant: Tenant, user: User, connection: Connection, client: Client | undefined): void {
  const { clock, origin, state } = tenant
  const ticket = identifier('', 32)
  state.tickets.set(ticket, {
    ticket,
    user_id: user.user_id,
    ...(client && { client_id: client.client_id }),
    expiresAt: new Date(clock.now().getTime() + linkLifetimeSeconds(tenant, 'reset_email') * 1000),
    isUsed: false,
    marksEmailVerified: true,
  })
  state.newestTicket.set(user.user_id, ticket)
  send(tenant, { template: 'reset_email', user, connection, client, url: `${origin}/u/reset-verify?ticket=${ticket}#` })
}
