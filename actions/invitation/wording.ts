import type { RefusalReason } from './accept.ts'
import type { Invitation } from './invitation.ts'
import { refusals } from './languages.ts'
import { knownLanguageOf, languageOf } from './locale.ts'

/**
 * The sentence an invitee reads when a sign-in is refused: what is wrong and what to do next. The app gets it as
 * `error_description`. It contains no address and no name.
 * @param locale of the sign-in page, used if the invitation names no language that we have texts in; of any type
 */
export function wordingFor(reason: RefusalReason, invitation?: Invitation, locale?: unknown): string {
  const texts = refusals[knownLanguageOf(invitation?.locale) ?? languageOf(locale)]
  if (reason !== 'expired') return texts[reason]
  // The date is written in the invitation's language, so the sentence has to be in it too.
  const expires_on = invitation?.expires_on
  return expires_on ? texts.expired.replace('{expires_on}', () => expires_on) : texts.expired_undated
}

/**
 * Sentences for people without an invitation that earlier versions used and this one does not. The tenant's log still
 * has them. If you change one in languages/, add the old one here; a test knows all that were ever deployed.
 */
const earlierNotInvited: readonly string[] = []

/** Every sentence, in any language, that refuses people without an invitation. Auth0's log has no code for it. */
export function everyNotInvited(): string[] {
  return [...Object.values(refusals).map(({ not_invited }) => not_invited), ...earlierNotInvited]
}
