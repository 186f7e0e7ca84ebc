import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { patchSettings } from './settings.ts'

// docs: customize/login-pages/universal-login/customize-text-elements. A PUT replaces the prompt's texts whole.
export const prompts: Endpoint[] = [
  { route: 'GET /api/v2/prompts', steps: [respondWithSettings] },
  { route: 'PATCH /api/v2/prompts', steps: [changeSettings, respondWithSettings] },
  {
    route: 'GET /api/v2/prompts/:prompt/custom-text/:language',
    steps: [respondWithTexts],
  },
  {
    route: 'PUT /api/v2/prompts/:prompt/custom-text/:language',
    steps: [replaceTexts, respondWithTexts],
  },
]

function respondWithSettings({ tenant }: Call): Response {
  return json(200, tenant.state.promptSettings)
}

function changeSettings({ tenant, body }: Call): void {
  tenant.state.promptSettings = patchSettings(tenant.state.promptSettings, body)
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
