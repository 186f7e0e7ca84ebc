import { Refusal, html, json, notImplemented, oauthError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { ownValue } from '../json.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import { requestPassword } from './password-link.ts'

const theClient = slot<Client | undefined>('the client')
const theConnection = slot<Connection>('the connection')

export const changePassword: Endpoint[] = [
  {
    // docs: api/authentication/change-password/change-password. The same 200 for unknown addresses (OpenAPI file).
    route: 'POST /dbconnections/change_password',
    body: ['client_id', 'email', 'connection', 'organization', 'password'], // an old flow took the password here; it is ignored now
    steps: [
      requireFields,
      rejectOldFlow,
      requireClientWhenGuarded,
      findClient,
      findConnection,
      mailLinkToUser,
      saySent,
    ],
  },
]

function requireFields({ body }: Call): void {
  for (const field of ['email', 'connection']) {
    if (typeof body[field] !== 'string' || body[field] === '') {
      throw new Refusal(json(400, { error: `${field} is required` }))
    }
  }
}

/** The tenant flag for the old flow, in which the caller proposes the password, is not available to new tenants. */
function rejectOldFlow({ tenant }: Call): void {
  if (ownValue(tenant.state.tenant['flags'], 'change_pwd_flow_v1') === true)
    throw notImplemented('the tenant flag change_pwd_flow_v1')
}

/** With a post-challenge Action bound, client_id is mandatory (docs: the same page), but they do not say if it is checked. */
function requireClientWhenGuarded({ tenant, body }: Call): void {
  const isGuarded = (tenant.state.bindings.get('password-reset-post-challenge') ?? []).length > 0
  if (!isGuarded || body['client_id'] !== undefined) return
  if (tenant.assumed['bound-guard-without-client-id'] === '400')
    throw oauthError(400, 'invalid_request', 'client_id is required')
}

function findClient(call: Call): void {
  const id = call.body['client_id']
  const client = typeof id === 'string' ? call.tenant.state.clients.get(id) : undefined
  if (id !== undefined && client === undefined)
    throw oauthError(400, 'invalid_request', `Unknown client: ${bodyText(call, 'client_id')}`)
  call.clientId = client?.client_id ?? null
  theClient.put(call, client)
}

function findConnection(call: Call): void {
  const client = theClient.of(call)
  const connection = [...call.tenant.state.connections.values()].find(({ name }) => name === call.body['connection'])
  const isEnabled = client === undefined || connection?.enabled_clients.includes(client.client_id)
  if (connection === undefined || !isEnabled) throw oauthError(400, 'invalid_request', 'connection not found')
  theConnection.put(call, connection)
}

function mailLinkToUser(call: Call): void {
  const connection = theConnection.of(call)
  const { isUser } = requestPassword(call, {
    email: String(call.body['email']),
    connection,
    client: theClient.of(call),
    organization: call.tenant.state.organizations.get(bodyText(call, 'organization'))?.settings,
  })
  if (!isUser && call.tenant.assumed['unknown-address'] === '404') {
    throw oauthError(404, 'not_found', 'User not found')
  }
}

function saySent(): Response {
  return html(200, "We've just sent you an email to reset your password.")
}
