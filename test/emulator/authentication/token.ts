import { notImplemented, oauthError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { grantSchemas } from '../openapi/authentication.ts'
import type { Client } from '../management/client.ts'
import { authorizationCodeGrant } from './authorization-code-grant.ts'
import { authenticateClient } from './client-authentication.ts'
import { clientCredentialsGrant } from './client-credentials-grant.ts'
import { logExchange } from './grant-answers.ts'
import { passwordGrant } from './password-grant.ts'
import { PASSWORDLESS_GRANT, passwordlessGrant } from '../sign-in/passwordless/grant.ts'
import { refreshTokenGrant } from './refresh-token-grant.ts'
import { revokeRefreshToken } from './refresh-tokens.ts'

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
  authorization_code: authorizationCodeGrant,
  client_credentials: clientCredentialsGrant,
  password: (call, client) => passwordGrant(call, client, undefined),
  'http://auth0.com/oauth/grant-type/password-realm': (call, client) =>
    passwordGrant(call, client, bodyText(call, 'realm')),
  [PASSWORDLESS_GRANT]: passwordlessGrant,
  refresh_token: refreshTokenGrant,
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

/** What Auth0's OpenAPI document requires for this grant type. The client has been authenticated already. */
function requireParameters({ body }: Call): void {
  const schema = grantSchemas[String(body['grant_type'])]
  // Auth0 checks the code first (go-auth0's recordings of a wrong code), so authorizationCodeGrant checks this parameter.
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

function revoke(call: Call): Response {
  const token = bodyText(call, 'token')
  if (token === '') throw oauthError(400, 'invalid_request', 'Missing required parameter: token')
  const client = theClient.of(call)
  if (revokeRefreshToken(call.tenant, client, token)) logExchange(call, client, undefined, 'srrt')
  return new Response(null, { status: 200 })
}
