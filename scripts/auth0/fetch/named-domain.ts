/**
 * Calls that accept the header auth0-custom-domain. Links that they make lead to that domain. They need the header if a
 * tenant has several custom domains and none is the default.
 * @see https://auth0.com/docs/customize/custom-domains/multiple-custom-domains
 */
const takeHeader = [
  /^POST \/api\/v2\/users$/,
  /^PATCH \/api\/v2\/users\/[^/]+$/,
  /^POST \/api\/v2\/tickets\/(password-change|email-verification)$/,
  /^POST \/api\/v2\/jobs\/verification-email$/,
]

/** A fetch that adds the custom domain where invitees sign in to the calls that accept it. */
export function namingDomain(customDomain: string, fetchWith: typeof fetch): typeof fetch {
  return (input, init) => {
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase()
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    if (!takeHeader.some((call) => call.test(`${method} ${pathname}`))) return fetchWith(input, init)
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
    headers.set('auth0-custom-domain', customDomain)
    return fetchWith(input, { ...init, headers })
  }
}
