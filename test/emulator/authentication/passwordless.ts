import { notImplemented, oauthError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { connectionFor } from './database.ts'

export const passwordless: Endpoint[] = [
  {
    // docs: api/authentication/passwordless/get-code-or-link; a tenant has no such connection until it makes one
    route: 'POST /passwordless/start',
    body: 'any',
    steps: [requireConnection],
  },
]

function requireConnection(call: Call): never {
  const client = call.tenant.state.clients.get(bodyText(call, 'client_id'))
  if (client === undefined) throw oauthError(400, 'invalid_request', `Unknown client: ${bodyText(call, 'client_id')}`)
  call.clientId = client.client_id
  const connection = connectionFor(call.tenant, client, bodyText(call, 'connection'))
  if (typeof connection === 'string') throw oauthError(400, 'bad.connection', 'Connection does not exist')
  throw notImplemented('passwordless connections')
}
