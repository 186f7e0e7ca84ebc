import { own } from '../../../actions/invitation/read.ts'
import { InvitationsError } from '../../ground/errors.ts'

/**
 * Whether Auth0 refused the audience because it belongs to a custom domain, which has no Management API.
 * @param message Auth0's own, in answer to a request for a token
 * @see https://auth0.com/docs/customize/custom-domains/configure-features-to-use-custom-domains (APIs)
 */
export function isWrongAudience(message: string): boolean {
  return message.startsWith('Service not enabled within domain')
}

export function wrongAudience(message: string, came: string, domain: string, cause: unknown): InvitationsError {
  if (!message.includes(`https://${domain}/`)) {
    return new InvitationsError('wrong_domain', `${came} AUTH0_AUDIENCE does not belong to ${domain}.`, {
      hint: 'Leave AUTH0_AUDIENCE out, or set it to https://, the tenant’s own domain and /api/v2/.',
      cause,
    })
  }
  return new InvitationsError('wrong_domain', `${came} ${domain} is not a tenant’s own domain.`, {
    hint: `If it is a custom domain, set AUTH0_CUSTOM_DOMAIN=${domain}. Set AUTH0_DOMAIN to the tenant’s own domain, like acme.eu.auth0.com (Dashboard: Applications > the app > Settings > Domain).`,
    cause,
  })
}

/**
 * A fetch that explains why Auth0 refuses an access token: it is valid only at the domain that made it.
 * @throws InvitationsError `wrong_domain`
 */
export function knowingIssuer(accessToken: string, domain: string, fetchWith: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetchWith(input, init)
    const issuer = response.status === 401 ? issuerOf(accessToken) : undefined
    if (issuer === undefined || issuer === domain.toLowerCase()) return response
    throw new InvitationsError('wrong_domain', `The access token is from ${issuer}, but AUTH0_DOMAIN is ${domain}.`, {
      hint: `If ${domain} is a custom domain of that tenant, set AUTH0_DOMAIN=${issuer} and AUTH0_CUSTOM_DOMAIN=${domain}. If not, get a token from ${domain}.`,
    })
  }
}

/** The host that issued a token; undefined if the token does not say. */
function issuerOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return new URL(String(own(claims, 'iss'))).host
  } catch {
    return undefined
  }
}
