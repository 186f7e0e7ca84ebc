import { createPublicKey } from 'node:crypto'
import { decodeJwt, jwtVerify, type JWTPayload } from 'jose'
import { notImplemented, oauthError } from '../http/answers.ts'
import { bodyText, type Call } from '../http/endpoint.ts'
import { ownValue } from '../json.ts'
import type { Client } from '../management/client.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** An assertion may last at most this long (docs: authenticate-with-private-key-jwt). */
const LONGEST_SECONDS = 300

/** The application that an assertion claims to be from, before it is verified. */
export function clientIdOfAssertion(call: Call): string | undefined {
  try {
    return decodeJwt(bodyText(call, 'client_assertion')).sub
  } catch {
    return undefined
  }
}

/**
 * Private Key JWT: the signature must match one of the application's credentials, and the assertion must be for this
 * tenant, short-lived and new. The rules are documented, but not the words of a refusal.
 * @see https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt
 */
export async function requireAssertion(call: Call, client: Client): Promise<void> {
  const method = ownValue(client['client_authentication_methods'], 'private_key_jwt')
  if (method === undefined) throw notImplemented('client_authentication_methods other than private_key_jwt')
  if (call.body['client_assertion_type'] !== JWT_BEARER) throw refusal('client_assertion_type is missing or unknown')
  const { jti, exp = 0 } = await verified(call, client, ownValue(method, 'credentials'))
  const { usedAssertions } = call.tenant.state
  const now = call.tenant.clock.now().getTime() / 1000
  if (exp - now > LONGEST_SECONDS) throw refusal('exp is too far away')
  if (typeof jti !== 'string' || jti === '' || usedAssertions.has(`${client.client_id} ${jti}`)) {
    throw refusal('jti is missing or not new')
  }
  usedAssertions.add(`${client.client_id} ${jti}`)
}

async function verified(call: Call, client: Client, named: unknown): Promise<JWTPayload> {
  const { clientCredentials, credentialKeys } = call.tenant.state
  const ids = Array.isArray(named) ? named.map((one) => ownValue(one, 'id')) : []
  const now = call.tenant.clock.now()
  for (const { id, alg, expires_at } of clientCredentials.get(client.client_id) ?? []) {
    const pem = credentialKeys.get(id)
    const isOver = typeof expires_at === 'string' && expires_at <= now.toISOString()
    if (!ids.includes(id) || pem === undefined || isOver) continue
    const payload = await payloadBy(call, pem, String(alg), client.client_id)
    if (payload) return payload
  }
  throw refusal('the assertion is not valid')
}

/** The claims, if the key signed them and they are from this application for this tenant. */
async function payloadBy(call: Call, pem: string, alg: string, clientId: string): Promise<JWTPayload | undefined> {
  const { issuer, clock } = call.tenant
  const expected = { algorithms: [alg], issuer: clientId, subject: clientId, audience: issuer }
  const options = { ...expected, currentDate: clock.now(), requiredClaims: ['exp', 'jti'] }
  try {
    return (await jwtVerify(bodyText(call, 'client_assertion'), createPublicKey(pem), options)).payload
  } catch {
    return undefined
  }
}

function refusal(why: string) {
  return oauthError(401, 'invalid_client', `Client authentication failed: ${why}`)
}
