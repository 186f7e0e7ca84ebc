import { accountOf, refusesReset } from './invitation/accept.ts'
import { INVITATION_KEY } from './invitation/invitation.ts'
import { knownLanguageOf, languageOf } from './invitation/locale.ts'
import { partsOf } from './invitation/parts-of.ts'
import { redirectOf } from './invitation/redirect.ts'
import { acceptWithIn, redirectSettingsIn, refusedUrlIn } from './invitation/settings.ts'
import { standingOf } from './invitation/standing.ts'
import { wordingFor } from './invitation/wording.ts'
import type { PostChallengeAPI, PostChallengeEvent } from './triggers.d.ts'

/**
 * ③ Stops anyone who opens the link of a dead invitation before they set a password, unless the account has an owner.
 * The sign-in would refuse too, but here nobody chooses a password for nothing. For a valid invitation, sets where the
 * button after the new password leads.
 */
export const onExecutePostChallenge = async (event: PostChallengeEvent, api: PostChallengeAPI) => {
  guard(event, api, refusedUrlIn(event.secrets))
}

/** Somebody came back from the app's page. Anyone who knows its address can, so the answer is the same as before. */
export const onContinuePostChallenge = async (event: PostChallengeEvent, api: PostChallengeAPI) => {
  guard(event, api, undefined)
}

/**
 * @param refusedUrl the app's page for people who are stopped; without one, Auth0's own page says that access is denied
 */
function guard({ user, secrets, transaction }: PostChallengeEvent, api: PostChallengeAPI, refusedUrl?: string): void {
  const { app_metadata } = partsOf(user)
  if (!partsOf(app_metadata)[INVITATION_KEY]) return // an ordinary reset

  const standing = standingOf(app_metadata, new Date())
  const refusal = refusesReset(standing, accountOf(user, acceptWithIn(secrets)))
  if (refusal !== undefined) {
    const { reason, invitation } = refusal
    const { locale } = partsOf(transaction)
    if (refusedUrl === undefined) return void api.access.deny(wordingFor(reason, invitation, locale))
    // Codes, never sentences: anyone can write such an address, and the page would show what it says.
    const language = knownLanguageOf(invitation?.locale) ?? languageOf(locale)
    return void api.redirect.sendUserTo(refusedUrl, { query: { reason, language } })
  }
  if (standing.status !== 'pending') return

  const redirect = redirectOf(standing.invitation, redirectSettingsIn(secrets))
  if (redirect !== undefined) api.transaction.setResultUrl(redirect)
}
