import { readyDomains } from '../seen-from-domain.ts'
import { isObject, ownValue, type Json } from '../json.ts'
import type { Connection } from '../management/connection.ts'
import type { Tenant } from '../tenant.ts'

/** The mails that the local tenant sends, named after their templates. */
export type TemplateName =
  | 'reset_email'
  | 'reset_email_by_code'
  | 'verify_email'
  | 'verify_email_by_code'
  | 'welcome_email'
  | 'user_invitation'
  | 'passwordless_email'

/** Our own plain mails, used if a tenant's template does not count. `$url` and `$code` are filled in. */
export const stock: Readonly<Record<TemplateName, { subject: string; body: string }>> = {
  reset_email: {
    subject: 'Change your password',
    body: '<p>A new password was asked for.</p><p><a href="$url">Choose it here</a></p>',
  },
  reset_email_by_code: {
    subject: 'Change your password',
    body: '<p>A new password was asked for. The code is <b>$code</b>.</p>',
  },
  verify_email: {
    subject: 'Verify your address',
    body: '<p>Is this your address?</p><p><a href="$url">Yes, it is mine</a></p>',
  },
  verify_email_by_code: {
    subject: 'Verify your address',
    body: '<p>Is this your address? The code is <b>$code</b>.</p>',
  },
  welcome_email: { subject: 'Welcome', body: '<p>Your account is ready.</p>' },
  user_invitation: {
    subject: 'An invitation',
    body: '<p>You are invited to an organization.</p><p><a href="$url">Join it here</a></p>',
  },
  passwordless_email: { subject: 'Your code', body: '<p>The code to sign in with is <b>$code</b>.</p>' },
}

/** How long a link lasts if its template does not say: 5 days. */
export const DEFAULT_LIFETIME_SECONDS = 432_000

/**
 * The tenant's own template, if it counts. Auth0's built-in provider only sends Auth0's own mails. Only tenants with a
 * custom domain can change invitations to organizations (docs: invite-members).
 * @see https://auth0.com/docs/customize/email/smtp-email-providers
 */
export function ownTemplate(tenant: Tenant, name: TemplateName): Json | undefined {
  const { emailProvider, emailTemplates } = tenant.state
  const isOurs = name !== 'user_invitation' || readyDomains(tenant).length > 0
  return emailProvider?.enabled && isOurs ? emailTemplates.get(name) : undefined
}

/**
 * The mail with a sign-in code is not one of the tenant's templates: its text is in the connection's options.
 * @see https://auth0.com/docs/authenticate/passwordless/authentication-methods/email-otp (Configure the connection)
 */
export function ownCodeMail({ state }: Tenant, connection: Connection | undefined): Json | undefined {
  const email = connection?.options['email']
  return state.emailProvider?.enabled && isObject(email) && typeof email['body'] === 'string' ? email : undefined
}

/**
 * Whether mails of this kind are sent. The welcome mail has to be switched on, the verification mail can be switched off
 * (docs: customize/email/email-templates). What happens if the change-password mail is switched off is not known.
 */
export function isOn({ state, assumed }: Tenant, name: TemplateName): boolean {
  const enabled = ownValue(state.emailTemplates.get(name), 'enabled')
  if (name === 'welcome_email') return enabled === true
  if (name.startsWith('reset_email')) return enabled !== false || assumed['disabled-reset-email'] === 'stock'
  return enabled !== false
}

/** How long a link of this template lasts, in seconds. The setting also counts without an external provider. */
export function linkLifetimeSeconds({ state }: Tenant, name: TemplateName): number {
  const lifetime = state.emailTemplates.get(name)?.['urlLifetimeInSeconds']
  return typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME_SECONDS
}
