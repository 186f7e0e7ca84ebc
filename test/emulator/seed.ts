import { noActionRuns } from './actions/action-runs.ts'
import { CustomDomains } from './management/custom-domain.ts'
import type { Clock } from './clock.ts'
import { newClient } from './management/client-defaults.ts'
import { newConnection } from './management/connections.ts'
import { SearchIndex } from './search-index.ts'
import { UserDirectory } from './user-directory.ts'
import { identifier } from './identifier.ts'
import type { Client, ClientGrant } from './management/client.ts'
import type { ResourceServer } from './management/resource-server.ts'
import type { State } from './state.ts'

export interface Seed {
  origin: string
  deployClient: { client_id: string; client_secret: string }
  appClient: { client_id: string; client_secret: string }
  managementScopes: string[]
  emailProvider: 'smtp' | 'builtin'
  clock: Clock
  searchDelaySeconds: number
}

/** Nobody connects to it: the outbox catches all mails. */
const smtpServer = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_user: 'team', smtp_pass: 'not a secret' }

export const DATABASE_CONNECTION = 'Username-Password-Authentication'

/** A new tenant: one database connection, an app, and a machine-to-machine app for deploys. */
export function seededState(seed: Seed): State {
  const { origin, deployClient, appClient, managementScopes, emailProvider, clock, searchDelaySeconds } = seed
  const clients: Client[] = [
    // Every tenant has this one. It holds the pages of the classic login, and the Deploy CLI asks for it by that flag.
    newClient({ name: 'All Applications', global: true, callbacks: [], grant_types: [] }),
    newClient({
      ...deployClient,
      name: 'Deploy and invite',
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
    }),
    newClient({
      ...appClient,
      name: 'Analytical Engine',
      app_type: 'regular_web',
      oidc_conformant: true,
      callbacks: [`${origin}/_local/callback`],
      allowed_logout_urls: [`${origin}/_local/`],
      grant_types: ['authorization_code', 'refresh_token', 'password'],
    }),
  ]
  const grant: ClientGrant = {
    id: identifier('cgr_', 16),
    client_id: deployClient.client_id,
    audience: `${origin}/api/v2/`,
    scope: managementScopes,
    subject_type: 'client',
  }
  const api: ResourceServer = {
    id: identifier('', 24),
    identifier: `${origin}/api/v2/`,
    name: 'Auth0 Management API',
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    token_lifetime: 86_400,
    token_lifetime_for_web: 7200,
    signing_alg: 'RS256',
    scopes: managementScopes.map((value) => ({ value, description: value })),
    is_system: true,
  }
  const connection = newConnection(DATABASE_CONNECTION, 'auth0', {
    // All except the global one, which signs nobody in (recorded traffic).
    enabled_clients: clients.slice(1).map(({ client_id }) => client_id),
    options: { password_options: { complexity: { min_length: 8 } }, disable_self_service_change_password: false },
  })
  return {
    tenant: {
      name: 'local-tenant',
      friendly_name: 'Local Tenant',
      support_email: 'support@example.com',
      default_redirection_uri: `${origin}/_local/`,
      enabled_locales: ['en'],
      ...tenantDefaults,
    },
    branding: {},
    pageTemplate: undefined,
    promptSettings: {
      universal_login_experience: 'new',
      identifier_first: false,
      webauthn_platform_first_factor: false,
    },
    botDetection: {
      bot_detection_level: 'medium',
      challenge_password_policy: 'never',
      challenge_passwordless_policy: 'never',
      challenge_password_reset_policy: 'never',
      allowlist: [],
      monitoring_mode_enabled: false,
    },
    rules: [],
    customDomains: new CustomDomains(),
    partials: new Map(),
    rendering: new Map(),
    themes: new Map(),
    users: new UserDirectory(new SearchIndex(clock, searchDelaySeconds)),
    passwords: new Map(),
    wrongPasswords: new Map(),
    clients: new Map(clients.map((client) => [client.client_id, client])),
    clientGrants: new Map([[grant.id, grant]]),
    clientCredentials: new Map(),
    credentialKeys: new Map(),
    usedAssertions: new Set(),
    organizations: new Map(),
    membershipIndex: new SearchIndex(clock, searchDelaySeconds),
    connections: new Map([[connection.id, connection]]),
    connectionKeys: new Map(),
    resourceServers: new Map([[api.id, api]]),
    roles: new Map(),
    userPermissions: new Map(),
    emailProvider:
      emailProvider === 'smtp'
        ? { name: 'smtp', enabled: true, default_from_address: 'team@example.com', credentials: smtpServer }
        : undefined,
    emailTemplates: new Map(),
    actions: new Map(),
    bindings: new Map(),
    actionRuns: noActionRuns(),
    customText: new Map(),
    tickets: new Map(),
    newestTicket: new Map(),
    verificationTickets: new Map(),
    mailedCodes: new Map(),
    buckets: new Map(),
    limits: { speed: 1, emptiedAtMs: undefined },
    transactions: new Map(),
    passwordResets: new Map(),
    sessions: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    accessTokens: new Map(),
    authenticationMethods: new Map(),
    jobs: new Map(),
    areJobsPaused: false,
    outbox: [],
    mailServer: { isLosing: false, lateSec: 0 },
    logs: [],
    eventsSoFar: 0,
    requests: [],
  }
}

/** Settings of a new tenant (recorded traffic). */
const tenantDefaults = {
  flags: {
    allow_changing_enable_sso: false,
    disable_impersonation: true,
    enable_sso: true,
    universal_login: true,
    revoke_refresh_token_grant: false,
    no_disclose_enterprise_connections: false,
    disable_management_api_sms_obfuscation: false,
    disable_fields_map_fix: false,
    disable_clickjack_protection_headers: false,
    enable_public_signup_user_exists_error: false,
    use_scope_descriptions_for_consent: false,
    cannot_change_enforce_client_authentication_on_passwordless_start: true,
    enforce_client_authentication_on_passwordless_start: true,
  },
  default_audience: '',
  default_directory: '',
  picture_url: '',
  support_url: '',
  session_lifetime: 168,
  idle_session_lifetime: 72,
  ephemeral_session_lifetime: 24,
  idle_ephemeral_session_lifetime: 24,
  sandbox_version: '22',
  allowed_logout_urls: [],
  oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
  resource_parameter_profile: 'audience',
  session_cookie: { mode: 'persistent' },
}
