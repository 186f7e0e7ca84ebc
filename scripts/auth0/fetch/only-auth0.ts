import { notAuth0 } from '../failures.ts'

/**
 * A fetch that takes nobody's answer for Auth0's. The page of a proxy or of a network's sign-in comes with a 200, and SDK 7
 * hands on what it cannot parse as if it were the user that was made (getResponseBody). Auth0's APIs answer with JSON or
 * with nothing; change_password alone answers with text.
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

/** The response with its text. Another one made of it would be read through a stream once more, which takes long. */
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
