import { clientOf, connectionOf, pick, requestOf, tenantOf, transactionOf, userOf } from '../actions/event.ts'
import { runTrigger, runTriggerLater } from '../actions/run-actions.ts'
import type { Call } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import { fits, tooMuchMetadata, mergeMetadata } from '../management/user-metadata.ts'
import { metadataIn } from './post-login.ts'
import type { AuthorizationRequest } from './grant.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { Json } from '../json.ts'
import type { User } from '../management/user.ts'

export interface NewUser {
  /** Not stored yet. */
  user: User
  /** Absent if people sign in with a code. */
  password?: string
  connection: Connection
  /** The application where somebody signs up; absent if an administrator makes the user. */
  client?: Client
  /** The request of the page where somebody signs up; absent for the API (support article on blocking signups via API). */
  request?: AuthorizationRequest | undefined
}

/** An Action has denied it. The reason is for the tenant's log, the message for the person. */
export interface RegistrationDenied {
  reason: string
  userMessage?: string
}

/**
 * Stores a new user of a database or a passwordless connection and runs the triggers around it. pre-user-registration may
 * deny or add metadata. post-user-registration runs afterwards, and nobody waits for it. Both also run for POST /users
 * (support article on sandbox errors at user creation).
 * @returns the deny, already logged, or undefined if the user is stored
 * @see https://auth0.com/docs/customize/actions/explore-triggers/pre-user-registration
 */
export async function storeNewUser(call: Call, newUser: NewUser): Promise<RegistrationDenied | undefined> {
  const { tenant } = call
  const { user, password } = newUser
  const denied = await runPreUserRegistration(call, newUser)
  if (denied) return denied
  tenant.state.users.set(user.user_id, user)
  if (password !== undefined) tenant.state.passwords.set(user.user_id, password)
  const { request, ...around } = surroundings(call, newUser)
  const { query: _, body: __, ...seen } = request
  runTriggerLater(tenant, 'post-user-registration', { ...around, request: seen, user: userOf(user) })
  return undefined
}

async function runPreUserRegistration(call: Call, newUser: NewUser): Promise<RegistrationDenied | undefined> {
  const { tenant, body } = call
  const { user, client } = newUser
  const given = pick(body, ['username', 'name', 'nickname', 'given_name', 'family_name', 'picture'])
  const { calls, error } = await runTrigger(tenant, 'pre-user-registration', {
    ...surroundings(call, newUser),
    user: { email: user.email, ...given, ...pick({ ...user }, ['app_metadata', 'user_metadata']) },
    ...(client && { client: clientOf(client) }),
  })
  const denial = calls.find(({ method }) => method === 'access.deny' || method === 'validation.error')
  const reason = denial ? String(denial.args[0]) : error
  if (reason !== undefined) {
    logDenied(call, newUser, reason)
    const userMessage = denial?.args[1]
    return { reason, ...(typeof userMessage === 'string' && { userMessage }) }
  }
  const change = metadataIn(calls)
  if (!fits(change, user)) {
    logDenied(call, newUser, tooMuchMetadata)
    return { reason: tooMuchMetadata }
  }
  mergeMetadata(user, change)
  return undefined
}

function logDenied({ tenant, ip, request }: Call, { user, client, connection }: NewUser, reason: string): void {
  record(tenant, {
    ...{ type: 'fs', description: 'PreUserRegistrationError on pre-user-registration' },
    ...{ userName: user.email, client, connection, ip, userAgent: request.headers.get('user-agent') ?? undefined },
    details: { error: { type: 'PreUserRegistrationError', message: reason } },
  })
}

function surroundings(call: Call, { connection, request }: NewUser): Json & { request: Json } {
  const { tenant } = call
  return {
    connection: connectionOf(connection),
    tenant: tenantOf(tenant),
    request: requestOf(call),
    ...(request && { transaction: transactionOf(tenant, 'oidc-basic-profile', request.scope, request.query) }),
  }
}
