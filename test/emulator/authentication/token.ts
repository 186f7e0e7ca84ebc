import { createHash } from 'node:crypto'
import { SignJWT } from 'jose'
import { json, oauthError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { keyId, MANAGEMENT_TOKEN_SECONDS, signManagementToken } from '../http/management-token.ts'
import { findByAddress } from '../management/users.ts'
import { DATABASE_CONNECTION } from '../seed.ts'
import { identifier, type Client, type Grant, type Json } from '../state.ts'
import { managementAudience } from '../tenant.ts'
import { signIn } from './post-login.ts'

const theClient = slot<Client>('the client')

/** Defaults of a new tenant (docs: secure/tokens). */
const ID_TOKEN_SECONDS = 36_000
const ACCESS_TOKEN_SECONDS = 86_400

// docs: api/authentication/authorization-code-flow-with-pkce/get-token-pkce and its siblings
export const token: Endpoint[] = [
  {
    route: 'POST /oauth/token',
    body: [
      ...['grant_type', 'client_id', 'client_secret', 'audience', 'scope', 'code', 'code_verifier', 'redirect_uri'],
      ...['refresh_token', 'username', 'password'],
    ],
    steps: [authenticateClient, requireGrantType, byGrantType],
  },
  { route: 'GET /userinfo', steps: [respondWithUserInfo] },
]

function authenticateClient(call: Call): void {
  const basic = /^Basic (.+)$/.exec(call.request.headers.get('authorization') ?? '')?.[1]
  const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent) : []
  const id = basicId ?? text(call, 'client_id')
  const secret = basicSecret ?? text(call, 'client_secret')
  const client = call.tenant.state.clients.get(id ?? '')
  if (client === undefined || client.client_secret !== secret) throw oauthError(401, 'access_denied', 'Unauthorized')
  call.clientId = client.client_id
  theClient.put(call, client)
}

function requireGrantType(call: Call): void {
  const type = text(call, 'grant_type') ?? ''
  if (!(type in grantTypes)) throw oauthError(403, 'unsupported_grant_type', `Unsupported grant type: ${type}`)
  if (!theClient.of(call).grant_types.includes(type)) {
    throw oauthError(403, 'unauthorized_client', `Grant type '${type}' not allowed for the client.`)
  }
}

const grantTypes: Readonly<Record<string, (call: Call) => Promise<Response>>> = {
  authorization_code: redeemCode,
  client_credentials: clientCredentials,
  password: passwordGrant,
  refresh_token: refresh,
}

function byGrantType(call: Call): Promise<Response> | undefined {
  return grantTypes[text(call, 'grant_type') ?? '']?.(call)
}

async function redeemCode(call: Call): Promise<Response> {
  const { state, clock } = call.tenant
  const code = state.codes.get(text(call, 'code') ?? '')
  if (code) state.codes.delete(code.code)
  if (!code || code.expiresAt <= clock.now() || code.request.client_id !== theClient.of(call).client_id) {
    throw oauthError(403, 'invalid_grant', 'Invalid authorization code')
  }
  if (code.request.redirect_uri !== text(call, 'redirect_uri')) {
    throw oauthError(403, 'invalid_grant', 'Wrong redirect_uri')
  }
  const { code_challenge, nonce } = code.request
  const verifier = text(call, 'code_verifier')
  if (code_challenge !== undefined && challengeOf(verifier ?? '') !== code_challenge) {
    throw oauthError(403, 'invalid_grant', 'Failed to verify code verifier')
  }
  return issueTokens(call, code.grant, nonce)
}

async function clientCredentials(call: Call): Promise<Response> {
  const { tenant } = call
  const { client_id } = theClient.of(call)
  const audience = text(call, 'audience')
  if (audience !== managementAudience(tenant))
    throw oauthError(403, 'access_denied', `Service not found: ${audience ?? ''}`)
  const grant = [...tenant.state.clientGrants.values()].find(
    (one) => one.client_id === client_id && one.audience === audience,
  )
  if (grant === undefined) {
    throw oauthError(403, 'access_denied', `Client is not authorized to access "${audience}".`)
  }
  const access_token = await signManagementToken(tenant, {
    clientId: client_id,
    scope: grant.scope,
    lifetimeSeconds: MANAGEMENT_TOKEN_SECONDS,
  })
  return json(200, {
    access_token,
    scope: grant.scope.join(' '),
    expires_in: MANAGEMENT_TOKEN_SECONDS,
    token_type: 'Bearer',
  })
}

