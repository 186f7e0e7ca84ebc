import { oauthError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import type { Client } from '../management/client.ts'
import { clientIdOfAssertion, requireAssertion } from './client-assertion.ts'

/**
 * The application that calls: by client_secret_basic or client_secret_post, by its id alone if it cannot keep a secret
 * (token_endpoint_auth_method none), or by its signature if it has keys.
 * @see https://auth0.com/docs/secure/application-credentials
 */
export async function authenticateClient(call: Call): Promise<Client> {
  const { body } = call
  const basic = /^Basic (.+)$/.exec(call.request.headers.get('authorization') ?? '')?.[1]
  const [basicId, basicSecret] = basic === undefined ? [] : credentialsOf(basic)
  const id = basicId ?? body['client_id'] ?? clientIdOfAssertion(call)
  const secret = basicSecret ?? body['client_secret']
  if (typeof id !== 'string') throw oauthError(401, 'access_denied', 'Unauthorized')
  const client = call.tenant.state.clients.get(id)
  if (client === undefined) throw oauthError(401, 'access_denied', 'Unauthorized')
  call.clientId = client.client_id
  if (client['client_authentication_methods'] !== undefined && client['client_authentication_methods'] !== null) {
    await requireAssertion(call, client)
    return client
  }
  // If a secret is sent, it has to be right, even if none is needed.
  if (isPublic(client) ? secret !== undefined && secret !== client.client_secret : secret !== client.client_secret) {
    throw oauthError(401, 'access_denied', 'Unauthorized')
  }
  return client
}

/** Native and single-page apps have no secret, unless their settings say otherwise. */
export function isPublic(client: Client): boolean {
  const method = client['token_endpoint_auth_method']
  if (typeof method === 'string') return method === 'none'
  return client.app_type === 'native' || client.app_type === 'spa'
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function credentialsOf(basic: string): [string, string] | [] {
  const text = Buffer.from(basic, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 0) return []
  try {
    const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '))
    return [decode(text.slice(0, colon)), decode(text.slice(colon + 1))]
  } catch {
    return []
  }
}
