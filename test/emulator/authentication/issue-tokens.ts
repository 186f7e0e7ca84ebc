import { createHash } from 'node:crypto'
import { SignJWT } from 'jose'
import { keyId } from '../http/management-token.ts'
import { apiBy } from '../management/resource-servers.ts'
import { identifier } from '../identifier.ts'
import { ownValue, type Json } from '../json.ts'
import type { Client } from '../management/client.ts'
import type { Grant } from './grant.ts'
import type { User } from '../management/user.ts'
import type { Tenant } from '../tenant.ts'
import { accessTokenSeconds, DEFAULT_ACCESS_TOKEN_SECONDS, permissionsOf, userInfoAudience } from './audience.ts'

/** docs: secure/tokens/id-tokens/update-id-token-lifetime */
const DEFAULT_ID_TOKEN_SECONDS = 36_000

export interface AccessToken {
  access_token: string
  expires_in: number
}

/**
 * An access token: a JWT for an API, or an opaque one for only /userinfo (recorded traffic).
 * @see https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 */
export async function issueAccessToken(tenant: Tenant, client: Client, grant: Grant): Promise<AccessToken> {
  const { state, clock } = tenant
  const api = grant.audience === undefined ? undefined : apiBy(tenant, grant.audience)
  if (api === undefined) {
    const access_token = identifier('', 32)
    const expiresAt = new Date(clock.now().getTime() + DEFAULT_ACCESS_TOKEN_SECONDS * 1000)
    state.accessTokens.set(access_token, { grant, expiresAt })
    return { access_token, expires_in: DEFAULT_ACCESS_TOKEN_SECONDS }
  }
  const expires_in = accessTokenSeconds(api, client)
  const hasOpenId = grant.scope.split(' ').includes('openid')
  const showsPermissions = api['enforce_policies'] === true && api['token_dialect'] === 'access_token_authz'
  const access_token = await sign(tenant, expires_in, {
    ...grant.accessTokenClaims,
    sub: grant.user_id,
    aud: hasOpenId ? [api.identifier, userInfoAudience(tenant)] : api.identifier,
    azp: client.client_id,
    ...(grant.scope !== '' && { scope: grant.scope }),
    ...(grant.gty !== undefined && { gty: grant.gty }),
    ...(showsPermissions && { permissions: permissionsOf(tenant, grant.user_id, api) }),
  })
  // Kept so that /userinfo can answer for it.
  if (hasOpenId) {
    state.accessTokens.set(access_token, { grant, expiresAt: new Date(clock.now().getTime() + expires_in * 1000) })
  }
  return { access_token, expires_in }
}

/** A machine's access token for an API. */
export function issueMachineToken(
  tenant: Tenant,
  { client, audience, scope, seconds }: { client: Client; audience: string; scope: string; seconds: number },
): Promise<string> {
  return sign(tenant, seconds, {
    sub: `${client.client_id}@clients`,
    aud: audience,
    azp: client.client_id,
    ...(scope !== '' && { scope }),
    gty: 'client-credentials',
  })
}

/** What an ID token that goes through the browser has hashes of (OpenID Connect Core, section 3.3.2.11). */
export interface Vouched {
  nonce?: string | undefined
  access_token?: string | undefined
  code?: string | undefined
}

export function issueIdToken(tenant: Tenant, client: Client, grant: Grant, vouched: Vouched = {}): Promise<string> {
  const { nonce, access_token, code } = vouched
  const lifetime = ownValue(client['jwt_configuration'], 'lifetime_in_seconds')
  return sign(tenant, typeof lifetime === 'number' ? lifetime : DEFAULT_ID_TOKEN_SECONDS, {
    ...grant.idTokenClaims,
    ...profileClaims(tenant.state.users.get(grant.user_id), grant.scope),
    sub: grant.user_id,
    aud: client.client_id,
    ...(grant.sessionId !== undefined && { sid: grant.sessionId }),
    ...(grant.authTime !== undefined && { auth_time: grant.authTime }),
    ...(nonce !== undefined && { nonce }),
    ...(access_token !== undefined && { at_hash: leftHalfHash(access_token) }),
    ...(code !== undefined && { c_hash: leftHalfHash(code) }),
  })
}

/**
 * The claims about a user that the scopes allow.
 * @see https://auth0.com/docs/get-started/apis/scopes/openid-connect-scopes
 */
export function profileClaims(user: User | undefined, scope: string): Json {
  const scopes = scope.split(' ')
  const fields = [
    ...(scopes.includes('profile') ? ['given_name', 'family_name', 'nickname', 'name', 'picture', 'updated_at'] : []),
    ...(scopes.includes('email') ? ['email', 'email_verified'] : []),
  ]
  return Object.fromEntries(
    fields.flatMap((field) => [[field, ownValue(user, field)]]).filter(([, value]) => value !== undefined),
  ) as Json
}

function sign(tenant: Tenant, seconds: number, claims: Json): Promise<string> {
  const now = Math.floor(tenant.clock.now().getTime() / 1000)
  return new SignJWT({ ...claims, iss: tenant.issuer, iat: now, exp: now + seconds })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId(tenant) })
    .sign(tenant.signingKey)
}

function leftHalfHash(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
}
