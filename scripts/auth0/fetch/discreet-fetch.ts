import { inspect } from 'node:util'
import { InvitationsError } from '../../ground/errors.ts'
import { Secrets } from '../../ground/secrets.ts'

/**
 * A fetch whose failures and refusals do not repeat what was sent. Some servers and proxies echo a request, and Node
 * quotes the header that it cannot send. All of that would end up in a message, in a cause, or in a log of an app that
 * uses the library. Auth0's answers to calls that it carried out are left as they are.
 * @param credentials of the tenant's settings
 */
export function discreetFetch(credentials: readonly string[], fetchWith: typeof fetch): typeof fetch {
  // Finding every form of a token costs more than most answers do, and the next call sends the same token.
  let latest = { values: '', secrets: new Secrets() }
  const secretsOf = (init: RequestInit | undefined): Secrets => {
    const sent = [...credentials, ...sentIn(init)]
    const values = JSON.stringify(sent)
    if (latest.values !== values) latest = { values, secrets: new Secrets(sent) }
    return latest.secrets
  }
  return async (input, init) => {
    try {
      const response = await fetchWith(input, init)
      return response.ok ? response : await discreet(response, secretsOf(init))
    } catch (failure) {
      throw failure instanceof InvitationsError ? failure : discreetFailure(failure, secretsOf(init))
    }
  }
}

async function discreet(response: Response, secrets: Secrets): Promise<Response> {
  const text = secrets.hide(await response.text())
  const headers = new Headers([...response.headers].map(([name, value]) => [name, secrets.hide(value)]))
  const { status, statusText } = response
  const hasBody = status !== 304 && text !== ''
  // A server may send a status above 599, but a Response cannot have one.
  const init = { status: Math.min(status, 599), statusText: secrets.hide(statusText), headers }
  return new Response(hasBody ? text : null, init)
}

/** What nobody may see of a request: the token, the client's secret, a password that was made for an account. */
function sentIn({ headers, body }: RequestInit = {}): string[] {
  const authorization = new Headers(headers).get('authorization')?.replace(/^Bearer /, '')
  const fields = typeof body === 'string' ? fieldsOf(body) : []
  return [authorization, ...fields].flatMap((value) => value ?? [])
}

const confidential = ['client_secret', 'client_assertion', 'password']

function fieldsOf(body: string): (string | undefined)[] {
  const form = new URLSearchParams(body.startsWith('{') ? '' : body)
  const inJson = confidential.flatMap((name) => {
    const [, value] = new RegExp(`"${name}":("(?:[^"\\\\]|\\\\.)*")`).exec(body) ?? []
    return value === undefined ? [] : [String(JSON.parse(value))]
  })
  return [...confidential.map((name) => form.get(name) ?? undefined), ...inJson]
}

/** The same failure or, if it contains a secret anywhere, one that says the same without it. */
function discreetFailure(failure: unknown, secrets: Secrets): unknown {
  const told = inspect(failure, { depth: 8, maxStringLength: null })
  if (secrets.hide(told) === told) return failure
  return withoutSecrets(failure, secrets)
}

function withoutSecrets(failure: unknown, secrets: Secrets, depth = 0): Error {
  if (!(failure instanceof Error)) return new Error(secrets.hide(String(failure)))
  const cause = failure.cause === undefined || depth > 5 ? undefined : withoutSecrets(failure.cause, secrets, depth + 1)
  const discreet = new Error(secrets.hide(failure.message), { cause })
  discreet.name = failure.name
  return 'code' in failure ? Object.assign(discreet, { code: failure.code }) : discreet
}
