import { apiBy } from '../management/resource-servers.ts'
import type { Client } from '../management/client.ts'
import type { ResourceServer } from '../management/resource-server.ts'
import { canonicalOrigin, type Tenant } from '../tenant.ts'

/** Scopes of OpenID Connect. A user who signs in can give these to any app. */
const oidcScopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']

/** The audience of /userinfo, which every token with the scope openid has. */
export function userInfoAudience(tenant: Tenant): string {
  return `${canonicalOrigin(tenant)}/userinfo`
}

/**
 * The API that a call is about: the one it asks for, or the tenant's default.
 * @returns the API, `none` if it is only /userinfo, `unknown` if there is no such API
 */
export function audienceOf(tenant: Tenant, asked: string | undefined): ResourceServer | 'none' | 'unknown' {
  const byDefault = tenant.state.tenant['default_audience']
  const audience = asked ?? (typeof byDefault === 'string' ? byDefault : '')
  if (audience === '' || audience === userInfoAudience(tenant)) return 'none'
  const api = apiBy(tenant, audience)
  return api?.identifier === audience ? api : 'unknown'
}

/**
 * The scopes that a user grants: those of OpenID Connect, and those of the API that it knows. Others are dropped. With
 * RBAC on, only those that the user's roles and permissions allow.
 * @see https://auth0.com/docs/get-started/apis/scopes and https://auth0.com/docs/get-started/apis/enable-role-based-access-control-for-apis
 */
export function grantedScopes(tenant: Tenant, asked: string, api: ResourceServer | 'none', userId: string): string {
  const names = [...new Set(asked.split(/\s+/).filter((scope) => scope !== ''))]
  const known = api === 'none' ? [] : (api.scopes ?? []).map(({ value }) => value)
  const allowed = api !== 'none' && api['enforce_policies'] === true ? permissionsOf(tenant, userId, api) : known
  return names
    .filter((name) => (known.includes(name) ? allowed.includes(name) : oidcScopes.includes(name)))
    .filter((name) => name !== 'offline_access' || api === 'none' || api['allow_offline_access'] === true)
    .join(' ')
}

/** What roles and direct permissions allow a user to do with an API. */
export function permissionsOf({ state }: Tenant, userId: string, { identifier }: ResourceServer): string[] {
  const ofRoles = [...state.roles.values()].filter(({ users }) => users.has(userId)).flatMap((role) => role.permissions)
  const all = [...ofRoles, ...(state.userPermissions.get(userId) ?? [])]
  const here = all.filter(({ resource_server_identifier }) => resource_server_identifier === identifier)
  return [...new Set(here.map(({ permission_name }) => permission_name))]
}

/** How long an access token of an API lasts, in seconds. For apps in a browser it may be shorter. */
export function accessTokenSeconds(api: ResourceServer, client: Client): number {
  const setting = api[client.app_type === 'spa' ? 'token_lifetime_for_web' : 'token_lifetime']
  return typeof setting === 'number' ? setting : DEFAULT_ACCESS_TOKEN_SECONDS
}

/** docs: secure/tokens/access-tokens/update-access-token-lifetime */
export const DEFAULT_ACCESS_TOKEN_SECONDS = 86_400
