import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import type { Json } from '../json.ts'
import type { Role } from './role.ts'
import type { Tenant } from '../tenant.ts'
import { checkpointParameters, pageParameters, paginate } from './pagination.ts'
import { describePermissions, permissionsIn, withoutPermissions, withPermissions } from './permissions.ts'

const theRole = slot<Role>('the role')

// docs: api/management/v2/roles; statuses (POST 200, DELETE 200 with {}): recorded traffic
export const roles: Endpoint[] = [
  { route: 'GET /api/v2/roles', query: [...pageParameters, 'name_filter', 'type', 'owner_id'], steps: [listRoles] },
  {
    route: 'POST /api/v2/roles',
    body: ['name', 'description', 'type', 'owner_id'],
    steps: [rejectDuplicateName, createRole],
  },
  { route: 'GET /api/v2/roles/:id', steps: [findRole, respondWithRole] },
  { route: 'PATCH /api/v2/roles/:id', body: ['name', 'description'], steps: [findRole, changeRole, respondWithRole] },
  { route: 'DELETE /api/v2/roles/:id', body: 'any', steps: [findRole, deleteRole] },
  { route: 'GET /api/v2/roles/:id/permissions', query: pageParameters, steps: [findRole, listPermissions] },
  { route: 'POST /api/v2/roles/:id/permissions', steps: [findRole, addPermissions] },
  { route: 'DELETE /api/v2/roles/:id/permissions', steps: [removePermissions] },
  { route: 'GET /api/v2/roles/:id/users', query: checkpointParameters, steps: [findRole, listUsers] },
  { route: 'POST /api/v2/roles/:id/users', steps: [findRole, assignUsers] },
]

function listRoles({ tenant, query }: Call): Response {
  const name = query['name_filter']?.toLowerCase()
  const found = [...tenant.state.roles.values()]
    .filter((role) => name === undefined || role.name.toLowerCase().includes(name))
    .filter(({ type }) => query['type'] === undefined || type === query['type'])
    .filter(({ owner_id }) => query['owner_id'] === undefined || owner_id === query['owner_id'])
  return json(200, paginate(found.map(wholeAnswer), query, 'roles', startFirst('roles')))
}

/** A name is unique within the tenant, or within the organization that owns the role. */
function rejectDuplicateName({ tenant, body }: Call): void {
  const isTaken = ({ name, owner_id }: Role) => name === body['name'] && owner_id === body['owner_id']
  if ([...tenant.state.roles.values()].some(isTaken)) {
    throw managementError(409, `The role name "${String(body['name'])}" is already taken.`)
  }
}

function createRole({ tenant, body }: Call): Response {
  const role: Role = {
    id: identifier('rol_', 16),
    name: String(body['name']),
    type: body['type'] === 'organization' ? 'organization' : 'tenant',
    permissions: [],
    users: new Set(),
    ...(typeof body['description'] === 'string' && { description: body['description'] }),
    ...(typeof body['owner_id'] === 'string' && { owner_id: body['owner_id'] }),
  }
  tenant.state.roles.set(role.id, role)
  const { description, ...answer } = wholeAnswer(role)
  return json(200, role.description === undefined ? answer : { ...answer, description })
}

function findRole(call: Call): void {
  theRole.put(call, roleBy(call.tenant, call.params['id'] ?? ''))
}

function respondWithRole(call: Call): Response {
  return json(200, wholeAnswer(theRole.of(call)))
}

function changeRole(call: Call): void {
  const { name, description } = call.body
  Object.assign(theRole.of(call), {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
  })
}

/** Takes it from everybody, in the tenant and in organizations. */
function deleteRole(call: Call): Response {
  const { roles, organizations } = call.tenant.state
  const { id } = theRole.of(call)
  roles.delete(id)
  for (const { memberRoles } of organizations.values()) for (const held of memberRoles.values()) held.delete(id)
  return json(200, {})
}

function listPermissions(call: Call): Response {
  const described = describePermissions(call.tenant, theRole.of(call).permissions)
  return json(200, paginate(described, call.query, 'permissions', startFirst('permissions')))
}

function addPermissions(call: Call): Response {
  const role = theRole.of(call)
  role.permissions = withPermissions(role.permissions, permissionsIn(call, { mustExist: true }))
  return json(201, {})
}

/** If the role does not exist (any more), this succeeds too (recorded traffic). */
function removePermissions(call: Call): Response {
  const role = call.tenant.state.roles.get(call.params['id'] ?? '')
  if (role) role.permissions = withoutPermissions(role.permissions, permissionsIn(call, { mustExist: false }))
  return empty(204)
}

function listUsers(call: Call): Response {
  const found = [...theRole.of(call).users].flatMap((userId) => {
    const user = call.tenant.state.users.get(userId)
    return user ? [{ user_id: userId, email: user.email, picture: user.picture, name: user.name }] : []
  })
  return json(200, paginate(found, call.query, 'users', startFirst('users')))
}

function assignUsers(call: Call): Response {
  const given: unknown[] = Array.isArray(call.body['users']) ? call.body['users'] : []
  const missing = given.find((userId) => !call.tenant.state.users.has(String(userId)))
  if (missing !== undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
  for (const userId of given) theRole.of(call).users.add(String(userId))
  return json(200, {})
}

/** @throws Auth0's 404 if there is none */
export function roleBy({ state }: Tenant, id: string): Role {
  const role = state.roles.get(id)
  if (role === undefined) throw managementError(404, 'The role does not exist.')
  return role
}

/** A role as its own endpoints return it. Only the answer to making it leaves out an empty description. */
function wholeAnswer({ id, name, description = '', type, owner_id }: Role): Json {
  return { id, name, description, type, ...(owner_id !== undefined && { owner_id }) }
}

/** A role in lists of somebody's roles. If it has no description, that is empty (recorded traffic of 2026). */
export function roleAnswer({ id, name, description = '' }: Role): Json {
  return { id, name, description }
}

/** Envelopes around roles and permissions start with the list (recorded traffic). */
export function startFirst(key: string) {
  return ({ items, start, limit, total }: { items: unknown[]; start: number; limit: number; total: number }): Json => ({
    [key]: items,
    start,
    limit,
    total,
  })
}
