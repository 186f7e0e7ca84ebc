import type { RefusalReason } from './accept.ts'
import type { Invitation } from './invitation.ts'
import { refusals } from './languages.ts'
import { knownLanguageOf, languageOf } from './locale.ts'

/**
 * The sentence an invitee reads when a sign-in is refused: what is wrong and what to do next.
 * The app gets it as `error_description`; it holds no address and no name.
 * @param locale of the page that somebody signs in at, for whom the invitation names no language of ours; of any type
 */
export function wordingFor(reason: RefusalReason, invitation?: Invitation, locale?: unknown): string {
  const texts = refusals[knownLanguageOf(invitation?.locale) ?? languageOf(locale)]
  if (reason !== 'expired') return texts[reason]
  // The date is told in the invitation's language, which then is the sentence's.
  const expires_on = invitation?.expires_on
  return expires_on ? texts.expired.replace('{expires_on}', () => expires_on) : texts.expired_undated
}

/**
 * Sentences that earlier versions said to somebody without an invitation and this one does not: the tenant's log still has
 * them. Whoever changes one in languages/ puts the old one here; a test knows all that were ever deployed.
 */
const earlierNotInvited: readonly string[] = []

/** Every sentence that a refusal for want of an invitation can have, in any language: Auth0's log has no code for it. */
export function everyNotInvited(): string[] {
  return [...Object.values(refusals).map(({ not_invited }) => not_invited), ...earlierNotInvited]
}
