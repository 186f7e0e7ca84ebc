import { createPublicKey } from 'node:crypto'
import { exportJWK } from 'jose'
import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { keyId } from '../http/management-token.ts'

export const discovery: Endpoint[] = [
  { route: 'GET /.well-known/openid-configuration', steps: [respondWithConfiguration] },
  { route: 'GET /.well-known/jwks.json', steps: [respondWithKeys] },
]

function respondWithConfiguration({ tenant: { issuer } }: Call): Response {
  return json(200, {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256', 'plain'],
  })
}

async function respondWithKeys({ tenant }: Call): Promise<Response> {
  const jwk = await exportJWK(createPublicKey(tenant.signingKey))
  return json(200, { keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: keyId(tenant) }] })
}
