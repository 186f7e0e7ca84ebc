import { empty, json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import type { Role } from './role.ts'
import { checkpointParameters, pageParameters, paginate } from './pagination.ts'
import { describePermissions, permissionsIn, withoutPermissions, withPermissions } from './permissions.ts'
import { roleAnswer, roleBy, startFirst } from './roles.ts'
import { findUser, theUser } from './the-user.ts'

// docs: api/management/v2/users/get-user-roles and its siblings
export const userRoles: Endpoint[] = [
  { route: 'GET /api/v2/users/:id/roles', query: pageParameters, steps: [findUser, listRoles] },
  { route: 'POST /api/v2/users/:id/roles', steps: [findUser, assignRoles] },
  { route: 'DELETE /api/v2/users/:id/roles', steps: [findUser, removeRoles] },
  { route: 'GET /api/v2/users/:id/permissions', query: checkpointParameters, steps: [findUser, listPermissions] },
  { route: 'POST /api/v2/users/:id/permissions', steps: [findUser, addPermissions] },
  // Also for users who no longer exist (recorded traffic).
  { route: 'DELETE /api/v2/users/:id/permissions', steps: [removePermissions] },
]

function listRoles(call: Call): Response {
  const found = rolesOf(call).map(roleAnswer)
  return json(200, paginate(found, call.query, 'roles', startFirst('roles')))
}

function assignRoles(call: Call): Response {
  for (const role of rolesIn(call)) role.users.add(theUser.of(call).user_id)
  return empty(204)
}

function removeRoles(call: Call): Response {
  for (const role of rolesIn(call)) role.users.delete(theUser.of(call).user_id)
  return empty(204)
}

/** Permissions that the user has directly and through roles, each with its source. */
function listPermissions(call: Call): Response {
  const { tenant, query } = call
  const direct = describePermissions(tenant, directOf(call)).map((one) => ({ ...one, sources: [source('DIRECT')] }))
  const byRoles = rolesOf(call).flatMap((role) =>
    describePermissions(tenant, role.permissions).map((one) => ({ ...one, sources: [source('ROLE', role)] })),
  )
  return json(200, paginate([...direct, ...byRoles], query, 'permissions', startFirst('permissions')))
}

function addPermissions(call: Call): Response {
  const added = permissionsIn(call, { mustExist: true })
  call.tenant.state.userPermissions.set(theUser.of(call).user_id, withPermissions(directOf(call), added))
  return json(201, {})
}

function removePermissions(call: Call): Response {
  const removed = permissionsIn(call, { mustExist: false })
  const { userPermissions } = call.tenant.state
  const userId = call.params['id'] ?? ''
  userPermissions.set(userId, withoutPermissions(userPermissions.get(userId) ?? [], removed))
  return empty(204)
}

function directOf(call: Call) {
  return call.tenant.state.userPermissions.get(theUser.of(call).user_id) ?? []
}

function rolesOf(call: Call): Role[] {
  const { user_id } = theUser.of(call)
  return [...call.tenant.state.roles.values()].filter(({ users }) => users.has(user_id))
}

function rolesIn({ tenant, body }: Call): Role[] {
  const given: unknown[] = Array.isArray(body['roles']) ? body['roles'] : []
  return given.map((id) => roleBy(tenant, String(id)))
}

function source(type: 'DIRECT' | 'ROLE', role?: Role): Json {
  return { source_id: role?.id ?? '', source_name: role?.name ?? '', source_type: type }
}
