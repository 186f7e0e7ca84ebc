import { foldAddress } from './address.ts'
import { instant } from './instant.ts'
import { tellInstant } from './tell-instant.ts'
import { byteLength } from './profile.ts'
import { LONGEST_RECORD_BYTES, problemsOf, type InvitationParts, type Problem } from './request.ts'
import { INVITATION_KEY, RECORD_VERSION, type Invitation } from './invitation.ts'

/**
 * Makes the record of a new invitation, or lists everything that is wrong with the request.
 * @returns the record to store with the user, or at least one problem
 */
export function createInvitation(request: InvitationParts): Invitation | { problems: Problem[] } {
  const problems = [...problemsOf(request)]
  if (problems.length > 0) return { problems }
  const { now, ttl_sec, locale, invited_by, note, time_zone, redirect_to, context, roles, accept_with } = request
  const expires = new Date(now.getTime() + ttl_sec * 1000)
  const invitation: Invitation = {
    version: RECORD_VERSION,
    id: request.id,
    email: foldAddress(request.email),
    state: 'open',
    created_user: request.created_user,
    delivery: 'mail',
    invited_at: instant(now),
    expires_at: instant(expires),
    expires_on: tellInstant(expires, time_zone ?? request.default_time_zone, locale),
    ...(invited_by && { invited_by: invited_by.trim() }),
    ...(note?.trim() && { note: note.trim() }),
    ...(locale && { locale: Intl.getCanonicalLocales(locale)[0] }),
    ...(time_zone && { time_zone }),
    client_id: request.client_id,
    ...(accept_with && { accept_with }),
    ...(roles && roles.length > 0 && { roles }),
    ...(redirect_to && { redirect_to: new URL(redirect_to).href }),
    ...(context && { context: JSON.stringify(JSON.parse(context)) }),
    sends: 1,
    last_sent_at: instant(now),
  }
  const size = byteLength(JSON.stringify({ [INVITATION_KEY]: invitation }))
  if (size > LONGEST_RECORD_BYTES) {
    const message = `The invitation takes ${size} bytes, but only ${LONGEST_RECORD_BYTES} are allowed. Shorten the note or the context.`
    return { problems: [{ code: 'record_too_large', field: 'note', message }] }
  }
  return invitation
}
