import { accept, accountOf, connectionOf, otherWayOf } from './invitation/accept.ts'
import { claimOf, pendingClaimOf, withoutPersonalData } from './invitation/claim.ts'
import { ACCEPTANCE_KEY, INVITATION_KEY } from './invitation/invitation.ts'
import type { InvitationClaim, PendingClaim } from './invitation/invitation.ts'
import { bytesOf, MOST_PROFILE_BYTES } from './invitation/profile.ts'
import { acceptWithIn, existingAccountsIn } from './invitation/settings.ts'
import { partsOf } from './invitation/parts-of.ts'
import { standingOf } from './invitation/standing.ts'
import { wordingFor } from './invitation/wording.ts'
import { acceptanceEntry } from './invitation/writes.ts'
import type { PostLoginAPI, PostLoginEvent } from './triggers.d.ts'

/**
 * ⑤ Accepts a pending invitation at sign-in, or refuses the sign-in if nobody owns the account yet. If the settings say
 * so, the app first asks people who already had an account: the claim then says `pending`.
 */
export const onExecutePostLogin = async (event: PostLoginEvent, api: PostLoginAPI) => {
  const { user } = event
  const { app_metadata } = partsOf(user)
  if (!partsOf(app_metadata)[INVITATION_KEY] && !partsOf(app_metadata)[ACCEPTANCE_KEY]) return // an ordinary login

  const { protocol, locale } = partsOf(event.transaction)
  const now = new Date()
  const isRefresh = protocol === 'oauth2-refresh-token'
  const known = accountOf(user, acceptWithIn(event.secrets))
  const account = { ...known, isRefresh, otherWay: otherWayOf(event), connection: connectionOf(event) }
  const signIn = accept(standingOf(app_metadata, now), account, now, existingAccountsIn(event.secrets))
  if (signIn.kind === 'refused') {
    return api.access.deny(wordingFor(signIn.reason, signIn.invitation, locale))
  }
  if (signIn.kind === 'ordinary') return

  if (signIn.kind === 'asked') {
    setClaim(api, pendingClaimOf(signIn.invitation))
    return
  }
  const { acceptance, invitation, isNew } = signIn
  if (isNew) {
    // The acceptance does not fit, so nothing is accepted and no token says so. The next sign-in tries again.
    if (bytesOf({ ...user, acceptance }) > MOST_PROFILE_BYTES) return
    api.user.setAppMetadata(...acceptanceEntry(acceptance))
  }
  setClaim(api, claimOf(acceptance, invitation, isNew))
}

function setClaim(api: PostLoginAPI, claim: InvitationClaim | PendingClaim): void {
  api.idToken.setCustomClaim('invitation', claim)
  api.accessToken.setCustomClaim('invitation', withoutPersonalData(claim))
}
