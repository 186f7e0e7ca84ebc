import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'

// docs: customize/login-pages/universal-login/customize-text-elements. A PUT replaces the prompt's texts whole.
export const prompts: Endpoint[] = [
  {
    route: 'GET /api/v2/prompts/:prompt/custom-text/:language',
    scopes: ['read:prompts'],
    steps: [respondWithTexts],
  },
  {
    route: 'PUT /api/v2/prompts/:prompt/custom-text/:language',
    scopes: ['update:prompts'],
    body: 'any',
    steps: [requireScreensOfTexts, replaceTexts, respondWithTexts],
  },
]

function requireScreensOfTexts({ body }: Call): void {
  for (const [screen, texts] of Object.entries(body)) {
    if (typeof texts !== 'object' || texts === null || Object.values(texts).some((text) => typeof text !== 'string')) {
      throw managementError(
        400,
        `Payload validation error: 'Expected type object of strings' on property ${screen}.`,
        'invalid_body',
      )
    }
  }
}

function replaceTexts(call: Call): void {
  call.tenant.state.customText.set(key(call), call.body)
}

function respondWithTexts(call: Call): Response {
  return json(200, call.tenant.state.customText.get(key(call)) ?? {})
}

function key({ params }: Call): string {
  return `${params['prompt']}/${params['language']}`
}
