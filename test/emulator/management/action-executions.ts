import type { ActionError, ActionResult } from '../actions/job.ts'
import { runDraft } from '../actions/run-actions.ts'
import { versionsOfTriggers } from '../actions/triggers.ts'
import { json, managementError, notImplemented } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import { findAction, theAction } from './actions.ts'

// docs: api/management/v2/actions
export const actionExecutions: Endpoint[] = [
  { route: 'GET /api/v2/actions/executions/:id', steps: [respondWithExecution] },
  { route: 'GET /api/v2/actions/triggers', steps: [listTriggers] },
  { route: 'POST /api/v2/actions/actions/:id/test', body: ['payload'], steps: [findAction, testAction] },
]

function respondWithExecution({ tenant, params }: Call): Response {
  const found = tenant.state.actionRuns.executions.get(params['id'] ?? '')
  if (found === undefined) throw managementError(404, 'That execution does not exist.')
  const { logs: _, ...execution } = found
  return json(200, execution)
}

/** Every version of every trigger, including deprecated ones. */
function listTriggers(): Response {
  const triggers = Object.entries(versionsOfTriggers).flatMap(([id, versions]) =>
    versions.map(({ version, isCurrent, runtimes, defaultRuntime, compatibleWith, binding }) => ({
      ...{ id, version, status: isCurrent ? 'CURRENT' : 'DEPRECATED' },
      ...{ runtimes, default_runtime: defaultRuntime, binding_policy: binding },
      compatible_triggers: compatibleWith.map((older) => ({ id, version: older })),
    })),
  )
  return json(200, { triggers })
}

/** Runs the draft by itself. If it throws, the error is in the answer, and the status is still 200 (recorded traffic). */
async function testAction(call: Call): Promise<Response> {
  const { tenant, body } = call
  const { name, code, secrets, supported_triggers } = theAction.of(call)
  const triggerId = supported_triggers[0]?.id ?? ''
  const payload = Object(body['payload']) as { event?: unknown }
  const event = { ...(Object(payload.event ?? payload) as object) }
  const outcome = await runDraft(tenant, triggerId, { name, code, secrets }, event)
  if (outcome === undefined) throw notImplemented(`Actions of the trigger ${triggerId}`)
  const { error, results } = outcome
  return json(200, { payload: { ...(error && { error: withoutAction(error) }), stats: statsOf(results[0]) } })
}

function withoutAction({ name = 'Error', message, stack = '' }: ActionError): Json {
  return { name, message, stack }
}

/** Everything runs on one machine, so there is no network to wait for. */
function statsOf(result: ActionResult | undefined): Json {
  const duration = result ? result.endedAt - result.startedAt : 0
  return {
    total_request_duration_ms: duration,
    total_runtime_execution_duration_ms: duration,
    runtime_processing_duration_ms: 0,
    action_duration_ms: duration,
    runtime_external_call_duration_ms: 0,
    boot_duration_ms: 0,
    network_duration_ms: 0,
  }
}
