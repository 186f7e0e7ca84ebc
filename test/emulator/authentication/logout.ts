import { createPublicKey } from 'node:crypto'
import { compactVerify, decodeJwt, type JWTPayload } from 'jose'
import { html, redirect } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import type { Client } from '../management/client.ts'
import type { Session } from './grant.ts'
import { form, page, paragraph } from '../universal-login/page.ts'
import { isAllowed, problemPage } from './authorization-request.ts'
import { userAgentOf } from './database.ts'
import { endSession, sessionOf } from './sessions.ts'
import { parseUrl } from '../http/parse-url.ts'

const oidcParameters = [
  'id_token_hint',
  'logout_hint',
  'post_logout_redirect_uri',
  'client_id',
  'federated',
  'state',
  'ui_locales',
]

export const logout: Endpoint[] = [
  {
    // docs: api/authentication/logout/auth0-logout
    route: 'GET /v2/logout',
    query: ['client_id', 'returnTo', 'federated'],
    steps: [(call) => logOut(call, clientOf(call, call.query['client_id']), call.query['returnTo'])],
  },
  {
    // docs: authenticate/login/logout/log-users-out-of-auth0
    route: 'GET /oidc/logout',
    query: oidcParameters,
    steps: [(call) => logOutByHint(call, call.query)],
  },
  {
    // The confirmation is posted here: the user's own click replaces the missing hint.
    route: 'POST /oidc/logout',
    query: oidcParameters,
    body: ['confirmed', 'action', ...oidcParameters],
    steps: [
      (call) =>
        bodyText(call, 'confirmed') === 'yes' ? logOutFrom(call, call.query) : logOutByHint(call, formOf(call)),
    ],
  },
]

type Parameters = Readonly<Record<string, string>>

/**
 * A hint must be an ID token of this tenant and about this browser's session. Discrepancies are errors, and without a hint
 * the user is asked (same page).
 */
async function logOutByHint(call: Call, given: Parameters): Promise<Response> {
  const { id_token_hint, logout_hint, client_id } = given
  const session = sessionOf(call)
  const claims = id_token_hint === undefined ? undefined : await claimsOf(call, id_token_hint)
  if (claims && client_id !== undefined && claims.aud !== client_id) {
    throw refuse(call, session, 'invalid_request', 'The client_id is not the audience of the id_token_hint.')
  }
  const sid = claims?.['sid']
  if (claims && logout_hint !== undefined && sid !== logout_hint) {
    throw refuse(call, session, 'invalid_request', 'The logout_hint is not the session of the id_token_hint.')
  }
  const hint = sid ?? logout_hint
  const isOfThisSession = hint !== undefined && hint === session?.id
  const asks = call.tenant.state.tenant['oidc_logout_prompt_enabled'] !== false
  if (session !== undefined && asks && !isOfThisSession) return confirmation()
  return logOutFrom(call, { ...given, ...(typeof claims?.aud === 'string' && { client_id: claims.aud }) })
}

function logOutFrom(call: Call, { client_id, post_logout_redirect_uri, state }: Parameters): Response {
  return logOut(call, clientOf(call, client_id), post_logout_redirect_uri, state)
}

/** The claims of an ID token of this tenant, however old (OpenID Connect RP-Initiated Logout, section 2). */
async function claimsOf(call: Call, token: string): Promise<JWTPayload> {
  try {
    await compactVerify(token, createPublicKey(call.tenant.signingKey))
    const claims = decodeJwt(token)
    if (claims.iss === call.tenant.issuer) return claims
  } catch {
    // Refused below.
  }
  throw refuse(call, sessionOf(call), 'invalid_request', 'The id_token_hint is not valid.')
}

function clientOf(call: Call, id: string | undefined): Client | undefined {
  if (id === undefined) return undefined
  const client = call.tenant.state.clients.get(id)
  if (client === undefined) throw refuse(call, sessionOf(call), 'invalid_request', `Unknown client: ${id}`)
  call.clientId = client.client_id
  return client
}

/**
 * Ends the session and goes to an address that the app or the tenant allows; default: the app's first one. An address that
 * is not allowed is refused before anything ends.
 */
function logOut(call: Call, client: Client | undefined, address: string | undefined, state?: string): Response {
  const ofTenant = call.tenant.state.tenant['allowed_logout_urls']
  const ofClient = client?.allowed_logout_urls ?? []
  const allowed = [...ofClient, ...(Array.isArray(ofTenant) ? ofTenant.map(String) : [])]
  const session = sessionOf(call)
  if (address !== undefined && !isAllowed(address, allowed)) {
    throw refuse(call, session, 'invalid_request', `${address} is not in the list of allowed logout URLs.`)
  }
  logLogout(call, session, 'slo', client)
  const headers = endSession(call)
  const target = address ?? ofClient[0]
  const url = parseUrl(target ?? '')
  if (target === undefined || url === undefined) return html(200, 'OK', headers)
  if (state !== undefined) url.searchParams.set('state', state)
  // Exactly as it was allowed, if a header can hold that.
  return redirect(state === undefined && /^[\x20-\x7e]+$/.test(target) ? target : url.href, headers)
}

function confirmation(): Response {
  const question = paragraph('Do you want to log out?')
  return html(200, page('Log out', 'Log out', question + form([], { confirmed: 'yes' }, 'Log out')))
}

function refuse(call: Call, session: Session | undefined, error: string, description: string): Error {
  logLogout(call, session, 'flo', undefined, description)
  return problemPage(error, description)
}

function logLogout(
  call: Call,
  session: Session | undefined,
  type: 'slo' | 'flo',
  client?: Client,
  description?: string,
): void {
  const { tenant, ip, query } = call
  record(tenant, {
    type,
    description: description ?? 'User successfully logged out',
    user: session && tenant.state.users.get(session.user_id),
    client,
    ip,
    userAgent: userAgentOf(call),
    details: { return_to: query['returnTo'] ?? query['post_logout_redirect_uri'], session_id: session?.id },
  })
}

/** Forms contain only text. Other JSON values are ignored. */
function formOf({ body }: Call): Parameters {
  const texts = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts)
}
