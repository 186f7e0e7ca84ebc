import type { MailVariables } from './render.ts'

/** What was found in a tenant, as its API returns it. What could not be read is empty. */
export interface FoundInTenant {
  tenant: object
  app: object
  user: object
}

/**
 * The values that Auth0 fills into a mail to this person, according to the tenant. The ticket is an example.
 * @see https://auth0.com/docs/customize/email/email-templates/supported-liquid-syntax
 */
export function variablesFor(
  { tenant, app, user }: FoundInTenant,
  {
    domain,
    customDomain = domain,
    clientId,
    connection,
  }: Readonly<Record<'domain' | 'clientId' | 'connection', string>> & {
    customDomain?: string | undefined
  },
): MailVariables {
  return {
    ...tenant,
    application: { name: clientId, ...app },
    tenant: domain.split('.')[0],
    connection: { name: connection },
    url: `https://${customDomain}/u/reset-verify?ticket=EXAMPLE#`,
    user,
  }
}
