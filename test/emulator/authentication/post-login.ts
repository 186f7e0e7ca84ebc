import { mergeMetadata } from '../management/users.ts'
import type { Call } from '../http/endpoint.ts'
import type { Client, Json, User } from '../state.ts'

export interface SignIn {
  user: User
  client: Client
  /** As event.transaction.protocol says it. */
  protocol: 'oidc-basic-profile' | 'oauth2-password' | 'oauth2-refresh-token'
  scope: string
  query: Record<string, string>
}

export type SignInOutcome = { denied: string } | { idTokenClaims: Json; accessTokenClaims: Json }

/**
 * Counts the sign-in and runs the post-login Actions. What they wrote to metadata is kept even when one denies.
 * @see https://auth0.com/docs/actions/reference/post-login/post-login-api-object
 */
export async function signIn(call: Call, { user, client, protocol, scope, query }: SignIn): Promise<SignInOutcome> {
  const { tenant, ip, request } = call
  const now = tenant.clock.now().toISOString()
  user.logins_count = (user.logins_count ?? 0) + 1
  user.last_login = now
  user.last_ip = ip
  if (user.blocked) return { denied: 'user is blocked' }
  const outcome = await tenant.actions.run(tenant, 'post-login', {
    user: { ...user, app_metadata: user.app_metadata ?? {}, user_metadata: user.user_metadata ?? {} },
    client: { client_id: client.client_id, name: client.name, metadata: client.client_metadata },
    connection: connectionOf(call, user),
    tenant: { id: tenant.state.tenant.name },
    transaction: {
      protocol,
      requested_scopes: scope.split(' '),
      redirect_uri: query['redirect_uri'],
      state: query['state'],
    },
    authentication: { methods: [{ name: 'pwd', timestamp: now }] },
    authorization: { roles: [] },
    stats: { logins_count: user.logins_count },
    request: {
      ip,
      method: request.method,
      hostname: tenant.domain,
      user_agent: request.headers.get('user-agent') ?? '',
      query,
      body: {},
      geoip: {},
    },
  })
  const claims = { idTokenClaims: {} as Json, accessTokenClaims: {} as Json }
  let denied: string | undefined = outcome.error && 'Something went wrong in an Action.'
  for (const { method, args } of outcome.calls) {
    const [key, value] = args
    if (method === 'access.deny') denied = String(key)
    if (method === 'idToken.setCustomClaim') claims.idTokenClaims[String(key)] = value
    if (method === 'accessToken.setCustomClaim') claims.accessTokenClaims[String(key)] = value
    if (method === 'user.setAppMetadata') mergeMetadata(user, { app_metadata: { [String(key)]: value } })
    if (method === 'user.setUserMetadata') mergeMetadata(user, { user_metadata: { [String(key)]: value } })
  }
  return denied === undefined ? claims : { denied }
}

function connectionOf({ tenant }: Call, user: User): Json {
  const name = user.identities[0]?.connection
  const connection = [...tenant.state.connections.values()].find((one) => one.name === name)
  return { id: connection?.id, name, strategy: connection?.strategy }
}
