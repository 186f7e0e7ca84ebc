import { empty, json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { EmailProvider } from '../mail/mail.ts'
import type { Json } from '../json.ts'
import { selectFields } from './fields.ts'

// docs: api/management/v2/emails; recorded traffic: secrets are never answered, and by default no credentials either
export const emailProvider: Endpoint[] = [
  {
    route: 'GET /api/v2/emails/provider',
    query: ['fields', 'include_fields'],
    steps: [requireProvider, respondWithProvider],
  },
  { route: 'POST /api/v2/emails/provider', steps: [requireKnownSettings, rejectSecond, createProvider] },
  {
    route: 'PATCH /api/v2/emails/provider',
    query: ['fields', 'include_fields'],
    steps: [requireProvider, requireKnownSettings, changeProvider],
  },
  { route: 'DELETE /api/v2/emails/provider', steps: [deleteProvider] },
]

/** All others are secret or not returned (Auth0's OpenAPI document; for Mailgun's domain: recorded traffic). */
const shownCredentials = ['api_user', 'domain', 'region', 'smtp_host', 'smtp_port', 'smtp_user']

/** Settings of providers only concern headers and messages. Auth0 names unknown fields last first (recorded traffic). */
function requireKnownSettings({ body }: Call): void {
  const strangers = Object.keys(Object(body['settings'] ?? {}) as Json).filter(
    (name) => !['headers', 'message'].includes(name),
  )
  if (strangers.length === 0) return
  const reason = `Additional properties not allowed: ${strangers.reverse().join(',')}`
  const message = `Payload validation error: '${reason}' on property settings (Specific provider setting).`
  throw managementError(400, message, 'invalid_body')
}

function requireProvider({ tenant }: Call): void {
  if (tenant.state.emailProvider === undefined) {
    throw managementError(404, 'There is not a configured email provider', 'inexistent_email_provider')
  }
}

function respondWithProvider({ tenant, query }: Call): Response {
  const { credentials = {}, settings, ...provider } = answerOf(tenant.state.emailProvider)
  if (query['fields'] === undefined) return json(200, provider)
  return json(200, selectFields({ ...provider, credentials, settings: settings ?? {} }, query))
}

function rejectSecond({ tenant }: Call): void {
  if (tenant.state.emailProvider) {
    throw managementError(409, 'There is already an email provider configured', 'email_provider_conflict')
  }
}

function createProvider({ tenant, body }: Call): Response {
  tenant.state.emailProvider = providerFrom({ enabled: true, ...body })
  return json(201, answerOf(tenant.state.emailProvider))
}

function changeProvider({ tenant, body, query }: Call): Response {
  tenant.state.emailProvider = providerFrom({ ...tenant.state.emailProvider, ...body })
  return json(200, selectFields(answerOf(tenant.state.emailProvider), query))
}

function deleteProvider({ tenant }: Call): Response {
  tenant.state.emailProvider = undefined
  return empty(204)
}

function providerFrom(fields: Json): EmailProvider {
  const { default_from_address } = fields
  return {
    ...fields,
    name: String(fields['name']),
    enabled: fields['enabled'] !== false,
    ...(typeof default_from_address === 'string' && { default_from_address }),
  }
}

function answerOf(provider: EmailProvider | undefined): Json {
  const { credentials, settings, ...others }: Json = { ...provider }
  const fields: Json = settings === null ? others : { ...others, ...(settings !== undefined && { settings }) }
  if (typeof credentials !== 'object' || credentials === null) return fields
  const shown = Object.entries(credentials).filter(([name, value]) => shownCredentials.includes(name) && value !== null)
  return { ...fields, credentials: Object.fromEntries(shown) }
}
