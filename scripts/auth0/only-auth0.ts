import { notAuth0 } from './failures.ts'

/**
 * A fetch that takes nobody's answer for Auth0's: the sign-in page of a network or the page of a proxy comes with a 200, and
 * the SDK would hand it on as if a user had been made. Auth0's APIs answer with JSON or with nothing; change_password alone
 * answers with text/html.
 * @throws InvitationsError `tenant_refused`
 */
export function onlyAuth0(fetchWith: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetchWith(input, init)
    const { pathname, host } = new URL(input instanceof Request ? input.url : input)
    const isPage = /^text\/html\b/i.test(response.headers.get('content-type') ?? '')
    if (response.ok && isPage && /^\/(api\/v2|oauth)\//.test(pathname)) throw notAuth0(host)
    return response
  }
}
