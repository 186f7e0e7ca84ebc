import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { profileClaims } from './issue-tokens.ts'

// docs: api/authentication/user-profile/get-user-info; the bare text of the 401 is recorded traffic
export const userInfo: Endpoint[] = [
  { route: 'GET /userinfo', steps: [respondWithUserInfo] },
  { route: 'POST /userinfo', body: ['access_token'], steps: [respondWithUserInfo] },
]

function respondWithUserInfo({ tenant, request, body }: Call): Response {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const token = bearer ?? body['access_token']
  const found = typeof token === 'string' ? tenant.state.accessTokens.get(token) : undefined
  const user = found && tenant.state.users.get(found.grant.user_id)
  if (found === undefined || user === undefined || found.expiresAt <= tenant.clock.now()) {
    return new Response('Unauthorized', { status: 401, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  }
  const { grant } = found
  return json(200, { sub: grant.user_id, ...grant.idTokenClaims, ...profileClaims(user, grant.scope) })
}
