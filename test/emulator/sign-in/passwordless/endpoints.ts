import { authenticateClient } from '../../authentication/client-authentication.ts'
import { connectionFor } from '../../authentication/database.ts'
import { json, notImplemented, oauthError } from '../../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../../http/endpoint.ts'
import { ownValue } from '../../json.ts'
import type { Client } from '../../management/client.ts'
import type { Connection } from '../../management/connection.ts'
import { isMailbox, sendCode } from './code.ts'
import { holderOfMailbox } from './user.ts'

const theClient = slot<Client>('the client')
const theConnection = slot<Connection>('the connection')

export const passwordless: Endpoint[] = [
  {
    // docs: api/authentication/passwordless/get-code-or-link; the fields are those of Auth0's OpenAPI document
    route: 'POST /passwordless/start',
    body: [
      ...['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'],
      ...['connection', 'email', 'phone_number', 'send', 'authParams'],
    ],
    steps: [findClient, findConnection, requireSecret, requireMailbox, mailCode],
  },
]

function findClient(call: Call): void {
  const client = call.tenant.state.clients.get(bodyText(call, 'client_id'))
  if (client === undefined) throw oauthError(400, 'invalid_request', `Unknown client: ${bodyText(call, 'client_id')}`)
  call.clientId = client.client_id
  theClient.put(call, client)
}

function findConnection(call: Call): void {
  const connection = connectionFor(call.tenant, theClient.of(call), bodyText(call, 'connection'))
  if (typeof connection === 'string') throw oauthError(400, 'bad.connection', 'Connection does not exist')
  if (connection.strategy !== 'email') throw notImplemented(`codes by connections of strategy ${connection.strategy}`)
  theConnection.put(call, connection)
}

/** By default, the caller must authenticate, as at the token endpoint (setting enforce_client_authentication_on_passwordless_start). */
async function requireSecret(call: Call): Promise<void> {
  const { flags } = call.tenant.state.tenant
  if (ownValue(flags, 'enforce_client_authentication_on_passwordless_start') !== false) await authenticateClient(call)
}

function requireMailbox(call: Call): void {
  // Links only work with the classic login page (docs: authenticate/passwordless/authentication-methods/email-magic-link).
  if (bodyText(call, 'send') !== 'code') throw notImplemented('links of POST /passwordless/start')
  if (!isMailbox(bodyText(call, 'email'))) throw oauthError(400, 'bad.email', 'The email is not valid')
}

function mailCode(call: Call): Response {
  const connection = theConnection.of(call)
  const email = bodyText(call, 'email').toLowerCase()
  const id = sendCode(call, { connection, client: theClient.of(call), email })
  const { email_verified = false } = holderOfMailbox(call.tenant, connection, email) ?? {}
  return json(200, { _id: id, email, email_verified })
}
