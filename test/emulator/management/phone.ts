import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'

// The local tenant sends no text messages: it has no provider and no template for them, and cannot have any.
// docs: customize/phone-messages; envelopes and the 404: recorded traffic
export const phone: Endpoint[] = [
  {
    route: 'GET /api/v2/branding/phone/providers',
    scopes: ['read:phone_providers'],
    query: ['disabled'],
    steps: [listNone('providers')],
  },
  { route: 'GET /api/v2/branding/phone/providers/:id', scopes: ['read:phone_providers'], steps: [refuse] },
  { route: 'DELETE /api/v2/branding/phone/providers/:id', scopes: ['delete:phone_providers'], steps: [refuse] },
  {
    route: 'GET /api/v2/branding/phone/templates',
    scopes: ['read:phone_templates'],
    query: ['disabled'],
    steps: [listNone('templates')],
  },
  { route: 'GET /api/v2/branding/phone/templates/:id', scopes: ['read:phone_templates'], steps: [refuse] },
  { route: 'DELETE /api/v2/branding/phone/templates/:id', scopes: ['delete:phone_templates'], steps: [refuse] },
]

function listNone(key: string): () => Response {
  return () => json(200, { [key]: [] })
}

function refuse(_: Call): never {
  throw managementError(404, 'Notification Resource not found')
}
