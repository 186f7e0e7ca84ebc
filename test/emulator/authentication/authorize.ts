import type { Suspension } from '../actions/action-runs.ts'
import { connectionNamed } from '../actions/event.ts'
import { notImplemented, redirect } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import { providerPageOf } from '../sign-in/identity-provider/strategies.ts'
import { identifier } from '../identifier.ts'
import type { AuthorizationRequest, Grant, Session } from './grant.ts'
import type { Client } from '../management/client.ts'
import type { User } from '../management/user.ts'
import { audienceOf, grantedScopes } from './audience.ts'
import { findApp, readRequest } from './authorization-request.ts'
import { errorToApp, sendToApp } from './authorization-response.ts'
import { userAgentOf } from './database.ts'
import { issueAccessToken, issueIdToken } from './issue-tokens.ts'
import { signIn, type SignIn } from './post-login.ts'
import { sessionOf } from './sessions.ts'

const theRequest = slot<AuthorizationRequest>('the authorization request')

/** How long a code is valid (RFC 6749, section 4.1.2 allows at most ten minutes). */
const CODE_SECONDS = 60

export const authorize: Endpoint[] = [
  {
    // docs: api/authentication/authorization-code-flow/authorize; unknown parameters reach event.request.query
    route: 'GET /authorize',
    query: 'any',
    steps: [understandRequest, useSession, showLogin],
  },
]

function understandRequest(call: Call): void {
  const { client, redirect_uri } = findApp(call)
  theRequest.put(call, readRequest(call, client, redirect_uri))
  // A consent page appears for third-party apps, or if the request asks for it.
  if (call.query['prompt'] === 'consent') throw notImplemented('prompt=consent of GET /authorize')
  if (client['is_first_party'] === false) throw notImplemented('sign-in to third-party applications')
}

/** Anyone who is signed in continues without a page, unless the app wants a fresh sign-in (OpenID Connect Core, 3.1.2.1). */
async function useSession(call: Call): Promise<Response | undefined> {
  const session = sessionOf(call)
  const request = theRequest.of(call)
  const { prompt, max_age } = call.query
  const isFresh = session !== undefined && (max_age === undefined || secondsSince(call, session) <= Number(max_age))
  if (session !== undefined && isFresh && prompt !== 'login') return finishSignIn(call, request, session)
  if (prompt === 'none') throw refuseSignIn(call, request, undefined, 'login_required', 'Login required')
  return undefined
}

function secondsSince({ tenant }: Call, { authenticated_at }: Session): number {
  return (tenant.clock.now().getTime() - Date.parse(authenticated_at)) / 1000
}

/**
 * The sign-in page. If the app asked for another provider's connection, it is that provider's page; for a passwordless
 * connection, it asks for an address.
 * @see https://auth0.com/docs/authenticate/login/auth0-universal-login/universal-login-vs-classic-login (screen_hint)
 */
function showLogin(call: Call): Response {
  const id = identifier('hKFo', 40)
  const request = theRequest.of(call)
  call.tenant.state.transactions.set(id, { id, request })
  const asked = connectionNamed(call.tenant, request.connection)
  if (asked?.strategy === 'email') return redirect(`/u/login-passwordless?state=${id}`)
  if (asked && asked.strategy !== 'auth0') return redirect(providerPageOf(asked, id))
  return redirect(`/u/${call.query['screen_hint'] === 'signup' ? 'signup' : 'login'}?state=${id}`)
}

/**
 * Continues once the person is known: runs the post-login trigger and sends the browser back to the app, with what
 * response_type asks for or with access_denied. The session stays even after a deny.
 */
