import { EmailTemplatesClient } from 'auth0/emailTemplates'
import { statusOf } from './failures.ts'
import type { TenantApi } from './tenant-api.ts'

/** An email template as it is in the tenant. Fields that are not set are empty strings. */
export interface EmailTemplate {
  template: string
  body: string
  from: string
  subject: string
  enabled?: boolean | null | undefined
  urlLifetimeInSeconds?: number | null | undefined
  [field: string]: unknown
}

/**
 * The change-password template, or undefined if the tenant uses Auth0's own.
 * @throws InvitationsError
 */
export function resetEmailIn({ client, call }: TenantApi): Promise<EmailTemplate | undefined> {
  const templates = client(EmailTemplatesClient)
  return call('read the email template reset_email', async () => {
    try {
      const { body, from, subject, ...others } = await templates.get('reset_email')
      return { ...others, template: 'reset_email', body: body ?? '', from: from ?? '', subject: subject ?? '' }
    } catch (failure) {
      if (statusOf(failure) === 404) return undefined
      throw failure
    }
  })
}
