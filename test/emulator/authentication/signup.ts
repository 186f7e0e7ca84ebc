import { json, oauthError, Refusal } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { findByAddress, newUser } from '../management/users.ts'
import type { Connection } from '../state.ts'

const theConnection = slot<Connection>('the connection')

export const signup: Endpoint[] = [
  {
    // docs: api/authentication/signup/create-a-new-user; `_id` is the user id without its provider (recorded traffic)
    route: 'POST /dbconnections/signup',
    body: [
      'client_id',
      'email',
      'password',
      'connection',
      'username',
      'name',
      'nickname',
      'given_name',
      'family_name',
      'user_metadata',
    ],
    steps: [findConnection, requireAddressAndPassword, rejectDuplicate, createUser],
  },
]

function findConnection(call: Call): void {
  const { state } = call.tenant
  const client = state.clients.get(bodyText(call, 'client_id'))
  if (client === undefined) throw oauthError(400, 'invalid_request', `Unknown client: ${bodyText(call, 'client_id')}`)
  call.clientId = client.client_id
  const connection = [...state.connections.values()].find(({ name }) => name === bodyText(call, 'connection'))
  if (connection === undefined) throw oauthError(400, 'invalid_request', 'connection not found')
  if (connection.options['disable_signup'] === true)
    throw refusal('public_signup_disabled', 'Public signup is disabled')
  theConnection.put(call, connection)
}

function requireAddressAndPassword(call: Call): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(bodyText(call, 'email')))
    throw oauthError(400, 'invalid_request', 'email is not valid')
  if (bodyText(call, 'password') === '') throw oauthError(400, 'invalid_request', 'password is required')
}

function rejectDuplicate(call: Call): void {
  if (findByAddress(call.tenant, bodyText(call, 'email'), theConnection.of(call).name)) {
    throw refusal('invalid_signup', 'Invalid sign up')
  }
}

function createUser(call: Call): Response {
  const { tenant, body } = call
  const user = newUser(tenant, theConnection.of(call).name, { ...body, email_verified: false, app_metadata: undefined })
  tenant.state.users.set(user.user_id, user)
  tenant.state.passwords.set(user.user_id, bodyText(call, 'password'))
  const { user_id, email, username } = user
  return json(200, {
    _id: user_id.replace('auth0|', ''),
    email_verified: false,
    email,
    ...(username !== undefined && { username }),
  })
}

function refusal(code: string, description: string): Refusal {
  return new Refusal(json(400, { name: 'BadRequestError', code, description, statusCode: 400 }))
}
