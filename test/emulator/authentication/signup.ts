import { json, oauthError, Refusal } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { Json } from '../json.ts'
import type { RegistrationDenied } from './registration-triggers.ts'
import { register, type RegistrationProblem } from './registration.ts'

const theClient = slot<Client>('the client')
const theConnection = slot<Connection>('the connection')

/** Fields that somebody may set when signing up (Auth0's OpenAPI document). */
const profileFields = ['name', 'nickname', 'given_name', 'family_name', 'picture', 'user_metadata']

export const signup: Endpoint[] = [
  {
    // docs: api/authentication/signup/create-a-new-user; `_id` is the user id without its provider (recorded traffic).
    // app_metadata is not among the fields that the page and the OpenAPI document name. It is accepted and dropped, like any
    // unknown field. Only the Management API and Actions write it.
    route: 'POST /dbconnections/signup',
    body: ['client_id', 'email', 'password', 'connection', 'username', 'app_metadata', ...profileFields],
    steps: [findConnection, requireFields, createUser],
  },
]

function findConnection(call: Call): void {
  const { state } = call.tenant
  const client = state.clients.get(bodyText(call, 'client_id'))
  if (client === undefined) throw oauthError(400, 'invalid_request', `Unknown client: ${bodyText(call, 'client_id')}`)
  call.clientId = client.client_id
  const connection = [...state.connections.values()].find(({ name }) => name === bodyText(call, 'connection'))
  const isEnabled = connection?.strategy === 'auth0' && connection.enabled_clients.includes(client.client_id)
  if (connection === undefined || !isEnabled) {
    throw oauthError(400, 'invalid_request', 'connection not found')
  }
  theClient.put(call, client)
  theConnection.put(call, connection)
}

function requireFields(call: Call): void {
  const { name, options } = theConnection.of(call)
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(bodyText(call, 'email')))
    throw oauthError(400, 'invalid_request', 'email is not valid')
  if (bodyText(call, 'password') === '') throw oauthError(400, 'invalid_request', 'password is required')
  if (options['requires_username'] === true && bodyText(call, 'username') === '') {
    throw oauthError(400, 'invalid_request', `missing username for ${name} connection with requires_username enabled`)
  }
}

async function createUser(call: Call): Promise<Response> {
  const { body } = call
  const given = Object.entries(body).filter(([name]) => profileFields.includes(name))
  const profile: Json = Object.fromEntries(given)
  const username = bodyText(call, 'username')
  const outcome = await register(call, {
    client: theClient.of(call),
    connection: theConnection.of(call),
    email: bodyText(call, 'email'),
    password: bodyText(call, 'password'),
    username: username === '' ? undefined : username,
    profile,
  })
  if ('code' in outcome) throw refusalOf(outcome)
  return json(200, {
    _id: outcome.user_id.replace('auth0|', ''),
    email_verified: outcome.email_verified,
    email: outcome.email,
    ...(outcome.username !== undefined && { username: outcome.username }),
    ...profile,
  })
}

/** Sign-up errors have a form of their own (docs: libraries/error-messages). */
function refusalOf(problem: RegistrationProblem): Refusal {
  if (problem.code === 'weak_password') return new Refusal(json(400, { ...problem.weakness, statusCode: 400 }))
  if (problem.code === 'extensibility_error') return new Refusal(json(400, refusalByAction(problem)))
  const { code, description } = problem
  return new Refusal(json(400, { name: 'BadRequestError', code, description, statusCode: 400 }))
}

/** The form for an app that asked through the API (community.auth0.com/t/94025). */
function refusalByAction({ reason, userMessage }: RegistrationDenied): Json {
  return {
    ...{ name: 'InternalExtensibilityError', code: 'extensibility_error', statusCode: 400, fromSandbox: true },
    ...{ message: reason, description: reason, ...(userMessage !== undefined && { friendly_message: userMessage }) },
  }
}
