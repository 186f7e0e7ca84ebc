import { endpoints } from '../../auth0/endpoints.ts'
import { look, type Look } from '../../auth0/look.ts'
import type { Tenant } from '../tenant.ts'

export type { Look }

/**
 * What the mails of a tenant are made of, as far as the token may read it: the app that invitees sign in to, the tenant's
 * name and support address, the email provider, the reset template, and the accounts of an address if one was given.
 */
export type MailFacts = Readonly<Record<'app' | 'tenant' | 'provider' | 'template' | 'accounts', Look | undefined>>

/**
 * Four calls; five with an address.
 * @returns also Auth0's time
 * @throws InvitationsError if the tenant does not answer or refuses the credentials
 */
export async function mailFacts(
  { api, settings, now }: Tenant,
  email: string | undefined,
): Promise<{ facts: MailFacts; now: Date }> {
  const looks = await look(api, {
    ...(email !== undefined && { accounts: endpoints.accountsOf(email) }),
    app: endpoints.app(settings.clientId, 'name', 'client_metadata', 'callbacks'),
    tenant: endpoints.tenantSettings('friendly_name', 'support_email', 'support_url'),
    provider: endpoints.emailProvider('enabled', 'default_from_address'),
    template: endpoints.emailTemplate('reset_email'),
  })
  const { app, tenant, provider, template, accounts } = looks
  return { facts: { app, tenant, provider, template, accounts }, now: now() }
}
