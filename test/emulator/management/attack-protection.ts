import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { patchSettings } from './settings.ts'

/** Auth0's levels (docs: secure/attack-protection/bot-detection; CLI reference of `auth0 protection bot-detection`). */
const levels: Readonly<Record<string, readonly string[]>> = {
  bot_detection_level: ['low', 'medium', 'high'],
  challenge_password_policy: ['never', 'when_risky', 'always'],
  challenge_passwordless_policy: ['never', 'when_risky', 'always'],
  challenge_password_reset_policy: ['never', 'when_risky', 'always'],
}

/** Only the settings of bot detection. Nobody is ever asked for a captcha. */
export const attackProtection: Endpoint[] = [
  {
    route: 'GET /api/v2/attack-protection/bot-detection',
    scopes: ['read:attack_protection'],
    steps: [respondWithBotDetection],
  },
  {
    route: 'PATCH /api/v2/attack-protection/bot-detection',
    scopes: ['update:attack_protection'],
    body: [...Object.keys(levels), 'allowlist', 'monitoring_mode_enabled'],
    steps: [requireLevels, changeBotDetection, respondWithBotDetection],
  },
]

function requireLevels({ body }: Call): void {
  for (const [field, allowed] of Object.entries(levels)) {
    const value = body[field]
    if (value === undefined || (typeof value === 'string' && allowed.includes(value))) continue
    throw managementError(
      400,
      `Payload validation error: 'No enum match for: ${JSON.stringify(value)}' on property ${field} (one of: ${allowed.join(', ')}).`,
      'invalid_body',
    )
  }
}

function changeBotDetection({ tenant, body }: Call): void {
  tenant.state.botDetection = patchSettings(tenant.state.botDetection, body)
}

function respondWithBotDetection({ tenant }: Call): Response {
  return json(200, tenant.state.botDetection)
}
