import { createHash } from 'node:crypto'
import { oauthError } from '../http/answers.ts'
import { bodyText, type Call } from '../http/endpoint.ts'
import { parseUrl } from '../http/parse-url.ts'
import type { Client } from '../management/client.ts'
import { isPublic } from './client-authentication.ts'
import { logExchange, refuseExchange, respondWithTokens, tokensFor } from './grant-answers.ts'

/**
 * A code works once, even if two calls send it at the same time: it is removed before anything is awaited.
 * @see https://auth0.com/docs/api/authentication/authorization-code-flow/get-token
 */
export async function authorizationCodeGrant(call: Call, client: Client): Promise<Response> {
  const { state, clock } = call.tenant
  const code = state.codes.get(bodyText(call, 'code'))
  const refuse = (description: string) => refuseExchange(call, client, 'feacft', 'invalid_grant', description)
  if (!code || code.expiresAt <= clock.now() || code.request.client_id !== client.client_id) {
    throw refuse('Invalid authorization code')
  }
  state.codes.delete(code.code)
  const { code_challenge, code_challenge_method, nonce, redirect_uri } = code.request
  const sent = bodyText(call, 'redirect_uri')
  if (redirect_uri !== sent) {
    // The message only names the origins of the two (nextauthjs/next-auth, simonx1/ruby-mcp-client quote it).
    const description = `The redirect URI is wrong. You sent ${originOf(sent)}, and we expected ${originOf(redirect_uri)}`
    throw refuseExchange(call, client, 'feacft', 'unauthorized_client', description)
  }
  const verifier = bodyText(call, 'code_verifier')
  if (code_challenge !== undefined && challengeOf(verifier, code_challenge_method) !== code_challenge) {
    throw refuse('Failed to verify code verifier')
  }
  // Without a secret, only the verifier proves that the code went to the right app.
  if (code_challenge === undefined && isPublic(client)) throw oauthError(401, 'access_denied', 'Unauthorized')
  const user = state.users.get(code.grant.user_id)
  if (user === undefined || user.blocked === true) throw refuse('Invalid authorization code')
  logExchange(call, client, user, 'seacft', 'Authorization code for access token')
  return respondWithTokens(await tokensFor(call, client, code.grant, nonce))
}

function originOf(address: string | undefined): string {
  return parseUrl(address ?? '')?.origin ?? 'null'
}

function challengeOf(verifier: string, method: string | undefined): string {
  return method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
}
