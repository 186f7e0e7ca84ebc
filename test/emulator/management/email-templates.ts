import { json, managementError } from '../http/answers.ts'
import { type Call, type Endpoint } from '../http/endpoint.ts'
import type { Json } from '../state.ts'

// docs: api/management/v2/email-templates; names and fields: Auth0's OpenAPI description
const names = [
  ...['verify_email', 'verify_email_by_code', 'reset_email', 'reset_email_by_code', 'welcome_email', 'blocked_account'],
  ...['stolen_credentials', 'enrollment_email', 'mfa_oob_code', 'user_invitation', 'change_password', 'password_reset'],
  'async_approval',
]
const fields = [
  ...['template', 'body', 'from', 'resultUrl', 'subject', 'syntax', 'urlLifetimeInSeconds', 'includeEmailInRedirect'],
  'enabled',
]
const requiredFields = ['template', 'body', 'from', 'subject', 'syntax', 'enabled']

export const emailTemplates: Endpoint[] = [
  {
    route: 'POST /api/v2/email-templates',
    scopes: ['create:email_templates'],
    body: fields,
    steps: [requireFields, rejectExisting, createTemplate],
  },
  {
    route: 'GET /api/v2/email-templates/:name',
    scopes: ['read:email_templates'],
    steps: [requireKnownName, respondWithTemplate],
  },
  {
    route: 'PATCH /api/v2/email-templates/:name',
    scopes: ['update:email_templates'],
    body: fields,
    steps: [requireKnownName, changeTemplate, respondWithTemplate],
  },
]

function requireFields({ body }: Call): void {
  const missing = requiredFields.find((field) => body[field] === undefined)
  if (missing)
    throw managementError(400, `Payload validation error: 'Missing required property: ${missing}'.`, 'invalid_body')
}

function rejectExisting({ tenant, body }: Call): void {
  const name = String(body['template'])
  if (tenant.state.emailTemplates.has(name)) throw managementError(409, `Template ${name} already exists.`)
}

function createTemplate({ tenant, body }: Call): Response {
  tenant.state.emailTemplates.set(String(body['template']), { ...body })
  return json(200, body)
}

function requireKnownName({ params }: Call): void {
  if (!names.includes(params['name'] ?? '')) {
    throw managementError(
      400,
      `Path validation error: 'Invalid value "${params['name']}"' on property templateName.`,
      'invalid_uri',
    )
  }
}

function changeTemplate(call: Call): void {
  Object.assign(template(call), call.body)
}

function respondWithTemplate(call: Call): Response {
  return json(200, template(call))
}

function template({ tenant, params }: Call): Json {
  const found = tenant.state.emailTemplates.get(params['name'] ?? '')
  if (found === undefined) throw managementError(404, 'The template does not exist.', 'inexistent_email_template')
  return found
}
