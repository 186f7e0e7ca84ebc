import { html, notImplemented, Refusal } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import { ownValue } from '../json.ts'
import type { AuthorizationRequest } from './grant.ts'
import type { Client } from '../management/client.ts'
import { errorPage } from '../universal-login/page.ts'
import { audienceOf } from './audience.ts'
import { errorToApp } from './authorization-response.ts'
import { connectionFor } from './database.ts'
import { parseUrl } from '../http/parse-url.ts'

const responseTypes = [
  ...['code', 'token', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
]
const responseModes = ['query', 'fragment', 'form_post', 'web_message'] as const

/** Parameters that change what Auth0 does and that the local tenant does not implement. Others only reach the Actions. */
const notHere = ['request', 'request_uri', 'acr_values', 'dpop_jkt', 'login_ticket', 'access_token']

/** The application, and one of its addresses to return to. Without both, the error goes to a page and not to the app. */
export function findApp(call: Call): { client: Client; redirect_uri: string } {
  const { client_id, redirect_uri } = call.query
  if (client_id === undefined) throw problemPage('invalid_request', 'Missing required parameter: client_id')
  const client = call.tenant.state.clients.get(client_id)
  if (client === undefined) throw problemPage('invalid_request', `Unknown client: ${client_id}`)
  call.clientId = client.client_id
  const address = redirect_uri ?? client.callbacks?.[0]
  if (address === undefined || !isAllowed(address, client.callbacks ?? [])) {
    throw problemPage(
      'invalid_request',
      `Callback URL mismatch. ${redirect_uri ?? ''} is not in the list of allowed callback URLs.`,
    )
  }
  return { client, redirect_uri: address }
}

/**
 * The request, or the error that the app gets.
 * @see https://auth0.com/docs/api/authentication/authorization-code-flow/authorize
 */
export function readRequest(call: Call, client: Client, redirect_uri: string): AuthorizationRequest {
  const { query } = call
  const asked = (query['response_type'] ?? '').split(' ').sort().join(' ')
  const types = asked === '' ? [] : asked.split(' ')
  const isFrontChannel = types.some((type) => type === 'token' || type === 'id_token')
  const mode = responseModes.find((one) => one === query['response_mode'])
  if (mode === 'web_message') requireWebOrigin(client, redirect_uri)
  const target = {
    redirect_uri,
    responseMode: mode ?? (isFrontChannel ? 'fragment' : 'query'),
    ...pick(query, ['state']),
  } as const
  const refuse = (error: string, description: string) => errorToApp(target, error, description)

  const unknown = notHere.find((name) => query[name] !== undefined)
  if (unknown !== undefined) throw notImplemented(`the query parameter ${unknown} of GET /authorize`)
  if (asked === '') throw refuse('invalid_request', 'Missing required parameter: response_type')
  if (!responseTypes.map((one) => one.split(' ').sort().join(' ')).includes(asked)) {
    throw refuse('unsupported_response_type', `Unsupported response type: ${query['response_type'] ?? ''}`)
  }
  if (query['response_mode'] !== undefined && mode === undefined) {
    throw refuse('invalid_request', `Unsupported response mode: ${query['response_mode']}`)
  }
  if (isFrontChannel && mode === 'query') {
    throw refuse('invalid_request', 'response_mode "query" is not allowed for this response_type')
  }
  for (const grantType of [
    ...(types.includes('code') ? ['authorization_code'] : []),
    ...(isFrontChannel ? ['implicit'] : []),
  ]) {
    if (!client.grant_types.includes(grantType)) {
      throw refuse('unauthorized_client', `Grant type '${grantType}' not allowed for the client.`)
    }
  }
  // OpenID Connect Core, section 3.2.2.1: without a nonce, an ID token from the browser could be replayed.
  if (types.includes('id_token') && query['nonce'] === undefined) {
    throw refuse('invalid_request', 'Missing required parameter: nonce')
  }
  if (!['S256', 'plain', undefined].includes(query['code_challenge_method'])) {
    throw refuse('invalid_request', `Unsupported code_challenge_method: ${query['code_challenge_method'] ?? ''}`)
  }
  if (query['code_challenge_method'] !== undefined && query['code_challenge'] === undefined) {
    throw refuse('invalid_request', 'Missing required parameter: code_challenge')
  }
  requireNoOrganization(query, client, refuse)
  if (audienceOf(call.tenant, query['audience']) === 'unknown') {
    throw refuse(
      'access_denied',
      `Service not found: ${query['audience'] ?? String(call.tenant.state.tenant['default_audience'])}`,
    )
  }
  const connection = connectionFor(call.tenant, client, query['connection'])
  if (typeof connection === 'string') throw refuse('invalid_request', connection)
  if (connection.strategy === 'sms') {
    throw notImplemented(`sign-in with ${connection.strategy} connections`)
  }
  return {
    ...target,
    client_id: client.client_id,
    responseTypes: types,
    scope: query['scope'] ?? 'openid profile email',
    connection: connection.name,
    query: { ...query },
    ...pick(query, ['nonce', 'audience', 'code_challenge', 'code_challenge_method', 'login_hint']),
  }
}

/**
 * Only windows at the app's allowed web origins may get an answer; others get a page that their script cannot read.
 * @see https://github.com/auth0/auth0-spa-js/issues/526 (400 invalid_request; the sentence is the one in tenant logs)
 */
function requireWebOrigin(client: Client, redirect_uri: string): void {
  const origins = ownValue(client, 'web_origins')
  if (Array.isArray(origins) && isAllowed(new URL(redirect_uri).origin, origins.map(String))) return
  throw problemPage(
    'invalid_request',
    `The specified redirect_uri '${redirect_uri}' does not have a registered origin.`,
  )
}

/**
 * Organizations are for clients that are set up for them. By default, no client is.
 * @see https://auth0.com/docs/manage-users/organizations/configure-organizations/define-organization-behavior
 */
function requireNoOrganization(
  query: Readonly<Record<string, string>>,
  client: Client,
  refuse: (error: string, description: string) => Refusal,
): void {
  const usage = client['organization_usage'] ?? 'deny'
  const isAsked = query['organization'] !== undefined || query['invitation'] !== undefined
  if (isAsked && usage === 'deny') {
    throw refuse('invalid_request', 'parameter organization is not allowed for this client')
  }
  if (!isAsked && usage === 'require' && client['organization_require_behavior'] !== 'post_login_prompt') {
    throw refuse('invalid_request', 'parameter organization is required for this client')
  }
  if (isAsked || usage === 'require') throw notImplemented('sign-in to organizations')
}

/**
 * Addresses are compared as they are, but the asterisk in `https://*.example.com` matches one label.
 * @see https://auth0.com/docs/get-started/applications/wildcards-for-subdomains
 */
export function isAllowed(address: string, list: string[]): boolean {
  if (parseUrl(address) === undefined) return false
  return list.some((allowed) => {
    if (allowed === address) return true
    if (!/^https?:\/\/[^/]*\*\./.test(allowed)) return false
    const [before = '', after = ''] = allowed.split('*')
    const label = address.slice(before.length, address.length - after.length)
    return address.startsWith(before) && address.endsWith(after) && /^[a-z0-9-]+$/i.test(label)
  })
}

export function problemPage(title: string, description: string): Refusal {
  return new Refusal(html(400, errorPage(title, description)))
}

function pick<Key extends string>(from: Readonly<Record<string, string>>, keys: Key[]): { [key in Key]?: string } {
  const found: { [key in Key]?: string } = {}
  for (const key of keys) if (from[key] !== undefined) found[key] = from[key]
  return found
}
