interface AlsoAccepted {
  /** Values of parameters in the path. */
  path?: string[]
  query?: string[]
  body?: string[]
  /** Whether null, which removes a field, is accepted where the document wants an object. */
  nulls?: true
}

const crossAppAccess = ['cross_app_access_requesting_app', 'cross_app_access_resource_app']

const newerFieldsOfClients = [
  ...['identity_assertion_authorization_grant', 'fedcm_login', 'token_vault_privileged_access'],
  'my_organization_configuration.invitation_landing_client_id',
]

/**
 * What real tenants accepted in recorded traffic although Auth0's OpenAPI document does not name it, keyed by operation. A
 * dot separates a field from the one that it is in.
 */
export const alsoAccepted: Readonly<Record<string, AlsoAccepted | undefined>> = {
  'GET /api/v2/resource-servers': { query: ['fields', 'from', 'take'] },
  'POST /api/v2/resource-servers': { body: ['token_lifetime_for_web', 'allow_online_access_with_ephemeral_sessions'] },
  'PATCH /api/v2/resource-servers/:id': {
    body: ['token_lifetime_for_web', 'allow_online_access_with_ephemeral_sessions'],
  },
  'GET /api/v2/logs': { query: ['q'] },
  'GET /api/v2/actions/triggers/:triggerId/bindings': { path: ['mcp-tool'] },
  'PATCH /api/v2/actions/triggers/:triggerId/bindings': { path: ['mcp-tool'] },
  'GET /api/v2/organizations': { query: ['include_client_association_for'] },
  'GET /api/v2/connections': { query: ['page', 'per_page', 'include_totals'] },
  'POST /api/v2/connections': { body: crossAppAccess },
  'PATCH /api/v2/connections/:id': { body: crossAppAccess },
  'GET /api/v2/clients/:id/credentials': { query: ['include_totals', 'per_page', 'page'] },
  'GET /api/v2/users/:id/refresh-tokens': { query: ['include_totals', 'per_page', 'page'] },
  'GET /api/v2/roles': { query: ['type', 'owner_id'] },
  'POST /api/v2/roles': { body: ['type', 'owner_id'] },
  'PATCH /api/v2/tenants/settings': {
    body: [
      ...['country_codes', 'universal_login', 'session_lifetime_in_minutes', 'idle_session_lifetime_in_minutes'],
      ...['ephemeral_session_lifetime_in_minutes', 'idle_ephemeral_session_lifetime_in_minutes'],
      'flags.use_scope_descriptions_for_consent',
    ],
  },
  'POST /api/v2/organizations': { body: ['third_party_client_access', 'is_app_entitlement_active'] },
  'PATCH /api/v2/organizations/:id': { body: ['third_party_client_access', 'is_app_entitlement_active'] },
  'POST /api/v2/clients': { body: newerFieldsOfClients },
  'PATCH /api/v2/clients/:id': { body: newerFieldsOfClients, nulls: true },
}

/**
 * Bodies that may only have the fields that Auth0's OpenAPI document names, although it says that others are accepted.
 * Public clients of the API quote an answer that refuses one.
 */
export const closed = ['PATCH /api/v2/users/:id']
