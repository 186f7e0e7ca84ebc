import { html, redirect, Refusal } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier, type AuthorizationRequest, type Client, type Session } from '../state.ts'
import { errorPage } from '../universal-login/page.ts'
import { endSession, sessionOf } from './sessions.ts'
import { signIn } from './post-login.ts'

const theClient = slot<Client>('the client')
const theRequest = slot<AuthorizationRequest>('the authorization request')

/** A code is good for this long (RFC 6749, section 4.1.2 allows ten minutes at the most). */
const CODE_SECONDS = 60

const parameters = [
  ...['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'audience', 'prompt', 'login_hint'],
  ...['code_challenge', 'code_challenge_method', 'response_mode', 'ui_locales'],
]

// docs: api/authentication/authorization-code-flow-with-pkce
export const authorize: Endpoint[] = [
  {
    route: 'GET /authorize',
    query: parameters,
    steps: [findClient, requireAllowedCallback, readRequest, useSession, showLogin],
  },
  { route: 'GET /v2/logout', query: ['client_id', 'returnTo'], steps: [logOut] },
]

function findClient(call: Call): void {
  const client = call.tenant.state.clients.get(call.query['client_id'] ?? '')
  if (client === undefined) throw page('invalid_request', `Unknown client: ${call.query['client_id'] ?? ''}`)
  call.clientId = client.client_id
  theClient.put(call, client)
}

function requireAllowedCallback(call: Call): void {
  const { redirect_uri } = call.query
  if (redirect_uri === undefined || !theClient.of(call).callbacks?.includes(redirect_uri)) {
    throw page(
      'invalid_request',
      `Callback URL mismatch. ${redirect_uri ?? ''} is not in the list of allowed callback URLs.`,
    )
  }
}

function readRequest(call: Call): void {
  const { query } = call
  const request: AuthorizationRequest = {
    client_id: query['client_id'] ?? '',
    redirect_uri: query['redirect_uri'] ?? '',
    scope: query['scope'] ?? 'openid profile email',
    query: { ...query },
    ...pick(query, ['state', 'nonce', 'audience', 'code_challenge', 'login_hint']),
  }
  theRequest.put(call, request)
  if (query['response_type'] !== 'code')
    throw sendBack(request, 'unsupported_response_type', 'Only response_type=code is implemented.')
  if (query['code_challenge'] !== undefined && query['code_challenge_method'] !== 'S256') {
    throw sendBack(request, 'invalid_request', 'Only code_challenge_method=S256 is implemented.')
  }
}

async function useSession(call: Call): Promise<Response | undefined> {
  const session = sessionOf(call)
  const request = theRequest.of(call)
  const { prompt } = call.query
  if (session !== undefined && prompt !== 'login') return finishSignIn(call, request, session)
  if (prompt === 'none') throw sendBack(request, 'login_required', 'Login required')
  return undefined
}

function showLogin(call: Call): Response {
  const id = identifier('hKFo', 40)
  call.tenant.state.transactions.set(id, { id, request: theRequest.of(call) })
  return redirect(`/u/login?state=${id}`)
}

/**
 * After somebody is known: runs the post-login trigger and sends the browser back to the app, with a code or with
 * access_denied. The session stays even after a deny.
 */
export async function finishSignIn(
  call: Call,
  request: AuthorizationRequest,
  session: Session,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { state, clock } = call.tenant
  const user = state.users.get(session.user_id)
  const client = state.clients.get(request.client_id)
  if (user === undefined || client === undefined) throw sendBack(request, 'login_required', 'Login required')
  const { scope, query } = request
  const outcome = await signIn(call, { user, client, protocol: 'oidc-basic-profile', scope, query })
  if ('denied' in outcome) return sendBack(request, 'access_denied', outcome.denied, headers).response
  session.client_ids.add(client.client_id)
  const code = identifier('', 43)
  state.codes.set(code, {
    code,
    request,
    grant: {
      user_id: user.user_id,
      client_id: client.client_id,
      scope,
      sessionId: session.id,
      ...outcome,
      ...(request.audience && { audience: request.audience }),
    },
    expiresAt: new Date(clock.now().getTime() + CODE_SECONDS * 1000),
  })
  return redirect(withQuery(request.redirect_uri, { code, state: request.state }), headers)
}

function logOut(call: Call): Response {
  const { client_id, returnTo } = call.query
  const headers = endSession(call)
  if (returnTo === undefined) return html(200, 'OK', headers)
  const client = call.tenant.state.clients.get(client_id ?? '')
  if (!client?.allowed_logout_urls?.includes(returnTo)) {
    throw page('invalid_request', `${returnTo} is not in the list of allowed logout URLs.`)
  }
  return redirect(returnTo, headers)
}

/** Sends an OAuth error to the app, which shows error_description. */
function sendBack(
  { redirect_uri, state }: AuthorizationRequest,
  error: string,
  error_description: string,
  headers: Record<string, string> = {},
): Refusal {
  return new Refusal(redirect(withQuery(redirect_uri, { error, error_description, state }), headers))
}

function withQuery(address: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

function page(title: string, description: string): Refusal {
  return new Refusal(html(400, errorPage(title, description)))
}

function pick<Key extends string>(from: Readonly<Record<string, string>>, keys: Key[]): { [key in Key]?: string } {
  const found: { [key in Key]?: string } = {}
  for (const key of keys) if (from[key] !== undefined) found[key] = from[key]
  return found
}
