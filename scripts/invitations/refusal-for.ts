import { refusals } from '../../actions/invitation/languages.ts'
import { languageOf } from '../../actions/invitation/locale.ts'
import { own } from '../../actions/invitation/read.ts'

/**
 * The sentence for the page that INVITATIONS_REFUSED_URL names. Anyone can write a URL, so it accepts any value and always
 * returns one of our sentences.
 * @param reason the query parameter `reason`: expired, revoked or malformed
 * @param language the query parameter `language`, a tag like de
 */
export function refusalFor(reason: unknown, language: unknown): string {
  const texts = refusals[languageOf(language)]
  const sentence = reason === 'expired' ? texts.expired_undated : own(texts, typeof reason === 'string' ? reason : '')
  return typeof sentence === 'string' && !sentence.includes('{') ? sentence : texts.malformed
}
