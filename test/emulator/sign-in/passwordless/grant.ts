import { audienceOf, grantedScopes } from '../../authentication/audience.ts'
import { connectionFor } from '../../authentication/database.ts'
import {
  logExchange,
  refuseExchange,
  respondWithTokens,
  signInOrRefuse,
  tokensFor,
} from '../../authentication/grant-answers.ts'
import { notImplemented, oauthError } from '../../http/answers.ts'
import { bodyText, type Call } from '../../http/endpoint.ts'
import type { Client } from '../../management/client.ts'
import { redeemCode } from './code.ts'
import { userOfMailbox } from './user.ts'

export const PASSWORDLESS_GRANT = 'http://auth0.com/oauth/grant-type/passwordless/otp'

/**
 * Signs somebody in with a mailed code that they entered in the app.
 * @see https://auth0.com/docs/api/authentication/passwordless/authenticate-user
 */
export async function passwordlessGrant(call: Call, client: Client): Promise<Response> {
  const { tenant } = call
  const realm = bodyText(call, 'realm')
  const connection = connectionFor(tenant, client, realm)
  if (typeof connection === 'string') throw oauthError(400, 'invalid_request', connection)
  if (connection.strategy !== 'email') throw notImplemented(`codes by connections of strategy ${connection.strategy}`)
  const asked = bodyText(call, 'audience')
  const api = audienceOf(tenant, asked === '' ? undefined : asked)
  if (api === 'unknown') throw oauthError(403, 'access_denied', `Service not found: ${asked}`)
  const email = bodyText(call, 'username').trim()
  if (!redeemCode(call, connection, email, bodyText(call, 'otp'))) {
    throw refuseExchange(call, client, 'fepotpft', 'invalid_grant', 'Wrong email or verification code.')
  }
  const user = await userOfMailbox(call, { connection, client, email })
  if ('reason' in user) throw refuseExchange(call, client, 'fepotpft', 'access_denied', user.reason)
  const scope = grantedScopes(tenant, bodyText(call, 'scope'), api, user.user_id)
  const proof = { connection: connection.name, method: 'email' } as const
  const { user: signedIn, claims } = await signInOrRefuse(call, {
    ...{ client, user, proof, scope },
    ...{ protocol: 'oauth2-password', failure: 'fepotpft' },
  })
  logExchange(call, client, signedIn, 's', 'Code of a mail for access token')
  const grant = {
    ...{ user_id: signedIn.user_id, client_id: client.client_id, gty: 'passwordless_otp', proof },
    ...claims,
    ...(api !== 'none' && { audience: api.identifier }),
  }
  return respondWithTokens(await tokensFor(call, client, grant))
}
