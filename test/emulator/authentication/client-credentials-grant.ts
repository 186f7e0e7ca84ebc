import { oauthError } from '../http/answers.ts'
import { bodyText, type Call } from '../http/endpoint.ts'
import type { Client } from '../management/client.ts'
import { accessTokenSeconds, audienceOf } from './audience.ts'
import { isPublic } from './client-authentication.ts'
import { issueMachineToken } from './issue-tokens.ts'
import { logExchange, refuseExchange, respondWithTokens } from './grant-answers.ts'

/**
 * A machine's own token, for an API to which a client grant gives it access. With `scope`, it asks for fewer of the granted
 * scopes.
 * @see https://auth0.com/docs/api/authentication/client-credentials-flow/get-token; the answer for an unknown audience:
 * auth0/node-auth0#292, auth0/terraform-provider-auth0#951
 */
export async function clientCredentialsGrant(call: Call, client: Client): Promise<Response> {
  const { tenant } = call
  if (isPublic(client)) throw oauthError(401, 'access_denied', 'Unauthorized')
  const asked = bodyText(call, 'audience')
  const api = audienceOf(tenant, asked === '' ? undefined : asked)
  if (api === 'unknown') throw refuse(call, client, `Service not enabled within domain: ${asked}`)
  if (api === 'none') {
    throw refuse(call, client, 'No audience parameter was provided, and no default audience has been configured')
  }
  const grant = [...tenant.state.clientGrants.values()].find(
    ({ client_id, audience, subject_type }) =>
      client_id === client.client_id && audience === api.identifier && subject_type !== 'user',
  )
  if (grant === undefined) {
    const advice = 'You need to create a "client-grant" associated to this API.'
    throw refuse(call, client, `Client is not authorized to access "${api.identifier}". ${advice}`)
  }
  const wanted = bodyText(call, 'scope').split(' ')
  const granted = grant.scope ?? []
  const scope = (wanted[0] === '' ? granted : granted.filter((one) => wanted.includes(one))).join(' ')
  const seconds = accessTokenSeconds(api, client)
  logExchange(call, client, undefined, 'seccft', 'Client Credentials for Access Token')
  return respondWithTokens({
    access_token: await issueMachineToken(tenant, { client, audience: api.identifier, scope, seconds }),
    ...(scope !== '' && { scope }),
    expires_in: seconds,
    token_type: 'Bearer',
  })
}

function refuse(call: Call, client: Client, description: string): Error {
  return refuseExchange(call, client, 'feccft', 'access_denied', description)
}
