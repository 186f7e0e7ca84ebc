import type { Call } from '../http/endpoint.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { Json } from '../json.ts'
import type { Session } from '../authentication/grant.ts'
import type { User } from '../management/user.ts'
import type { Tenant } from '../tenant.ts'

// The parts that events of several triggers share (docs: actions/reference/<trigger>/…-event-object).

const profile = ['created_at', 'email', 'email_verified', 'family_name', 'given_name', 'last_password_reset', 'name']
const more = ['nickname', 'picture', 'updated_at', 'user_id', 'username']

/** Fields of a form that no Action may see. */
const secretFields = [
  'password',
  'password2',
  'password-reset',
  're-enter-password',
  'client_secret',
  'code_verifier',
  'refresh_token',
  'code',
]

/** A user as Actions see it: metadata is there even if it is empty. */
export function userOf(user: User): Json {
  return {
    ...pick({ ...user }, [...profile, ...more]),
    app_metadata: user.app_metadata ?? {},
    user_metadata: user.user_metadata ?? {},
  }
}

export function clientOf({ client_id, name, client_metadata }: Client): Json {
  return { client_id, name, metadata: client_metadata ?? {} }
}

export function connectionOf({ id, name, strategy, ...more }: Connection): Json {
  return { id, name, strategy, metadata: more['metadata'] ?? {} }
}

/** The connection of the user's own identity, which is the first one. */
export function connectionOfUser(tenant: Tenant, user: User): Connection | undefined {
  return connectionNamed(tenant, user.identities[0]?.connection)
}

export function connectionNamed({ state }: Tenant, name: string | undefined): Connection | undefined {
  return [...state.connections.values()].find((one) => one.name === name)
}

/** @param query of the request that started it all, if that was an earlier one */
export function requestOf({ tenant, ip, request, body }: Call, query: Readonly<Record<string, string>> = {}): Json {
  const language = request.headers.get('accept-language')?.split(/[,;]/)[0]
  return {
    ip,
    method: request.method,
    hostname: new URL(tenant.origin).hostname,
    user_agent: request.headers.get('user-agent') ?? '',
    ...(language && language !== '*' && { language }),
    query: { ...query },
    body: Object.fromEntries(Object.entries(body).filter(([field]) => !secretFields.includes(field))),
    geoip: {},
  }
}

export function tenantOf({ state }: Tenant): Json {
  return { id: state.tenant.name }
}

/** Names of the user's roles. */
export function rolesOf({ state }: Tenant, user: User): string[] {
  return [...state.roles.values()].filter(({ users }) => users.has(user.user_id)).map(({ name }) => name)
}

export function sessionOf({ client_ids, ...session }: Session): Json {
  const instants = ['created_at', 'authenticated_at', 'updated_at']
  return {
    ...pick(session, ['id', 'user_id', ...instants]),
    clients: [...client_ids].map((client_id) => ({ client_id })),
  }
}

/** The languages that a browser asks for, separated by spaces (OpenID Connect Core, section 3.1.2.1). */
export function localesOf({ state }: Tenant, ui_locales: string | undefined): { locale: string; ui_locales: string[] } {
  const wanted = words(ui_locales)
  const known = state.tenant.enabled_locales
  return { locale: wanted.find((one) => known.includes(one)) ?? known[0] ?? 'en', ui_locales: wanted }
}

/** The authorization request as it came. What it did not name is absent or empty. */
export function transactionOf(tenant: Tenant, protocol: string, scope: string, query: Readonly<Json>): Json {
  const text = (name: string): string | undefined => (typeof query[name] === 'string' ? query[name] : undefined)
  return {
    protocol,
    acr_values: words(text('acr_values')),
    prompt: words(text('prompt')),
    requested_scopes: words(scope),
    response_type: words(text('response_type')),
    ...localesOf(tenant, text('ui_locales')),
    ...pick(query, ['login_hint', 'redirect_uri', 'response_mode', 'state']),
  }
}

export function words(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(' ')
}

export function pick(from: Readonly<Json>, keys: readonly string[]): Json {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])))
}
