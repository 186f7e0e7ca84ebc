import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { isObject } from '../json.ts'

// docs: customize/login-pages/universal-login/customize-signup-and-login-prompts. A PUT replaces the prompt's partials whole.
export const partials: Endpoint[] = [
  { route: 'GET /api/v2/prompts/:prompt/partials', steps: [respondWithPartials] },
  {
    route: 'PUT /api/v2/prompts/:prompt/partials',
    steps: [requireKnownScreens, replacePartials, respondWithPartials],
  },
]

/** Most prompts have one screen, with the same name. */
const screens: Readonly<Record<string, string[]>> = {
  'login-passwordless': [
    'login-passwordless-email-code',
    'login-passwordless-email-link',
    'login-passwordless-sms-otp',
  ],
  passkeys: ['passkey-enrollment', 'passkey-enrollment-local'],
}

function requireKnownScreens({ params, body }: Call): void {
  const prompt = params['prompt'] ?? ''
  const known = screens[prompt] ?? [prompt]
  const stranger = Object.keys(body).find((screen) => !known.includes(screen))
  if (stranger !== undefined) {
    throw managementError(400, `Invalid screen '${stranger}' in prompt '${prompt}'`, 'invalid_body')
  }
}

/** A screen without entries is removed. */
function replacePartials({ tenant, params, body }: Call): void {
  const filled = Object.entries(body).filter(([, entries]) => isObject(entries) && Object.keys(entries).length > 0)
  tenant.state.partials.set(params['prompt'] ?? '', Object.fromEntries(filled))
}

function respondWithPartials({ tenant, params }: Call): Response {
  return json(200, tenant.state.partials.get(params['prompt'] ?? '') ?? {})
}
