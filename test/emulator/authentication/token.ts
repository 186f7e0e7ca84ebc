import { createHash } from 'node:crypto'
import { notImplemented, oauthError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { parseUrl } from '../http/parse-url.ts'
import { grantSchemas } from '../openapi/authentication.ts'
import type { Client } from '../management/client.ts'
import { authenticateClient, isPublic } from './client-authentication.ts'
import { clientCredentials } from './client-credentials.ts'
import { logExchange, refuseExchange, respondWithTokens, signInOrRefuse, tokensFor } from './grant-answers.ts'
import { passwordGrant } from './password-grant.ts'
import { PASSWORDLESS_GRANT, passwordlessGrant } from '../sign-in/passwordless/grant.ts'
import { revokeRefreshToken, startRefreshToken, useRefreshToken } from './refresh-tokens.ts'

const theClient = slot<Client>('the client')

const clientFields = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type']

// docs: api/authentication/authorization-code-flow/get-token and its siblings
export const token: Endpoint[] = [
  {
    route: 'POST /oauth/token',
    body: [
      ...['grant_type', 'audience', 'scope', 'code', 'code_verifier', 'redirect_uri'],
      ...['refresh_token', 'username', 'password', 'realm', 'otp', ...clientFields],
    ],
    steps: [requireKnownGrantType, findClient, requireAllowedGrantType, requireParameters, exchange],
  },
  {
    // docs: api/authentication/revoke-refresh-token; the same 200 for a token that is not there
    route: 'POST /oauth/revoke',
    body: ['token', ...clientFields],
    steps: [findClient, revoke],
  },
]

type Exchange = (call: Call, client: Client) => Promise<Response>

const exchanges: Readonly<Record<string, Exchange | undefined>> = {
  authorization_code: redeemCode,
  client_credentials: clientCredentials,
  password: (call, client) => passwordGrant(call, client, undefined),
  'http://auth0.com/oauth/grant-type/password-realm': (call, client) =>
    passwordGrant(call, client, bodyText(call, 'realm')),
  [PASSWORDLESS_GRANT]: passwordlessGrant,
  refresh_token: refresh,
}

function requireKnownGrantType(call: Call): void {
  const type = bodyText(call, 'grant_type')
  if (type === '') throw oauthError(400, 'invalid_request', 'Missing required parameter: grant_type')
  if (Object.hasOwn(exchanges, type)) return
  if (Object.hasOwn(grantSchemas, type)) throw notImplemented(`grant_type=${type} of POST /oauth/token`)
  throw oauthError(403, 'unsupported_grant_type', `Unsupported grant type: ${type}`)
}

async function findClient(call: Call): Promise<void> {
  theClient.put(call, await authenticateClient(call))
}

function requireAllowedGrantType(call: Call): void {
  const type = bodyText(call, 'grant_type')
  if (!theClient.of(call).grant_types.includes(type)) {
    throw oauthError(403, 'unauthorized_client', `Grant type '${type}' not allowed for the client.`)
  }
}

/** What Auth0's OpenAPI document requires of this grant type; who the client is was settled before. */
function requireParameters({ body }: Call): void {
  const schema = grantSchemas[String(body['grant_type'])]
  // Auth0 looks at the code first (go-auth0's recordings of a wrong code): redeemCode looks at this one.
  const isForCode = body['grant_type'] === 'authorization_code'
  for (const [name, type] of Object.entries(schema?.types ?? {})) {
    if (clientFields.includes(name) || (isForCode && name === 'redirect_uri')) continue
    if (body[name] !== undefined && typeof body[name] !== type) {
      throw oauthError(400, 'invalid_request', `${name} must be a ${type}`)
    }
    const isMissing = body[name] === undefined || body[name] === ''
    if (isMissing && schema?.required.includes(name)) {
      throw oauthError(400, 'invalid_request', `Missing required parameter: ${name}`)
    }
  }
}

function exchange(call: Call): Promise<Response> | undefined {
  return exchanges[bodyText(call, 'grant_type')]?.(call, theClient.of(call))
}

/** A code works once, even when two calls bring it at the same time: it is gone before anything is waited for. */
async function redeemCode(call: Call, client: Client): Promise<Response> {
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
    // It names no more than where the two lead to (nextauthjs/next-auth, simonx1/ruby-mcp-client quote it).
    const description = `The redirect URI is wrong. You sent ${originOf(sent)}, and we expected ${originOf(redirect_uri)}`
    throw refuseExchange(call, client, 'feacft', 'unauthorized_client', description)
  }
  const verifier = bodyText(call, 'code_verifier')
  if (code_challenge !== undefined && challengeOf(verifier, code_challenge_method) !== code_challenge) {
    throw refuse('Failed to verify code verifier')
  }
  // Without a secret, only the verifier proves that the code came to the right app.
  if (code_challenge === undefined && isPublic(client)) throw oauthError(401, 'access_denied', 'Unauthorized')
  const user = state.users.get(code.grant.user_id)
  if (user === undefined || user.blocked === true) throw refuse('Invalid authorization code')
  logExchange(call, client, user, 'seacft', 'Authorization code for access token')
  return respondWithTokens(await tokensFor(call, client, code.grant, nonce))
}

function originOf(address: string | undefined): string {
  return parseUrl(address ?? '')?.origin ?? 'null'
}

async function refresh(call: Call, client: Client): Promise<Response> {
  const used = useRefreshToken(call.tenant, client, bodyText(call, 'refresh_token'))
  if (typeof used === 'string') {
    const type = used === 'reused' ? 'ferrt' : 'fertft'
    throw refuseExchange(call, client, type, 'invalid_grant', 'Unknown or invalid refresh token.')
  }
  const { grant, rotates, giveBack } = used
  const { family, rotatedAt: _, ...granted } = grant
  const scope = narrowed(grant.scope, call.body['scope'])
  const outcome = await signInOrRefuse(call, {
    ...{ client, user: call.tenant.state.users.get(grant.user_id), proof: grant.proof, scope },
    ...{ protocol: 'oauth2-refresh-token', failure: 'fertft' },
  }).catch((refusal: unknown) => {
    giveBack()
    throw refusal
  })
  logExchange(call, client, outcome.user, 'sertft', 'Refresh token for access token')
  const answer = await tokensFor(call, client, { ...granted, ...outcome.claims }, undefined, false)
  if (rotates) answer['refresh_token'] = startRefreshToken(call.tenant, granted, family)
  return respondWithTokens(answer)
}

/** Fewer scopes than were granted may be asked for, not others (RFC 6749, section 6). */
function narrowed(granted: string, asked: unknown): string {
  if (typeof asked !== 'string' || asked === '') return granted
  const wanted = asked.split(' ')
  return granted
    .split(' ')
    .filter((scope) => wanted.includes(scope))
    .join(' ')
}

function revoke(call: Call): Response {
  const token = bodyText(call, 'token')
  if (token === '') throw oauthError(400, 'invalid_request', 'Missing required parameter: token')
  const client = theClient.of(call)
  if (revokeRefreshToken(call.tenant, client, token)) logExchange(call, client, undefined, 'srrt')
  return new Response(null, { status: 200 })
}

function challengeOf(verifier: string, method: string | undefined): string {
  return method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
}
