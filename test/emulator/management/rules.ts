import { json, managementError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'

/** Rules are stored and listed, but never run. */
export const rules: Endpoint[] = [
  { route: 'GET /api/v2/rules', scopes: ['read:rules'], query: ['enabled'], steps: [listRules] },
  {
    route: 'POST /api/v2/rules',
    scopes: ['create:rules'],
    body: ['name', 'script', 'order', 'enabled'],
    steps: [requireNameAndScript, addRule],
  },
]

function listRules({ tenant, query }: Call): Response {
  const wanted = query['enabled']
  return json(
    200,
    tenant.state.rules.filter(({ enabled }) => wanted === undefined || String(enabled) === wanted),
  )
}

function requireNameAndScript(call: Call): void {
  for (const field of ['name', 'script']) {
    if (bodyText(call, field) !== '') continue
    throw managementError(400, `Payload validation error: 'Missing required property: ${field}'.`, 'invalid_body')
  }
}

function addRule(call: Call): Response {
  const { tenant, body } = call
  const rule = {
    id: identifier('rul_', 16),
    enabled: body['enabled'] !== false,
    script: bodyText(call, 'script'),
    name: bodyText(call, 'name'),
    order: typeof body['order'] === 'number' ? body['order'] : tenant.state.rules.length + 1,
    stage: 'login_success',
  }
  tenant.state.rules.push(rule)
  return json(201, rule)
}
