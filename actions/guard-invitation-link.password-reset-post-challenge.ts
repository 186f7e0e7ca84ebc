import { refusesReset } from './invitation/accept.ts'
import { INVITATION_KEY } from './invitation/invitation.ts'
import { standingOf } from './invitation/standing.ts'
import { wordingFor } from './invitation/wording.ts'
import type { PostChallengeAPI, PostChallengeEvent } from './triggers.d.ts'

/**
 * ③ Stops whoever opens the link of a dead invitation before a password is set, unless the account has an owner. The
 * sign-in would refuse as well; here nobody chooses a password in vain.
 */
export const onExecutePostChallenge = async (event: PostChallengeEvent, api: PostChallengeAPI) => {
  const { user } = event
  if (!user.app_metadata?.[INVITATION_KEY]) return // an ordinary reset

  const account = {
    email: user.email ?? '',
    email_verified: user.email_verified,
    identities: user.identities?.length ?? 1,
  }
  const refusal = refusesReset(standingOf(user.app_metadata, new Date()), account)
  if (refusal !== undefined) api.access.deny(wordingFor(refusal.reason, refusal.invitation))
}
