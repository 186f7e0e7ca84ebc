import { randomUUID } from 'node:crypto'
import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import type { Action, Secret, TriggerRef } from '../actions/action.ts'
import type { Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import { actionAnswer, versionsOf } from './action-answers.ts'
import { buildStatus, startBuild } from './action-build.ts'
import { deployVersion } from './deploy-version.ts'

export const theAction = slot<Action>('the Action')

const draftFields = ['name', 'supported_triggers', 'code', 'dependencies', 'runtime', 'secrets']

/** docs: customize/actions/limitations; secrets and dependencies: troubleshoot/…/entity-limit-policy */
const LIMITS = { codeBytes: 100_000, secrets: 30, secretName: 128, secretValue: 4096, dependencies: 10, actions: 100 }

// docs: api/management/v2/actions; shapes: recorded traffic
export const actions: Endpoint[] = [
  {
    route: 'GET /api/v2/actions/actions',
    query: ['page', 'per_page', 'triggerId', 'actionName', 'deployed', 'installed'],
    steps: [listActions],
  },
  // The list is always empty; making a module is not implemented.
  { route: 'GET /api/v2/actions/modules', scopes: ['read:actions'], query: ['page', 'per_page'], steps: [listModules] },
  {
    route: 'POST /api/v2/actions/actions',
    body: [...draftFields, 'deploy'],
    steps: [rejectDuplicateName, rejectTooMany, rejectTooLarge, createAction, deployAtOnce, respondWithNewAction],
  },
  { route: 'GET /api/v2/actions/actions/:id', steps: [findAction, respondWithAction] },
  {
    route: 'PATCH /api/v2/actions/actions/:id',
    body: draftFields,
    steps: [findAction, rejectTooLarge, changeAction, (call) => json(200, actionAnswer(theAction.of(call), 'pending'))],
  },
  {
    route: 'DELETE /api/v2/actions/actions/:id',
    query: ['force'],
    steps: [findAction, deleteAction],
  },
]

function listActions({ tenant, query }: Call): Response {
  const perPage = Number(query['per_page'] ?? 50)
  const start = Number(query['page'] ?? 0) * perPage
  const all = [...tenant.state.actions.values()]
    .filter(({ name }) => query['actionName'] === undefined || name === query['actionName'])
    .filter(
      ({ supported_triggers }) =>
        query['triggerId'] === undefined || supported_triggers.some(({ id }) => id === query['triggerId']),
    )
    .filter(
      ({ deployedVersion }) =>
        query['deployed'] === undefined || String(deployedVersion !== undefined) === query['deployed'],
    )
    .filter(() => query['installed'] !== 'true') // no Action comes from the marketplace
  const total = all.length === 0 ? {} : { total: all.length }
  return json(200, {
    actions: all.slice(start, start + perPage).map((action) => actionAnswer(action, buildStatus(tenant, action))),
    ...total,
    per_page: perPage,
  })
}

function listModules({ query }: Call): Response {
  return json(200, {
    modules: [],
    total: 0,
    page: Number(query['page'] ?? 0),
    per_page: Number(query['per_page'] ?? 50),
  })
}

function rejectDuplicateName({ tenant, body }: Call): void {
  if ([...tenant.state.actions.values()].some(({ name }) => name === body['name'])) {
    throw managementError(409, 'An action with the same name already exists.')
  }
}

function rejectTooMany({ tenant }: Call): void {
  if (tenant.state.actions.size >= LIMITS.actions) {
    throw managementError(400, `A tenant has at most ${LIMITS.actions} Actions.`)
  }
}

/** The limits are documented, but not what Auth0 says when they are exceeded. */
function rejectTooLarge({ body }: Call): void {
  const { code, secrets, dependencies } = body
  const refuse = (what: string) => managementError(400, `Payload validation error: ${what}.`, 'invalid_body')
  if (typeof code === 'string' && Buffer.byteLength(code) > LIMITS.codeBytes) throw refuse('code exceeds 100 kB')
  if (Array.isArray(dependencies) && dependencies.length > LIMITS.dependencies)
    throw refuse('more than 10 dependencies')
  if (!Array.isArray(secrets)) return
  if (secrets.length > LIMITS.secrets) throw refuse('more than 30 secrets')
  for (const { name, value } of secrets as Partial<Secret>[]) {
    if ((name ?? '').length > LIMITS.secretName) throw refuse('the name of a secret exceeds 128 characters')
    if ((value ?? '').length > LIMITS.secretValue) throw refuse(`the secret ${name} exceeds 4096 characters`)
  }
}

function createAction(call: Call): void {
  const { body, tenant } = call
  const now = timestamp(tenant)
  const action: Action = {
    id: randomUUID(),
    name: String(body['name']),
    supported_triggers: [],
    code: '',
    runtime: 'node22',
    dependencies: [],
    secrets: [],
    created_at: now,
    updated_at: now,
    builtAtMs: 0,
    packages: 'there',
    hasChanges: true,
    versions: [],
  }
  takeDraft(tenant, action, body)
  tenant.state.actions.set(action.id, action)
  theAction.put(call, action)
}

/** `deploy: true` does not wait for the build (recorded traffic). */
function deployAtOnce(call: Call): void {
  if (call.body['deploy'] !== true) return
  const action = theAction.of(call)
  action.hasChanges = false
  deployVersion(action, action, timestamp(call.tenant))
}

function respondWithNewAction(call: Call): Response {
  const action = theAction.of(call)
  return json(201, { ...actionAnswer(action, 'pending'), ...versionsOf(action, 'pending') })
}

export function findAction(call: Call): void {
  const action = call.tenant.state.actions.get(call.params['id'] ?? '')
  if (action === undefined) throw managementError(404, 'That action does not exist.')
  theAction.put(call, action)
}

function respondWithAction(call: Call): Response {
  const action = theAction.of(call)
  return json(200, actionAnswer(action, buildStatus(call.tenant, action)))
}

function changeAction(call: Call): void {
  takeDraft(call.tenant, theAction.of(call), call.body)
}

function deleteAction(call: Call): Response {
  const { state } = call.tenant
  const { id } = theAction.of(call)
  state.actions.delete(id)
  for (const [trigger, bindings] of state.bindings) {
    state.bindings.set(
      trigger,
      bindings.filter(({ action_id }) => action_id !== id),
    )
  }
  return empty(204)
}

function takeDraft(tenant: Tenant, action: Action, body: Json): void {
  const now = timestamp(tenant)
  if (typeof body['name'] === 'string') action.name = body['name']
  if (typeof body['code'] === 'string') action.code = body['code']
  if (typeof body['runtime'] === 'string') action.runtime = body['runtime']
  if (Array.isArray(body['dependencies'])) action.dependencies = body['dependencies'].map((item: Json) => ({ ...item }))
  if (Array.isArray(body['supported_triggers'])) {
    action.supported_triggers = body['supported_triggers'].map((item: TriggerRef) => ({
      id: item.id,
      version: item.version,
    }))
  }
  if (Array.isArray(body['secrets'])) {
    const before = tenant.assumed['secret-written-again'] === 'same-instant' ? action.secrets : []
    action.secrets = body['secrets'].map(({ name, value }: Secret) => {
      const same = before.find((secret) => secret.name === name && secret.value === value)
      return { name, value, updated_at: same?.updated_at ?? now }
    })
  }
  action.updated_at = now
  action.hasChanges = true
  startBuild(tenant, action)
}

/** Instants of Actions have nanoseconds, those of other resources milliseconds (recorded traffic). */
export function timestamp(tenant: Tenant): string {
  return tenant.clock.now().toISOString().replace('Z', '000000Z')
}
