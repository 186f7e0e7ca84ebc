import { bodyText, type Call } from '../http/endpoint.ts'
import type { Client } from '../management/client.ts'
import { logExchange, refuseExchange, respondWithTokens, signInOrRefuse, tokensFor } from './grant-answers.ts'
import { startRefreshToken, useRefreshToken } from './refresh-tokens.ts'

/** New tokens for a refresh token (RFC 6749, section 6). The post-login Actions run again, and may refuse. */
export async function refreshTokenGrant(call: Call, client: Client): Promise<Response> {
  const used = useRefreshToken(call.tenant, client, bodyText(call, 'refresh_token'))
  if (typeof used === 'string') {
    const type = used === 'reused' ? 'ferrt' : 'fertft'
    throw refuseExchange(call, client, type, 'invalid_grant', 'Unknown or invalid refresh token.')
  }
  const { grant, rotates, giveBack } = used
  const { family, rotatedAt: _, ...granted } = grant
  const scope = narrowed(grant.scope, call.body['scope'])
  const outcome = await signInOrRefuse(call, {
    ...{ client, user: call.tenant.state.users.get(grant.user_id), proof: grant.proof, scope },
    ...{ protocol: 'oauth2-refresh-token', failure: 'fertft' },
  }).catch((refusal: unknown) => {
    giveBack()
    throw refusal
  })
  logExchange(call, client, outcome.user, 'sertft', 'Refresh token for access token')
  const answer = await tokensFor(call, client, { ...granted, ...outcome.claims }, undefined, false)
  if (rotates) answer['refresh_token'] = startRefreshToken(call.tenant, granted, family)
  return respondWithTokens(answer)
}

/** The app may ask for fewer scopes than were granted, but not for others (RFC 6749, section 6). */
function narrowed(granted: string, asked: unknown): string {
  if (typeof asked !== 'string' || asked === '') return granted
  const wanted = asked.split(' ')
  return granted
    .split(' ')
    .filter((scope) => wanted.includes(scope))
    .join(' ')
}
