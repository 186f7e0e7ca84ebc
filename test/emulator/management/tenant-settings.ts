import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { isObject, type Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import { selectFields } from './fields.ts'
import { patchSettings } from './settings.ts'

// docs: api/management/v2/tenants; which keys appear when: recorded traffic
export const tenantSettings: Endpoint[] = [
  { route: 'GET /api/v2/tenants/settings', query: ['fields', 'include_fields'], steps: [respondWithSettings] },
  { route: 'PATCH /api/v2/tenants/settings', steps: [changeSettings] },
]

/** Fields that are returned whatever `fields` asks for. */
const always = ['sandbox_version', 'sandbox_versions_available']

function respondWithSettings({ tenant, query }: Call): Response {
  const settings = {
    client_id_metadata_document_supported: false,
    ...answerOf(tenant),
    sandbox_versions_available: ['22', '18'],
  }
  return json(200, selectFields(settings, query, always))
}

function changeSettings({ tenant, body }: Call): Response {
  const { name } = tenant.state.tenant
  const changed = patchSettings({ ...tenant.state.tenant }, inHours(body))
  const { enabled_locales } = changed
  const locales = Array.isArray(enabled_locales) ? enabled_locales.map(String) : ['en']
  tenant.state.tenant = { ...changed, name, enabled_locales: locales }
  return json(200, answerOf(tenant))
}

/** Settings do not name the tenant. The prompts' settings say whether the identifier comes first (recorded traffic). */
function answerOf({ state, assumed }: Tenant): Json {
  const { name: _, ...settings } = state.tenant
  const { universal_login, flags } = settings
  const { customDomains, promptSettings } = state
  const showsMails = customDomains.inMails !== undefined && assumed['custom-domain-in-emails-flag'] === 'shown'
  return {
    ...settings,
    ...(showsMails && { flags: { ...Object(flags), enable_custom_domain_in_emails: customDomains.inMails } }),
    ...(promptSettings['identifier_first'] === true && {
      universal_login: { ...(isObject(universal_login) && universal_login), identifier_first: true },
    }),
  }
}

/** Lifetimes given in minutes are stored and returned as hours, with a fraction (recorded traffic). */
function inHours(body: Json): Json {
  const fields = Object.entries(body).map(([field, value]): [string, unknown] =>
    field.endsWith('_in_minutes') ? [field.replace('_in_minutes', ''), Number(value) / 60] : [field, value],
  )
  return Object.fromEntries(fields)
}
