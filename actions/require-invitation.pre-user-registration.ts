import { accountOf } from './invitation/accept.ts'
import { partsOf } from './invitation/parts-of.ts'
import { mayRegister } from './invitation/require.ts'
import { exceptionsIn } from './invitation/settings.ts'
import { wordingFor } from './invitation/wording.ts'
import type { PreUserRegistrationAPI, PreUserRegistrationEvent } from './triggers.d.ts'

/**
 * Nobody signs up without an invitation. Bound only if INVITATIONS_REQUIRE is on. It also runs for users that are
 * created by API (support article on sandbox errors at user creation); our tools create theirs with the invitation.
 */
export const onExecutePreUserRegistration = async (event: PreUserRegistrationEvent, api: PreUserRegistrationAPI) => {
  const { user, secrets, transaction } = event
  if (mayRegister(accountOf(user).email, partsOf(user)['app_metadata'], exceptionsIn(secrets))) return
  api.access.deny('not_invited', wordingFor('not_invited', undefined, partsOf(transaction)['locale']))
}
