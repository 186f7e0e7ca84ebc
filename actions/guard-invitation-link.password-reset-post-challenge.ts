import { accountOf, refusesReset } from './invitation/accept.ts'
import { INVITATION_KEY } from './invitation/invitation.ts'
import { redirectOf } from './invitation/redirect.ts'
import { redirectSettingsIn } from './invitation/settings.ts'
import { standingOf } from './invitation/standing.ts'
import { wordingFor } from './invitation/wording.ts'
import type { PostChallengeAPI, PostChallengeEvent } from './triggers.d.ts'

/**
 * ③ Stops whoever opens the link of a dead invitation before a password is set, unless the account has an owner. The
 * sign-in would refuse as well; here nobody chooses a password in vain. An invitation that is let through says where
 * the button behind the new password leads.
 */
export const onExecutePostChallenge = async (event: PostChallengeEvent, api: PostChallengeAPI) => {
  const { user } = event
  if (!user.app_metadata?.[INVITATION_KEY]) return // an ordinary reset

  const standing = standingOf(user.app_metadata, new Date())
  const refusal = refusesReset(standing, accountOf(user))
  if (refusal !== undefined)
    return api.access.deny(wordingFor(refusal.reason, refusal.invitation, event.transaction?.locale))
  if (standing.status !== 'pending') return

  const redirect = redirectOf(standing.invitation, redirectSettingsIn(event.secrets))
  if (redirect !== undefined) api.transaction.setResultUrl(redirect)
}