export async function finishSignIn(
  call: Call,
  request: AuthorizationRequest,
  session: Session,
  headers: Record<string, string> = {},
  resumed?: Suspension,
): Promise<Response> {
  const { state, clock } = call.tenant
  const user = state.users.get(session.user_id)
  const client = state.clients.get(request.client_id)
  if (user === undefined || client === undefined) throw errorToApp(request, 'login_required', 'Login required')
  const { query } = request
  const api = audienceOf(call.tenant, request.audience)
  if (api === 'unknown') throw errorToApp(request, 'access_denied', `Service not found: ${request.audience ?? ''}`)
  const granted = grantedScopes(call.tenant, request.scope, api, user.user_id)
  const outcome = await signIn(call, {
    ...{ user, client, protocol: protocolOf(request), scope: request.scope, granted, query },
    ...{ session, proof: session.proof, request, resumed },
  })
  if ('redirect' in outcome) return redirect(outcome.redirect, headers)
  if ('denied' in outcome) {
    refuseSignIn(call, request, user, 'access_denied', outcome.denied, session.proof.connection)
    return sendToApp(request, { error: 'access_denied', error_description: outcome.denied }, headers)
  }
  session.client_ids.add(client.client_id)
  session.updated_at = clock.now().toISOString()
  const { user: signedIn, ...claims } = outcome
  const grant: Grant = {
    user_id: signedIn.user_id,
    client_id: client.client_id,
    sessionId: session.id,
    proof: session.proof,
    ...(query['max_age'] !== undefined && { authTime: Math.floor(Date.parse(session.authenticated_at) / 1000) }),
    ...(api !== 'none' && { audience: api.identifier }),
    ...claims,
  }
  logSignIn(call, signedIn, query['prompt'] === 'none' ? 'ssa' : 's', client, session.proof.connection)
  return sendToApp(request, await answerOf(call, request, grant, client), headers)
}

/** The protocol as Actions see it (docs: actions/reference/post-login/post-login-event-object). */
function protocolOf({ responseTypes }: AuthorizationRequest): SignIn['protocol'] {
  if (!responseTypes.includes('code')) return 'oidc-implicit-profile'
  return responseTypes.length === 1 ? 'oidc-basic-profile' : 'oidc-hybrid-profile'
}

/** What response_type asks for. An ID token carries hashes of the code and the token beside it. */
async function answerOf(
  { tenant }: Call,
  request: AuthorizationRequest,
  grant: Grant,
  client: Client,
): Promise<Record<string, string | number | undefined>> {
  const wants = (type: string) => request.responseTypes.includes(type)
  const code = wants('code') ? identifier('', 43) : undefined
  if (code !== undefined) {
    const expiresAt = new Date(tenant.clock.now().getTime() + CODE_SECONDS * 1000)
    tenant.state.codes.set(code, { code, request, grant, expiresAt })
  }
  const token = wants('token') ? await issueAccessToken(tenant, client, grant) : undefined
  const vouched = { nonce: request.nonce, access_token: token?.access_token, code }
  const id_token = wants('id_token') ? await issueIdToken(tenant, client, grant, vouched) : undefined
  return { code, id_token, ...(token && { ...token, scope: grant.scope, token_type: 'Bearer' }) }
}

/** Refuses a sign-in and logs it: fsa if no page could be shown, otherwise f. */
export function refuseSignIn(
  call: Call,
  request: AuthorizationRequest,
  user: User | undefined,
  error: string,
  description: string,
  connection = request.connection,
): Error {
  const client = call.tenant.state.clients.get(request.client_id)
  const type = request.query['prompt'] === 'none' ? 'fsa' : 'f'
  logSignIn(call, user, type, client, connection, { error, description })
  return errorToApp(request, error, description)
}

function logSignIn(
  call: Call,
  user: User | undefined,
  type: 's' | 'ssa' | 'f' | 'fsa',
  client: Client | undefined,
  connection: string,
  problem?: { error: string; description: string },
): void {
  const { tenant, ip } = call
  record(tenant, {
    type,
    description: problem?.description,
    user,
    client,
    connection: connectionNamed(tenant, connection),
    ip,
    userAgent: userAgentOf(call),
    details: problem
      ? { error: { type: 'oauth-authorization', oauthError: problem.error, message: problem.description } }
      : { prompts: [], stats: { loginsCount: user?.logins_count ?? 0 } },
  })
}
