import { blocksOf, forgetWrongPasswords } from '../authentication/brute-force.ts'
import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import type { User } from './user.ts'

const theUser = slot<User>('the user')

// docs: api/management/v2/user-blocks; the blocks are those of brute-force protection
export const userBlocks: Endpoint[] = [
  { route: 'GET /api/v2/user-blocks', query: ['identifier'], steps: [findByIdentifier, listBlocks] },
  { route: 'DELETE /api/v2/user-blocks', query: ['identifier'], steps: [findByIdentifier, removeBlocks] },
  { route: 'GET /api/v2/user-blocks/:id', steps: [findById, listBlocks] },
  { route: 'DELETE /api/v2/user-blocks/:id', steps: [findById, removeBlocks] },
]

function findByIdentifier(call: Call): void {
  put(call, call.tenant.state.users.named(call.query['identifier'] ?? '')[0])
}

function findById(call: Call): void {
  put(call, call.tenant.state.users.get(call.params['id'] ?? ''))
}

function put(call: Call, user: User | undefined): void {
  if (user === undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
  theUser.put(call, user)
}

function listBlocks(call: Call): Response {
  const blocks = blocksOf(call.tenant, theUser.of(call).user_id)
  return json(200, { blocked_for: blocks.map(({ identifier, ip, connection }) => ({ identifier, ip, connection })) })
}

function removeBlocks(call: Call): Response {
  forgetWrongPasswords(call.tenant.state, theUser.of(call).user_id)
  return empty(204)
}
