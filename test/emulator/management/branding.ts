import { empty, json, managementError, Refusal } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { ownValue } from '../json.ts'
import { patchSettings } from './settings.ts'

// docs: api/management/v2/branding; statuses: recorded traffic
export const branding: Endpoint[] = [
  { route: 'GET /api/v2/branding', steps: [respondWithBranding] },
  { route: 'PATCH /api/v2/branding', steps: [changeBranding, respondWithBranding] },
  { route: 'GET /api/v2/branding/templates/universal-login', steps: [respondWithTemplate] },
  { route: 'PUT /api/v2/branding/templates/universal-login', steps: [replaceTemplate] },
  { route: 'DELETE /api/v2/branding/templates/universal-login', steps: [deleteTemplate] },
]

function respondWithBranding({ tenant }: Call): Response {
  return json(200, tenant.state.branding)
}

function changeBranding({ tenant, body }: Call): void {
  tenant.state.branding = patchSettings(tenant.state.branding, body)
}

function respondWithTemplate({ tenant }: Call): Response {
  const { pageTemplate } = tenant.state
  if (pageTemplate === undefined) {
    throw managementError(404, 'Template does not exist.', 'inexistent_templates_universal_login')
  }
  return json(200, { body: pageTemplate })
}

/** 201 for the first, 204 for a replacement. The two tags mark where Auth0 puts its own parts. */
function replaceTemplate({ tenant, body, text }: Call): Response {
  const template = text ?? ownValue(body, 'template')
  if (typeof template !== 'string' || !/auth0:head/.test(template) || !/auth0:widget/.test(template)) {
    throw new Refusal(
      json(400, {
        statusCode: 400,
        error: 'Bad Request',
        message: 'The template needs the tags auth0:head and auth0:widget.',
      }),
    )
  }
  const isNew = tenant.state.pageTemplate === undefined
  tenant.state.pageTemplate = template
  return isNew ? json(201, {}) : empty(204)
}

function deleteTemplate({ tenant }: Call): Response {
  tenant.state.pageTemplate = undefined
  return empty(204)
}
