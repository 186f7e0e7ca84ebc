import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import { isObject, type Json } from '../json.ts'
import type { AuthenticationMethod } from './user.ts'
import { pageParameters, paginate, type Page } from './pagination.ts'
import { findUser, theUser } from './the-user.ts'

const theMethod = slot<AuthenticationMethod>('the authentication method')

const route = '/api/v2/users/:id/authentication-methods'

// docs: secure/multi-factor-authentication/manage-mfa-auth0-apis; what is shown masked, and where: recorded traffic
export const authenticationMethods: Endpoint[] = [
  { route: `GET ${route}`, query: pageParameters, steps: [findUser, listMethods] },
  { route: `POST ${route}`, steps: [findUser, addMethod] },
  { route: `PUT ${route}`, steps: [findUser, replaceMethods] },
  { route: `DELETE ${route}`, steps: [findUser, removeMethods] },
  { route: `GET ${route}/:method`, steps: [findUser, findMethod, respondWithMethod] },
  { route: `PATCH ${route}/:method`, steps: [findUser, findMethod, changeMethod] },
  { route: `DELETE ${route}/:method`, steps: [findUser, removeMethod] },
  { route: 'DELETE /api/v2/users/:id/authenticators', steps: [findUser, removeMethods] },
  { route: 'POST /api/v2/users/:id/recovery-code-regeneration', body: 'any', steps: [findUser, makeRecoveryCode] },
]

/** The field that each type requires. */
const requiredFields: Readonly<Record<string, string>> = {
  ...{ email: 'email', phone: 'phone_number', totp: 'totp_secret' },
  ...{ 'webauthn-roaming': 'public_key', passkey: 'public_key' },
}

function listMethods(call: Call): Response {
  const shown = methodsOf(call).map((method) => ({ ...maskedAnswer(method), confirmed: true }))
  return json(200, paginate<Json>(shown, call.query, 'authenticators', withoutEmptyTotal))
}

/** An empty list has no total. */
function withoutEmptyTotal({ items, start, limit, total }: Page<Json>): Json {
  return { authenticators: items, start, limit, ...(total > 0 && { total }) }
}

function addMethod(call: Call): Response {
  const made = newMethod(call, call.body)
  keep(call, [...methodsOf(call), made])
  return json(201, maskedAnswer(made))
}

/** Replaces all at once. The answer shows addresses and numbers as they were sent. */
function replaceMethods(call: Call): Response {
  const made = call.list.filter(isObject).map((given) => newMethod(call, given))
  keep(call, made)
  return json(200, made.map(answerOf))
}

function newMethod({ tenant }: Call, given: Json): AuthenticationMethod {
  const type = String(given['type'])
  const required = requiredFields[type]
  if (required !== undefined && given[required] === undefined) {
    throw managementError(400, `Payload validation error: 'Missing required property: ${required}'.`, 'invalid_body')
  }
  const device = identifier('dev_', 16)
  const preferred = given['preferred_authentication_method'] === 'voice' ? 'voice' : 'sms'
  return {
    ...given,
    type,
    id: `${type}|${device}`,
    created_at: tenant.clock.now().toISOString(),
    ...(type === 'phone' && {
      preferred_authentication_method: preferred,
      authentication_methods: [{ id: `${preferred}|${device}`, type: preferred }],
    }),
  }
}

function findMethod(call: Call): void {
  const found = methodsOf(call).find(({ id }) => id === call.params['method'])
  if (found === undefined)
    throw managementError(404, 'The authentication method does not exist.', 'inexistent_authentication_method')
  theMethod.put(call, found)
}

function respondWithMethod(call: Call): Response {
  return json(200, { ...maskedAnswer(theMethod.of(call)), confirmed: true })
}

function changeMethod(call: Call): Response {
  Object.assign(theMethod.of(call), call.body)
  return json(200, maskedAnswer(theMethod.of(call)))
}

function removeMethod(call: Call): Response {
  keep(
    call,
    methodsOf(call).filter(({ id }) => id !== call.params['method']),
  )
  return empty(204)
}

function removeMethods(call: Call): Response {
  keep(call, [])
  return empty(204)
}

function makeRecoveryCode(): Response {
  return json(200, { recovery_code: identifier('', 24).toUpperCase() })
}

function methodsOf(call: Call): AuthenticationMethod[] {
  return call.tenant.state.authenticationMethods.get(theUser.of(call).user_id) ?? []
}

function keep(call: Call, methods: AuthenticationMethod[]): void {
  call.tenant.state.authenticationMethods.set(theUser.of(call).user_id, methods)
}

/** Secrets are never shown again. */
function answerOf(method: AuthenticationMethod): Json {
  const shown = Object.entries(method).filter(([field]) => field !== 'totp_secret')
  return Object.fromEntries(shown)
}

function maskedAnswer(method: AuthenticationMethod): Json {
  const { email, phone_number } = method
  return {
    ...answerOf(method),
    ...(typeof email === 'string' && { email: email.split('@').map(maskedText).join('@') }),
    ...(typeof phone_number === 'string' && {
      phone_number: 'X'.repeat(Math.max(0, phone_number.length - 4)) + phone_number.slice(-4),
    }),
  }
}

/** The first four characters. Short texts are masked completely. */
function maskedText(text: string): string {
  return text.length > 4 ? text.slice(0, 4) + '*'.repeat(text.length - 4) : '****'
}
