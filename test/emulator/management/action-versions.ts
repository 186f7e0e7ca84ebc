import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { Action, ActionVersion } from '../actions/action.ts'
import { actionSummary, versionAnswer } from './action-answers.ts'
import { buildStatus } from './action-build.ts'
import { deployVersion } from './deploy-version.ts'
import { findAction, theAction, timestamp } from './actions.ts'

// docs: api/management/v2/actions/get-action-versions and its siblings; shapes: recorded traffic
export const actionVersions: Endpoint[] = [
  { route: 'POST /api/v2/actions/actions/:id/deploy', steps: [findAction, requireBuilt, deployDraft] },
  { route: 'GET /api/v2/actions/actions/:id/versions', query: ['page', 'per_page'], steps: [findAction, listVersions] },
  { route: 'GET /api/v2/actions/actions/:id/versions/:version', steps: [findAction, respondWithVersion] },
  {
    route: 'POST /api/v2/actions/actions/:id/versions/:version/deploy',
    body: ['update_draft'],
    steps: [findAction, takeAsDraft, deployAgain],
  },
]

function requireBuilt(call: Call): void {
  if (buildStatus(call.tenant, theAction.of(call)) !== 'built') {
    throw managementError(400, "A draft must be in the 'built' state before it can be deployed.")
  }
}

function deployDraft(call: Call): Response {
  const action = theAction.of(call)
  action.hasChanges = false
  return deploy(call, action)
}

/** With `update_draft`, the version also becomes the draft (the OpenAPI document). By default, the draft stays. */
function takeAsDraft(call: Call): void {
  if (call.body['update_draft'] !== true) return
  const { code, runtime, dependencies, secrets, supported_triggers } = versionOf(call)
  Object.assign(theAction.of(call), { code, runtime, dependencies, secrets, supported_triggers, hasChanges: false })
}

/** Deploying an earlier version makes a new version of it, with the next number. */
function deployAgain(call: Call): Response {
  return deploy(call, versionOf(call))
}

function deploy(call: Call, source: Action | ActionVersion): Response {
  const action = theAction.of(call)
  const version = deployVersion(action, source, timestamp(call.tenant))
  return json(200, { ...versionAnswer(version, false), action: actionSummary(action) })
}

function listVersions(call: Call): Response {
  const action = theAction.of(call)
  const perPage = Number(call.query['per_page'] ?? 50)
  const start = Number(call.query['page'] ?? 0) * perPage
  const versions = [...action.versions].reverse().slice(start, start + perPage)
  const total = action.versions.length === 0 ? {} : { total: action.versions.length }
  return json(200, { versions: versions.map((one) => shown(action, one)), ...total, per_page: perPage })
}

function respondWithVersion(call: Call): Response {
  return json(200, shown(theAction.of(call), versionOf(call)))
}

function shown(action: Action, version: ActionVersion) {
  return { ...versionAnswer(version, version === action.deployedVersion), action: actionSummary(action) }
}

function versionOf(call: Call): ActionVersion {
  const version = theAction.of(call).versions.find(({ id }) => id === call.params['version'])
  if (version === undefined) throw managementError(404, 'That version does not exist.')
  return version
}
