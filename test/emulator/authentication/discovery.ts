import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { exportJWK } from 'jose'
import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { keyId } from '../http/management-token.ts'
import { ownValue } from '../json.ts'

// docs: get-started/applications/configure-applications-with-oidc-discovery
export const discovery: Endpoint[] = [
  { route: 'GET /.well-known/openid-configuration', steps: [respondWithConfiguration] },
  { route: 'GET /.well-known/jwks.json', steps: [respondWithKeys] },
]

/** Names what exists here. Auth0's own document names more endpoints (device flow, PAR, MFA), which answer 501 here. */
function respondWithConfiguration({ tenant: { issuer, state } }: Call): Response {
  // A tenant setting, on for new tenants (docs: authenticate/login/logout/log-users-out-of-auth0).
  const showsLogout = ownValue(state.tenant['oidc_logout'], 'rp_logout_end_session_endpoint_discovery') === true
  return json(200, {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    ...(showsLogout && { end_session_endpoint: `${issuer}oidc/logout` }),
    scopes_supported: [
      ...['openid', 'profile', 'offline_access', 'name', 'given_name', 'family_name', 'nickname', 'email'],
      ...['email_verified', 'picture', 'created_at', 'identities', 'phone', 'address'],
    ],
    response_types_supported: [
      ...['code', 'token', 'id_token', 'code token', 'code id_token', 'token id_token', 'code token id_token'],
    ],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: [
      ...['authorization_code', 'implicit', 'refresh_token', 'client_credentials', 'password'],
      'http://auth0.com/oauth/grant-type/password-realm',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    code_challenge_methods_supported: ['S256', 'plain'],
    claims_supported: [
      ...['aud', 'auth_time', 'created_at', 'email', 'email_verified', 'exp', 'family_name', 'given_name', 'iat'],
      ...['identities', 'iss', 'name', 'nickname', 'phone_number', 'picture', 'sub'],
    ],
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
  })
}

/** docs: secure/tokens/json-web-tokens/json-web-key-set-properties */
async function respondWithKeys({ tenant }: Call): Promise<Response> {
  const jwk = await exportJWK(createPublicKey(tenant.signingKey))
  const { raw } = new X509Certificate(tenant.signingCertificate.cert)
  const x5t = createHash('sha1').update(raw).digest('base64url')
  return json(200, {
    keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: keyId(tenant), x5t, x5c: [raw.toString('base64')] }],
  })
}
