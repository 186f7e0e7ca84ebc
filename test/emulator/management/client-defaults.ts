import { identifier } from '../identifier.ts'
import { isObject, ownValue, type Json } from '../json.ts'
import type { Client } from './client.ts'

const DAY_SECONDS = 86_400

/** What an application has by its type, besides the defaults for all (recorded traffic). */
const ofType: Readonly<Record<string, Json>> = {
  resource_server: { oidc_conformant: true, grant_types: [] },
  express_configuration: {
    oidc_conformant: true,
    callbacks: ['https://system-admin.okta.com/admin/app/generic/oauth20redirect'],
    grant_types: ['authorization_code', 'client_credentials'],
    organization_usage: 'require',
    organization_require_behavior: 'pre_login_prompt',
    client_authentication_methods: { private_key_jwt: { credentials: [] } },
    async_approval_notification_channels: ['guardian-push'],
  },
}

/** An application with what Auth0 adds. @param given fields of the body, which win over defaults */
export function newClient(given: Json): Client {
  const { jwt_configuration, refresh_token, ...fields } = given
  const isStrict = given['third_party_security_mode'] === 'strict'
  return {
    client_id: isStrict ? identifier('tpc_', 22) : identifier('', 32),
    client_secret: identifier('', 64),
    name: '',
    is_first_party: true,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: given['is_first_party'] === false,
    sso_disabled: false,
    cross_origin_authentication: false,
    cross_origin_auth: given['cross_origin_authentication'] === true,
    grant_types: isStrict ? ['authorization_code'] : defaultGrants(given),
    custom_login_page_on: true,
    ...(given['is_first_party'] === false && { third_party_security_mode: 'permissive' }),
    ...ofType[String(given['app_type'])],
    jwt_configuration: { secret_encoded: false, ...Object(jwt_configuration ?? defaultTokens(given)) } as Json,
    refresh_token: { ...defaultRefreshTokens(given), ...Object(refresh_token ?? {}) } as Json,
    ...fields,
    ...(isObject(fields['session_transfer']) && { session_transfer: mergedField({}, 'session_transfer', fields) }),
  }
}

/** What is filled in if a field is given only in part (defaults of the OpenAPI document, as in recorded traffic). */
const whereGiven: Readonly<Record<string, Json>> = {
  session_transfer: {
    can_create_session_transfer_token: false,
    allowed_authentication_methods: [],
    enforce_device_binding: 'ip',
    allow_refresh_token: false,
    enforce_online_refresh_tokens: true,
    enforce_cascade_revocation: true,
  },
}

/** These are replaced as a whole: they choose between alternatives, rather than set parts of one thing. */
const replacedWhole = ['addons', 'client_authentication_methods']

/**
 * A field after a PATCH: inside a field, only the named settings change, and null removes one (recorded traffic, for every
 * field that was ever sent in part).
 */
export function mergedField(before: Json, field: string, { [field]: given }: Json): unknown {
  if (!isObject(given) || replacedWhole.includes(field)) return given
  const kept = before[field]
  const merged = { ...whereGiven[field], ...(isObject(kept) && kept), ...given }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
}

/** Only applications that can keep a secret may request tokens in their own name. */
function defaultGrants(given: Json): string[] {
  const grants = ['authorization_code', 'implicit', 'refresh_token']
  return isPublic(given) ? grants : [...grants, 'client_credentials']
}

function isPublic({ app_type, token_endpoint_auth_method }: Json): boolean {
  return app_type === 'native' || app_type === 'spa' || token_endpoint_auth_method === 'none'
}

/** Newer types of applications always sign with RS256. A strict third party's ID tokens last an hour. */
function defaultTokens({ app_type, third_party_security_mode }: Json): Json {
  if (third_party_security_mode === 'strict') return { alg: 'RS256', lifetime_in_seconds: 3600 }
  if (app_type === 'resource_server' || app_type === 'express_configuration') return { alg: 'RS256' }
  return { lifetime_in_seconds: 36_000 }
}

/** Refresh tokens last a year for applications that can keep a secret, otherwise thirty days. A third party's rotate. */
function defaultRefreshTokens(given: Json): Json {
  const { token_endpoint_auth_method = 'none', third_party_security_mode } = given
  const isConfidential = token_endpoint_auth_method !== 'none'
  const isRotating = given['is_first_party'] === false && isPublic(given)
  const isExpiring = isRotating || third_party_security_mode === 'strict'
  return {
    rotation_type: isRotating ? 'rotating' : 'non-rotating',
    expiration_type: isExpiring ? 'expiring' : 'non-expiring',
    leeway: 0,
    token_lifetime: isConfidential ? 31_557_600 : 30 * DAY_SECONDS,
    idle_token_lifetime: isConfidential ? 30 * DAY_SECONDS : 15 * DAY_SECONDS,
    infinite_token_lifetime: !isRotating,
    infinite_idle_token_lifetime: !isExpiring,
  }
}

/** Answers also have the addresses of oidc_logout under its older name (recorded traffic). */
export function withLogoutAlias(fields: Json): Json {
  if (!('oidc_logout' in fields)) return fields
  const urls = ownValue(fields['oidc_logout'], 'backchannel_logout_urls')
  return { ...fields, oidc_backchannel_logout: urls === undefined ? null : { backchannel_logout_urls: urls } }
}
