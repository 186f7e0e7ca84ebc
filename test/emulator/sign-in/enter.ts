import { finishSignIn, refuseSignIn } from '../authentication/authorize.ts'
import { startSession } from '../authentication/sessions.ts'
import type { Call } from '../http/endpoint.ts'
import type { Proof } from '../authentication/grant.ts'
import type { User } from '../management/user.ts'
import { theTransaction } from '../universal-login/transaction.ts'

/** Signs in somebody who proved who they are, and returns to the app. The page cannot be used again. */
export async function enter(call: Call, user: User, proof: Proof): Promise<Response> {
  const { id, request } = theTransaction.of(call)
  call.tenant.state.transactions.delete(id)
  // docs: manage-users/user-accounts/block-and-unblock-users; the words are those of auth0/docs#4767
  if (user.blocked === true) {
    throw refuseSignIn(call, request, user, 'unauthorized', 'user is blocked', proof.connection)
  }
  const { session, headers } = startSession(call, user, proof)
  return finishSignIn(call, request, session, headers)
}
