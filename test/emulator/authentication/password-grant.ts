import { oauthError } from '../http/answers.ts'
import { bodyText, type Call } from '../http/endpoint.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import { audienceOf, grantedScopes } from './audience.ts'
import { blockedSentence } from './brute-force.ts'
import { checkPassword, connectionFor } from './database.ts'
import { logExchange, refuseExchange, respondWithTokens, signInOrRefuse, tokensFor } from './grant-answers.ts'

/** The app knows the password, so it gets all of OpenID Connect whatever it asks for (recorded traffic). */
const allProfileScopes = 'openid profile email address phone'

/**
 * Signs somebody in with a password that the app asked for.
 * @param realm name of the connection; default: the tenant's default directory
 * @see https://auth0.com/docs/api/authentication/resource-owner-password-flow/get-token
 */
export async function passwordGrant(call: Call, client: Client, realm: string | undefined): Promise<Response> {
  const { tenant } = call
  const connection = directoryOf(call, client, realm)
  const asked = bodyText(call, 'audience')
  const api = audienceOf(tenant, asked === '' ? undefined : asked)
  if (api === 'unknown') {
    throw oauthError(400, 'invalid_request', 'invalid audience specified for password grant exchange')
  }
  const given = bodyText(call, 'scope')
  const user = checkPassword(call, {
    ...{ client, connection },
    identifier: bodyText(call, 'username'),
    password: bodyText(call, 'password'),
  })
  if (user === 'too many wrong ones') throw oauthError(429, 'too_many_attempts', blockedSentence)
  if (user === 'wrong') throw refuseExchange(call, client, 'fepft', 'invalid_grant', 'Wrong email or password.')
  const scope = grantedScopes(tenant, api === 'none' ? `${allProfileScopes} ${given}` : given, api, user.user_id)
  const proof = { connection: connection.name, method: 'pwd' } as const
  const { user: signedIn, claims } = await signInOrRefuse(call, {
    ...{ client, user, proof, scope },
    ...{ protocol: 'oauth2-password', failure: 'fepft' },
  })
  logExchange(call, client, signedIn, 'sepft', 'Password for access token')
  const grant = {
    user_id: signedIn.user_id,
    client_id: client.client_id,
    gty: 'password',
    proof,
    ...claims,
    ...(api !== 'none' && { audience: api.identifier }),
  }
  return respondWithTokens(await tokensFor(call, client, grant))
}

function directoryOf({ tenant }: Call, client: Client, realm: string | undefined): Connection {
  if (realm === '') throw oauthError(400, 'invalid_request', 'Missing required parameter: realm')
  const byDefault = tenant.state.tenant['default_directory']
  const name = realm ?? (typeof byDefault === 'string' && byDefault !== '' ? byDefault : undefined)
  const connection = connectionFor(tenant, client, name)
  if (typeof connection === 'string') throw oauthError(400, 'invalid_request', connection)
  return connection
}
