import { createPublicKey, type KeyObject } from 'node:crypto'
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose'
import { canonicalOrigin, managementAudience, type Tenant } from '../tenant.ts'
import { managementError } from './answers.ts'
import type { Call } from './endpoint.ts'

/** Refuses a call that has no token of this tenant with one of the scopes. Notes which app calls. */
export async function requireScope(call: Call, scopes: string[]): Promise<void> {
  const header = call.request.headers.get('authorization')
  if (header === null) throw managementError(401, 'Missing authentication')
  const [scheme, token] = header.split(' ')
  if (scheme !== 'Bearer' || token === undefined) {
    throw managementError(400, 'Bad HTTP authentication header format', 'Bearer')
  }
  const { scope, azp } = await verify(call.tenant, token)
  Object.assign(call, { clientId: azp, scopes: scope })
  if (!scopes.some((needed) => scope.includes(needed))) {
    throw managementError(403, `Insufficient scope, expected any of: ${scopes.join(',')}`, 'insufficient_scope')
  }
}

/** A token is valid at the domain where it was issued (docs: configure-features-to-use-custom-domains, APIs). */
async function verify(tenant: Tenant, token: string): Promise<{ scope: string[]; azp: string | null }> {
  try {
    const payload = await claimsOf(tenant, token)
    if (payload.exp !== undefined && payload.exp * 1000 <= tenant.clock.now().getTime())
      throw new errors.JWTExpired('', payload)
    return {
      scope: typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [],
      azp: typeof payload['azp'] === 'string' ? payload['azp'] : null,
    }
  } catch (failure) {
    if (failure instanceof errors.JWTExpired) {
      throw managementError(401, 'Expired token received for JSON Web Token validation')
    }
    throw managementError(401, 'Invalid token')
  }
}

/** What tokens say whose signature was right: it stays right, and to check one takes longer than most calls. */
const signed = new WeakMap<KeyObject, Map<string, JWTPayload>>()

async function claimsOf(tenant: Tenant, token: string): Promise<JWTPayload> {
  const known = signed.get(tenant.signingKey) ?? new Map<string, JWTPayload>()
  signed.set(tenant.signingKey, known)
  const key = `${tenant.issuer} ${token}`
  const claims = known.get(key)
  if (claims !== undefined) return claims
  const { payload } = await jwtVerify(token, createPublicKey(tenant.signingKey), {
    issuer: tenant.issuer,
    audience: managementAudience(tenant),
    currentDate: tenant.clock.now(),
  })
  known.set(key, payload)
  return payload
}

/**
 * A token for the Management API.
 * @param lifetimeSeconds default: it never expires
 */
export function signManagementToken(
  tenant: Tenant,
  { clientId, scope, lifetimeSeconds }: { clientId: string; scope: string[]; lifetimeSeconds?: number },
): Promise<string> {
  const now = Math.floor(tenant.clock.now().getTime() / 1000)
  const token = new SignJWT({ azp: clientId, scope: scope.join(' '), gty: 'client-credentials' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId(tenant) })
    .setIssuer(tenant.issuer)
    .setSubject(`${clientId}@clients`)
    .setAudience(managementAudience(tenant))
  if (lifetimeSeconds !== undefined) token.setIssuedAt(now).setExpirationTime(now + lifetimeSeconds)
  return token.sign(tenant.signingKey)
}

/** The id of the signing key in the JWKS. */
export function keyId(tenant: Tenant): string {
  return Buffer.from(`${canonicalOrigin(tenant)}/`)
    .toString('base64url')
    .slice(0, 21)
}
