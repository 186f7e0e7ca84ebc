/**
 * What real tenants took in recorded traffic although Auth0's OpenAPI document does not name it, by operation. A field
 * inside another is named with a dot between.
 */
export const alsoAccepted: Readonly<Record<string, { query?: string[]; body?: string[] } | undefined>> = {
  'GET /api/v2/resource-servers': { query: ['fields', 'from', 'take'] },
  'POST /api/v2/resource-servers': { body: ['token_lifetime_for_web'] },
  'PATCH /api/v2/resource-servers/:id': { body: ['token_lifetime_for_web'] },
  'GET /api/v2/logs': { query: ['q'] },
  'GET /api/v2/connections': { query: ['page', 'per_page', 'include_totals'] },
  'GET /api/v2/clients/:id/credentials': { query: ['include_totals', 'per_page', 'page'] },
  'PATCH /api/v2/emails/provider': { query: ['fields', 'include_fields'] },
  'GET /api/v2/roles': { query: ['type'] },
  'POST /api/v2/roles': { body: ['type', 'owner_id'] },
  'PATCH /api/v2/tenants/settings': {
    body: [
      ...['country_codes', 'universal_login', 'session_lifetime_in_minutes', 'idle_session_lifetime_in_minutes'],
      'flags.use_scope_descriptions_for_consent',
    ],
  },
}
