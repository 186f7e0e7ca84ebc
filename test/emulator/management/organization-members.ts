import { empty, json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import type { Role } from './role.ts'
import { selectFields } from './fields.ts'
import { findOrganization, theOrganization } from './the-organization.ts'
import { organizationAnswer, organizationsOf } from './organizations.ts'
import { checkpointParameters, pageParameters, paginate } from './pagination.ts'
import { roleAnswer, startFirst } from './roles.ts'

// docs: api/management/v2/organizations/get-members and its siblings; what is answered: recorded traffic
export const organizationMembers: Endpoint[] = [
  {
    route: 'GET /api/v2/organizations/:id/members',
    query: [...checkpointParameters, 'fields', 'include_fields'],
    steps: [findOrganization, listMembers],
  },
  {
    route: 'POST /api/v2/organizations/:id/members',
    body: ['members'],
    steps: [findOrganization, requireUsers, addMembers],
  },
  { route: 'DELETE /api/v2/organizations/:id/members', body: ['members'], steps: [findOrganization, removeMembers] },
  {
    route: 'GET /api/v2/organizations/:id/members/:user_id/roles',
    query: pageParameters,
    steps: [findOrganization, listRoles],
  },
  {
    route: 'POST /api/v2/organizations/:id/members/:user_id/roles',
    steps: [findOrganization, requireRoles, assignRoles],
  },
  {
    route: 'DELETE /api/v2/organizations/:id/members/:user_id/roles',
    steps: [findOrganization, requireRoles, removeRoles],
  },
  {
    route: 'GET /api/v2/organizations/:id/roles/:role_id/members',
    scopes: ['read:organization_member_roles'],
    query: [...checkpointParameters, 'fields', 'include_fields'],
    steps: [findOrganization, listMembersOfRole],
  },
  {
    route: 'GET /api/v2/organizations/:id/roles/:role_id/groups',
    scopes: ['read:organization_member_roles'],
    query: ['from', 'take'],
    steps: [findOrganization, listGroupsOfRole],
  },
  { route: 'GET /api/v2/users/:id/organizations', query: pageParameters, steps: [listOrganizationsOfUser] },
]

function listMembers(call: Call): Response {
  return json(
    200,
    paginate(membersOf(call), call.query, 'members', startFirst('members'), undefined, { endsWithEmptyPage: true }),
  )
}

function listMembersOfRole(call: Call): Response {
  const { memberRoles } = theOrganization.of(call)
  const roleId = call.params['role_id'] ?? ''
  const found = membersOf(call, (userId) => memberRoles.get(userId)?.has(roleId) === true)
  return json(200, paginate(found, call.query, 'members', startFirst('members')))
}

/** The local tenant has no groups. */
function listGroupsOfRole(): Response {
  return json(200, { groups: [] })
}

/** Lists of members are as far behind as user searches (reference of node-auth0: organizations.members.list). */
function searchedMembers(call: Call): string[] {
  const { members, settings } = theOrganization.of(call)
  const { membershipIndex } = call.tenant.state
  const gone = membershipIndex.pending.flatMap((key) => {
    const [organizationId, userId = ''] = key.split(' ')
    return organizationId === settings.id && !members.has(userId) ? [userId] : []
  })
  const isMember = (userId: string) => (members.has(userId) ? true : undefined)
  return [...members, ...gone].filter((userId) => membershipIndex.seen(`${settings.id} ${userId}`, isMember(userId)))
}

/** Roles are only included if `fields` asks for them. */
function membersOf(call: Call, isWanted: (userId: string) => boolean = () => true): Json[] {
  const { users } = call.tenant.state
  const isAskedForRoles =
    call.query['include_fields'] !== 'false' && call.query['fields']?.split(',').includes('roles') === true
  return searchedMembers(call)
    .filter(isWanted)
    .flatMap((userId) => {
      const user = users.get(userId)
      if (user === undefined) return []
      const member = {
        user_id: userId,
        email: user.email,
        picture: user.picture,
        name: user.name,
        ...(isAskedForRoles && { roles: rolesOf(call, userId).map(({ id, name }) => ({ id, name })) }),
      }
      return [selectFields(member, call.query)]
    })
}

function requireUsers({ tenant, body }: Call): void {
  const missing = named(body, 'members').find((userId) => !tenant.state.users.has(userId))
  if (missing !== undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
}

function addMembers(call: Call): Response {
  const { members } = theOrganization.of(call)
  for (const userId of named(call.body, 'members')) {
    noteMembership(call, userId)
    members.add(userId)
  }
  return empty(204)
}

function noteMembership(call: Call, userId: string): void {
  const { members, settings } = theOrganization.of(call)
  call.tenant.state.membershipIndex.note(`${settings.id} ${userId}`, members.has(userId) ? true : undefined)
}

/** Removes them with their roles in the organization. */
function removeMembers(call: Call): Response {
  const { members, memberRoles } = theOrganization.of(call)
  for (const userId of named(call.body, 'members')) {
    noteMembership(call, userId)
    members.delete(userId)
    memberRoles.delete(userId)
  }
  return empty(204)
}

function listRoles(call: Call): Response {
  const found = rolesOf(call, call.params['user_id'] ?? '').map(roleAnswer)
  return json(200, paginate(found, call.query, 'roles', startFirst('roles')))
}

function rolesOf(call: Call, userId: string): Role[] {
  const ids = theOrganization.of(call).memberRoles.get(userId) ?? new Set()
  return [...ids].flatMap((id) => call.tenant.state.roles.get(id) ?? [])
}

function requireRoles({ tenant, body }: Call): void {
  const missing = named(body, 'roles').find((id) => !tenant.state.roles.has(id))
  if (missing !== undefined) throw managementError(404, `No such role with id: ${missing}`)
}

/** A user can have roles in an organization before joining it (recorded traffic). */
function assignRoles(call: Call): Response {
  const { memberRoles } = theOrganization.of(call)
  const userId = call.params['user_id'] ?? ''
  memberRoles.set(userId, new Set([...(memberRoles.get(userId) ?? []), ...named(call.body, 'roles')]))
  return empty(204)
}

function removeRoles(call: Call): Response {
  const held = theOrganization.of(call).memberRoles.get(call.params['user_id'] ?? '')
  for (const id of named(call.body, 'roles')) held?.delete(id)
  return empty(204)
}

function listOrganizationsOfUser({ tenant, params, query }: Call): Response {
  const found = organizationsOf(tenant, params['id'] ?? '').map(organizationAnswer)
  return json(200, paginate(found, query, 'organizations', startFirst('organizations')))
}

function named(body: Json, field: string): string[] {
  const given: unknown = body[field]
  return Array.isArray(given) ? given.map(String) : []
}