async function passwordGrant(call: Call): Promise<Response> {
  const { tenant } = call
  const client = theClient.of(call)
  const user = findByAddress(tenant, text(call, 'username') ?? '', DATABASE_CONNECTION)
  const password = user && tenant.state.passwords.get(user.user_id)
  if (user === undefined || password !== text(call, 'password')) {
    throw oauthError(403, 'invalid_grant', 'Wrong email or password.')
  }
  const scope = text(call, 'scope') ?? 'openid profile email'
  const outcome = await signIn(call, { user, client, protocol: 'oauth2-password', scope, query: {} })
  if ('denied' in outcome) throw oauthError(403, 'access_denied', outcome.denied)
  return issueTokens(call, { user_id: user.user_id, client_id: client.client_id, scope, ...outcome })
}

async function refresh(call: Call): Promise<Response> {
  const { state } = call.tenant
  const client = theClient.of(call)
  const grant = state.refreshTokens.get(text(call, 'refresh_token') ?? '')
  const user = grant && state.users.get(grant.user_id)
  if (!grant || !user || grant.client_id !== client.client_id) {
    throw oauthError(403, 'invalid_grant', 'Unknown or invalid refresh token.')
  }
  const outcome = await signIn(call, { user, client, protocol: 'oauth2-refresh-token', scope: grant.scope, query: {} })
  if ('denied' in outcome) throw oauthError(403, 'access_denied', outcome.denied)
  return issueTokens(call, { ...grant, ...outcome }, undefined, { withRefreshToken: false })
}

async function issueTokens(
  call: Call,
  grant: Grant,
  nonce?: string,
  { withRefreshToken = true } = {},
): Promise<Response> {
  const { tenant } = call
  const { state, clock } = tenant
  const scopes = grant.scope.split(' ')
  if (grant.audience !== undefined) throw oauthError(403, 'access_denied', `Service not found: ${grant.audience}`)
  const access_token = identifier('', 32)
  state.accessTokens.set(access_token, {
    grant,
    expiresAt: new Date(clock.now().getTime() + ACCESS_TOKEN_SECONDS * 1000),
  })
  const answer: Json = { access_token, scope: grant.scope, expires_in: ACCESS_TOKEN_SECONDS, token_type: 'Bearer' }
  if (scopes.includes('openid')) answer['id_token'] = await signIdToken(call, grant, nonce)
  if (withRefreshToken && scopes.includes('offline_access')) {
    const refreshToken = identifier('v1.', 43)
    state.refreshTokens.set(refreshToken, grant)
    answer['refresh_token'] = refreshToken
  }
  return json(200, answer)
}

function signIdToken({ tenant }: Call, grant: Grant, nonce: string | undefined): Promise<string> {
  const now = Math.floor(tenant.clock.now().getTime() / 1000)
  const claims = {
    ...grant.idTokenClaims,
    ...profileClaims(tenant.state.users.get(grant.user_id), grant.scope),
    ...(grant.sessionId !== undefined && { sid: grant.sessionId }),
    ...(nonce !== undefined && { nonce }),
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId(tenant) })
    .setIssuer(tenant.issuer)
    .setSubject(grant.user_id)
    .setAudience(grant.client_id)
    .setIssuedAt(now)
    .setExpirationTime(now + ID_TOKEN_SECONDS)
    .sign(tenant.signingKey)
}

function respondWithUserInfo({ tenant, request }: Call): Response {
  const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  const found = tenant.state.accessTokens.get(bearer ?? '')
  if (found === undefined || found.expiresAt <= tenant.clock.now()) return new Response('Unauthorized', { status: 401 })
  const { grant } = found
  const claims = profileClaims(tenant.state.users.get(grant.user_id), grant.scope)
  return json(200, { sub: grant.user_id, ...claims, ...grant.idTokenClaims })
}

function profileClaims(user: Json | object | undefined, scope: string): Json {
  const fields = [
    ...(scope.includes('profile') ? ['name', 'nickname', 'given_name', 'family_name', 'picture', 'updated_at'] : []),
    ...(scope.includes('email') ? ['email', 'email_verified'] : []),
  ]
  return Object.fromEntries(Object.entries(user ?? {}).filter(([field]) => fields.includes(field)))
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

function text({ body }: Call, field: string): string | undefined {
  const value = body[field]
  return typeof value === 'string' ? value : undefined
}
