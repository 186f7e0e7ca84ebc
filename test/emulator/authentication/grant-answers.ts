import { json, oauthError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import { record } from '../logs/record.ts'
import type { Client } from '../management/client.ts'
import type { User } from '../management/user.ts'
import { userAgentOf } from './database.ts'
import type { Grant } from './grant.ts'
import { issueAccessToken, issueIdToken } from './issue-tokens.ts'
import { signIn, type SignIn } from './post-login.ts'
import { startRefreshToken } from './refresh-tokens.ts'

// What the grants of POST /oauth/token share: the post-login trigger, the answer, the refusal and the log event.

/** Runs the post-login trigger for an exchange without a browser. Blocked users: recorded by users of Auth0 in 2020. */
export async function signInOrRefuse(
  call: Call,
  { user, failure, ...asked }: Omit<SignIn, 'user' | 'query'> & { user: User | undefined; failure: string },
): Promise<{ user: User; claims: Pick<Grant, 'idTokenClaims' | 'accessTokenClaims' | 'scope'> }> {
  const refuse = (error: string, description: string) =>
    refuseExchange(call, asked.client, failure, error, description, user)
  if (user === undefined) throw refuse('invalid_grant', 'Unknown or invalid refresh token.')
  if (user.blocked === true) throw refuse('invalid_grant', 'user is blocked')
  const outcome = await signIn(call, { ...asked, user, query: {} })
  if ('denied' in outcome) throw refuse('access_denied', outcome.denied)
  // There is no browser here that could be redirected.
  if ('redirect' in outcome) throw refuse('interaction_required', 'The user has to be redirected.')
  const { user: signedIn, ...claims } = outcome
  return { user: signedIn, claims }
}

/** The answer of the token endpoint. The scope offline_access brings a refresh token, for apps that may use one. */
export async function tokensFor(
  { tenant }: Call,
  client: Client,
  grant: Grant,
  nonce?: string,
  withRefreshToken = true,
): Promise<Json> {
  const scopes = grant.scope.split(' ')
  const { access_token, expires_in } = await issueAccessToken(tenant, client, grant)
  const mayRefresh =
    withRefreshToken && scopes.includes('offline_access') && client.grant_types.includes('refresh_token')
  return {
    access_token,
    ...(mayRefresh && { refresh_token: startRefreshToken(tenant, grant) }),
    ...(scopes.includes('openid') && { id_token: await issueIdToken(tenant, client, grant, { nonce }) }),
    ...(grant.scope !== '' && { scope: grant.scope }),
    expires_in,
    token_type: 'Bearer',
  }
}

/** Token answers must not be cached (RFC 6749, section 5.1). */
export function respondWithTokens(answer: Json): Response {
  return json(200, answer, { 'cache-control': 'no-store', pragma: 'no-cache' })
}

export function refuseExchange(
  call: Call,
  client: Client,
  type: string,
  error: string,
  description: string,
  user?: User,
): Error {
  logExchange(call, client, user, type, description)
  return oauthError(403, error, description)
}

export function logExchange(
  call: Call,
  client: Client,
  user: User | undefined,
  type: string,
  description?: string,
): void {
  record(call.tenant, { type, description, client, user, ip: call.ip, userAgent: userAgentOf(call), details: {} })
}
