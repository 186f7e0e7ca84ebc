import { managementError } from '../http/answers.ts'
import { slot, type Call } from '../http/endpoint.ts'
import type { User } from '../state.ts'

/** The user that the path names, once `findUser` found it. */
export const theUser = slot<User>('the user')

export function findUser(call: Call): void {
  const user = call.tenant.state.users.get(call.params['id'] ?? '')
  if (user === undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
  theUser.put(call, user)
}
