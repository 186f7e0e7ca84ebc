import { randomUUID } from 'node:crypto'
import { triggers as runTriggers, versionsOfTriggers } from '../actions/triggers.ts'
import { json, managementError, notImplemented } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { Action, Binding } from '../actions/action.ts'
import type { Json } from '../json.ts'
import { boundAction } from './action-answers.ts'
import { timestamp } from './actions.ts'

// docs: api/management/v2/actions/update-bindings. A PATCH replaces the trigger's bindings whole, in order.
export const triggers: Endpoint[] = [
  {
    route: 'GET /api/v2/actions/triggers/:triggerId/bindings',
    query: ['page', 'per_page'],
    steps: [requireKnownTrigger, listBindings],
  },
  {
    route: 'PATCH /api/v2/actions/triggers/:triggerId/bindings',
    body: ['bindings'],
    steps: [requireKnownTrigger, rejectTooMany, replaceBindings],
  },
]

function requireKnownTrigger({ params }: Call): void {
  if (!Object.hasOwn(versionsOfTriggers, params['triggerId'] ?? ''))
    throw managementError(404, 'That trigger does not exist.')
}

/** Actions bound to a trigger that never runs here would have no effect, so this refuses them. */
function rejectTooMany({ params, body }: Call): void {
  const id = params['triggerId'] ?? ''
  const given: unknown[] = Array.isArray(body['bindings']) ? body['bindings'] : []
  const trigger = runTriggers[id]
  if (trigger === undefined && given.length > 0) throw notImplemented(`Actions of the trigger ${id}`)
  if (trigger !== undefined && given.length > trigger.mostActions) {
    throw managementError(400, `At most ${trigger.mostActions} Actions can be bound to ${id}.`)
  }
}

function listBindings(call: Call): Response {
  const perPage = Number(call.query['per_page'] ?? 20)
  const start = Number(call.query['page'] ?? 0) * perPage
  const all = bindingsOf(call)
  const shown = all.slice(start, start + perPage)
  return json(200, {
    bindings: shown.map((binding) => answerOf(call, binding)),
    ...(shown.length > 0 && { total: all.length }), // an empty page has no total (recorded traffic)
    ...(start > 0 && { page: Number(call.query['page']) }),
    per_page: perPage,
  })
}

function replaceBindings(call: Call): Response {
  const { body, params, tenant } = call
  const trigger = params['triggerId'] ?? ''
  const now = timestamp(tenant)
  const given: unknown[] = Array.isArray(body['bindings']) ? body['bindings'] : []
  const bindings = given.map((item): Binding => {
    const { ref, display_name } = item as { ref?: { type?: string; value?: string }; display_name?: string }
    const action = [...tenant.state.actions.values()].find(
      ({ id, name }) => (ref?.type === 'action_name' ? name : id) === ref?.value,
    )
    if (action === undefined) throw managementError(404, 'That action does not exist.')
    if (action.deployedVersion === undefined) {
      throw managementError(400, `The action ${action.name} must be deployed before it is bound.`)
    }
    return {
      id: randomUUID(),
      trigger_id: trigger,
      action_id: action.id,
      display_name: display_name ?? action.name,
      created_at: now,
      updated_at: now,
    }
  })
  tenant.state.bindings.set(trigger, bindings)
  return json(200, { bindings: bindings.map((binding) => answerOf(call, binding)) })
}

function bindingsOf({ tenant, params }: Call): Binding[] {
  return tenant.state.bindings.get(params['triggerId'] ?? '') ?? []
}

function answerOf({ tenant }: Call, { action_id, ...binding }: Binding): Json {
  const action: Action | undefined = tenant.state.actions.get(action_id)
  return { ...binding, action: action && boundAction(action) }
}
