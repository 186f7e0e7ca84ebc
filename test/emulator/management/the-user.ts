import { managementError } from '../http/answers.ts'
import { slot, type Call } from '../http/endpoint.ts'
import { ownValue } from '../json.ts'
import type { Identity, User } from './user.ts'

/** The user that the path names, once `findUser` has found it. */
export const theUser = slot<User>('the user')

export function findUser(call: Call): void {
  const user = call.tenant.state.users.get(call.params['id'] ?? '')
  if (user === undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
  theUser.put(call, user)
}

/** The caller can name an identity, which must be the user's (docs: api/management/v2/jobs/post-verification-email). */
export function requireIdentity({ identities }: User, named: unknown): void {
  const isNamed = ({ provider, user_id }: Identity) =>
    provider === ownValue(named, 'provider') && user_id === ownValue(named, 'user_id')
  if (named !== undefined && !identities.some(isNamed))
    throw managementError(404, 'The user does not exist.', 'inexistent_user')
}
