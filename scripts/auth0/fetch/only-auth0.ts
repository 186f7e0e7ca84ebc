import { notAuth0 } from '../failures.ts'

/**
 * A fetch that accepts only answers from Auth0. The page of a proxy or of a network's sign-in has status 200, and SDK 7
 * returns what it cannot parse as if it were the created user (getResponseBody). Auth0's APIs answer with JSON or with
 * nothing; only change_password answers with text.
 * @throws InvitationsError `tenant_refused`
 */
export function onlyAuth0(fetchWith: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetchWith(input, init)
    const { pathname, host } = new URL(input instanceof Request ? input.url : input)
    if (!response.ok || !/^\/(api\/v2|oauth)\//.test(pathname)) return response
    const text = await response.text()
    if (!isJson(text)) throw notAuth0(host)
    return readAlready(response, text)
  }
}

/** The response with its text. A new Response would be read through a stream again, which takes long. */
function readAlready(response: Response, text: string): Response {
  const read = { text: () => Promise.resolve(text), json: () => Promise.resolve<unknown>(JSON.parse(text)) }
  return Object.assign(response, read)
}

function isJson(text: string): boolean {
  try {
    return text === '' || typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
