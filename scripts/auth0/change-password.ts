import type { TenantApi } from './tenant-api.ts'
import type { InvitationsError } from '../ground/errors.ts'
import { AnswerError, explain } from './failures.ts'

/**
 * Asks Auth0 to send the change-password email, which the tenant's reset_email template turns into an invitation. The
 * request goes to the custom domain if there is one, so that the mail's link leads there. It is public and needs no
 * token; SDK 7 has no client for it. A 200 proves nothing: unknown addresses get it too.
 * @returns why it was not done, or possibly not done (isUncertain); undefined if Auth0 accepted it
 * @see https://auth0.com/docs/api/authentication/change-password/change-password
 */
export async function changePassword(
  { mailDomain, fetch }: TenantApi,
  request: { client_id: string; email: string; connection: string },
): Promise<InvitationsError | undefined> {
  try {
    const response = await fetch(`https://${mailDomain}/dbconnections/change_password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    const text = await response.text()
    if (!response.ok) throw new AnswerError(response.status, parse(text))
    return undefined
  } catch (failure) {
    return explain(failure, `ask Auth0 for the mail to ${request.email}`, mailDomain)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { message: text.slice(0, 200) }
  }
}
