import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { languageOf } from '../../../actions/invitation/locale.ts'
import { tellInstant } from '../../../actions/invitation/tell-instant.ts'

/** The expiry in words for whoever invites, in English like the words around it; the record's are the invitee's. */
export function validUntil({ expires_on, expires_at, locale, time_zone = 'UTC' }: Invitation): string {
  const isEnglish = languageOf(locale) === 'en'
  return (isEnglish ? expires_on : undefined) ?? tellInstant(new Date(expires_at), time_zone)
}
