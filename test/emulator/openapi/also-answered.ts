const credentialsOfClients = ['private_key_jwt', 'self_signed_tls_client_auth'].flatMap((method) =>
  ['kid', 'alg', 'name', 'credential_type', 'created_at', 'updated_at', 'expires_at', 'thumbprint_sha256'].map(
    (key) => `client_authentication_methods.${method}.credentials.*.${key}`,
  ),
)

const newerFieldsOfClients = [
  ...['fedcm_login', 'token_vault_privileged_access', 'my_organization_configuration.invitation_landing_client_id'],
  ...['kid', 'alg', 'name', 'credential_type', 'created_at', 'updated_at', 'expires_at'].map(
    (key) => `signed_request_object.credentials.*.${key}`,
  ),
]

const connectionsOfCompanies = [
  ...['provisioning_ticket_url', 'cross_app_access_requesting_app', 'cross_app_access_resource_app'],
]

const settingsOfTenants = [
  ...['universal_login', 'country_codes'],
  ...[
    ...['universal_login', 'use_scope_descriptions_for_consent'],
    'cannot_change_enforce_client_authentication_on_passwordless_start',
    'enable_custom_domain_in_emails',
  ].map((flag) => `flags.${flag}`),
]

const encryptionKeys = ['pem', 'thumbprint_sha256'].map((key) => `token_encryption.encryption_key.${key}`)

/**
 * Where answers of real tenants in recorded traffic contradict Auth0's OpenAPI document, keyed by operation. `*` means any
 * position in a list.
 */
export const alsoAnswered: Readonly<Record<string, readonly string[] | undefined>> = {
  'GET /api/v2/actions/actions': ['actions.*.current_version'],
  'POST /api/v2/actions/actions': ['current_version'],
  'PATCH /api/v2/actions/actions/:id': ['current_version'],
  'GET /api/v2/actions/actions/:id': ['current_version'],
  'GET /api/v2/actions/triggers': ['triggers.*.id'],
  'GET /api/v2/actions/triggers/:triggerId/bindings': ['bindings.*.action.current_version'],
  'PATCH /api/v2/actions/triggers/:triggerId/bindings': ['bindings.*.action.current_version'],
  'GET /api/v2/clients/:id/credentials': ['*.expires_at'],
  'GET /api/v2/clients/:id/credentials/:credential_id': ['expires_at'],
  'POST /api/v2/clients': [...credentialsOfClients, ...newerFieldsOfClients],
  'GET /api/v2/clients/:id': [...credentialsOfClients, ...newerFieldsOfClients],
  'PATCH /api/v2/clients/:id': [...credentialsOfClients, ...newerFieldsOfClients],
  'POST /api/v2/connections': connectionsOfCompanies,
  'GET /api/v2/connections/:id': connectionsOfCompanies,
  'PATCH /api/v2/connections/:id': connectionsOfCompanies,
  'GET /api/v2/connections': [
    ...connectionsOfCompanies.flatMap((key) => [`*.${key}`, `connections.*.${key}`]),
    ...['*.enabled_clients', 'connections.*.enabled_clients'],
    ...['total', 'start', 'limit'],
  ],
  'POST /api/v2/emails/provider': ['credentials.domain'],
  'GET /api/v2/emails/provider': ['credentials.domain'],
  'PATCH /api/v2/emails/provider': ['credentials.domain'],
  'GET /api/v2/clients': ['length', 'total', 'start', 'limit', 'next'],
  'GET /api/v2/roles': ['*.type', 'roles.*.type', '*.owner_id', 'roles.*.owner_id'],
  'POST /api/v2/roles': ['type', 'owner_id'],
  'GET /api/v2/roles/:id': ['type', 'owner_id'],
  'PATCH /api/v2/roles/:id': ['type', 'owner_id'],
  'GET /api/v2/tenants/settings': settingsOfTenants,
  'PATCH /api/v2/tenants/settings': settingsOfTenants,
  'POST /api/v2/jobs/users-exports': ['connection', 'connection_id'],
  'POST /api/v2/resource-servers': ['allow_online_access_with_ephemeral_sessions'],
  'GET /api/v2/resource-servers/:id': [...encryptionKeys, 'allow_online_access_with_ephemeral_sessions'],
  'PATCH /api/v2/resource-servers/:id': [...encryptionKeys, 'allow_online_access_with_ephemeral_sessions'],
}
