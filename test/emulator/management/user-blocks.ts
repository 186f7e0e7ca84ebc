import { empty, json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'

// docs: api/management/v2/user-blocks. Brute-force blocks are not made by the local tenant, so there never is one.
export const userBlocks: Endpoint[] = [
  { route: 'GET /api/v2/user-blocks', query: ['identifier'], steps: [requireUserByIdentifier, listNone] },
  { route: 'DELETE /api/v2/user-blocks', query: ['identifier'], steps: [requireUserByIdentifier, removeNone] },
  { route: 'GET /api/v2/user-blocks/:id', steps: [requireUserById, listNone] },
  { route: 'DELETE /api/v2/user-blocks/:id', steps: [requireUserById, removeNone] },
]

function requireUserByIdentifier({ tenant, query }: Call): void {
  const wanted = query['identifier']?.toLowerCase()
  const isUser = [...tenant.state.users.values()].some(
    ({ email, username }) => email === wanted || username?.toLowerCase() === wanted,
  )
  if (!isUser) throw managementError(404, 'The user does not exist.', 'inexistent_user')
}

function requireUserById({ tenant, params }: Call): void {
  if (!tenant.state.users.has(params['id'] ?? ''))
    throw managementError(404, 'The user does not exist.', 'inexistent_user')
}

function listNone(): Response {
  return json(200, { blocked_for: [] })
}

function removeNone(): Response {
  return empty(204)
}
