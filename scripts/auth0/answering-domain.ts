import { InvitationsError } from '../ground/errors.ts'
import { at } from '../ground/unknown.ts'
import { AnswerError, explain } from './failures.ts'
import { timedFetch } from './fetch/timed-fetch.ts'

/** How many seconds it may take to answer. */
const PATIENCE_SEC = 30

/**
 * Checks whether Auth0 answers at a domain by reading its public metadata. Sends no token.
 * @see https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery
 * @throws InvitationsError `wrong_domain` if something else answers, or the error that keeps calls from arriving
 */
export async function requireTenantAt(domain: string, given: typeof fetch): Promise<void> {
  const url = `https://${domain}/.well-known/openid-configuration`
  let answer: unknown
  try {
    const response = await timedFetch([domain], PATIENCE_SEC * 1000, given)(url)
    answer = await response.json().catch(() => undefined)
    if (response.status === 429 || response.status >= 500) throw new AnswerError(response.status, answer)
  } catch (failure) {
    throw explain(failure, `reach Auth0 at ${domain}`, domain)
  }
  if (at(answer, 'issuer') === `https://${domain}/`) return
  throw new InvitationsError('wrong_domain', `No Auth0 tenant answers at ${domain}.`, {
    hint: 'The dashboard shows the domain: Applications > any app > Settings > Domain, like acme.eu.auth0.com.',
  })
}
