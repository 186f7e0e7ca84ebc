import { json, managementError } from '../http/answers.ts'
import { type Call, type Endpoint } from '../http/endpoint.ts'
import type { Json } from '../json.ts'

// docs: api/management/v2/email-templates
export const emailTemplates: Endpoint[] = [
  {
    route: 'POST /api/v2/email-templates',
    steps: [rejectExisting, createTemplate],
  },
  {
    route: 'GET /api/v2/email-templates/:templateName',
    steps: [respondWithTemplate],
  },
  {
    route: 'PATCH /api/v2/email-templates/:templateName',
    steps: [changeTemplate, respondWithTemplate],
  },
  {
    route: 'PUT /api/v2/email-templates/:templateName',
    steps: [requireTemplate, replaceTemplate, respondWithTemplate],
  },
]

function rejectExisting({ tenant, body }: Call): void {
  const name = String(body['template'])
  if (tenant.state.emailTemplates.has(name)) throw managementError(409, `Template ${name} already exists.`)
}

function createTemplate({ tenant, body }: Call): Response {
  tenant.state.emailTemplates.set(String(body['template']), { ...body })
  return json(200, body)
}

function changeTemplate(call: Call): void {
  Object.assign(template(call), call.body)
}

function requireTemplate(call: Call): void {
  template(call)
}

function replaceTemplate({ tenant, params, body }: Call): void {
  tenant.state.emailTemplates.set(params['templateName'] ?? '', { ...body })
}

function respondWithTemplate(call: Call): Response {
  return json(200, template(call))
}

function template({ tenant, params }: Call): Json {
  const found = tenant.state.emailTemplates.get(params['templateName'] ?? '')
  if (found === undefined) throw managementError(404, 'The template does not exist.', 'inexistent_email_template')
  return found
}
