import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { selectFields } from './fields.ts'
import { patchSettings } from './settings.ts'

// docs: api/management/v2/tenants; which keys appear when: recorded traffic
export const tenantSettings: Endpoint[] = [
  { route: 'GET /api/v2/tenants/settings', query: ['fields', 'include_fields'], steps: [respondWithSettings] },
  { route: 'PATCH /api/v2/tenants/settings', steps: [changeSettings] },
]

/** What is answered whatever fields are asked for. */
const always = ['sandbox_version', 'sandbox_versions_available']

function respondWithSettings({ tenant, query }: Call): Response {
  const settings = {
    ...tenant.state.tenant,
    sandbox_versions_available: ['22', '18'],
    client_id_metadata_document_supported: false,
  }
  return json(200, selectFields(settings, query, always))
}

function changeSettings({ tenant, body }: Call): Response {
  tenant.state.tenant = { ...tenant.state.tenant, ...patchSettings({ ...tenant.state.tenant }, body) }
  for (const [field, value] of Object.entries(body))
    if (value === null) Reflect.deleteProperty(tenant.state.tenant, field)
  return json(200, tenant.state.tenant)
}
