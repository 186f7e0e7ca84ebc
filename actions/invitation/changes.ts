// How our tools change a record that already exists. Pure: the caller stores the result.
import { readFacts } from './facts.ts'
import { instant, msOf } from './instant.ts'
import type { Invitation } from './invitation.ts'
import { readInvitation } from './read.ts'
import { LONGEST_TTL_SEC } from './request.ts'
import { tellInstant } from './tell-instant.ts'

/** Seconds between two mails that our tools ask for. Anyone may call change_password, so this limits our tools only. */
export const RESEND_COOLDOWN_SEC = 60
/** Mails that our tools ask for per invitation, including the first one. */
export const MOST_SENDS = 10

/** The record when no mail went out: one is still owed, so inviting again does not count as a repetition. */
export function withoutSends({ last_sent_at: _, ...invitation }: Invitation): Invitation {
  return { ...invitation, delivery: 'mail', sends: 0 }
}

/** Whether the mail could not be requested, or the link not be made, when the invitation was issued. */
export function isOwed({ delivery, sends }: Invitation): boolean {
  return delivery === 'mail' && sends === 0
}

/** Whether the account has only ever had this invitation: any mail that Auth0 sent to it was for this one. */
export function isFirstOf({ created_user, previous_ids = [], password_ended_at }: Invitation): boolean {
  return created_user && previous_ids.length === 0 && password_ended_at === undefined
}

/** The record when the inviter tells the invitee, by choice or because mail is not possible: no mail is owed. */
export function withoutMail({ last_sent_at: _, ...invitation }: Invitation): Invitation {
  return { ...invitation, delivery: 'link', sends: 0 }
}

/** A reminder sent this many seconds before the expiry, or later, says that the invitation expires soon. */
const SOON_SEC = 2 * 24 * 60 * 60

/** The record after another mail was requested at `now`. */
export function withOneMoreSend({ expires_soon: _, ...invitation }: Invitation, now: Date): Invitation {
  const isSoon = Date.parse(invitation.expires_at) - now.getTime() <= SOON_SEC * 1000
  return {
    ...invitation,
    sends: invitation.sends + 1,
    last_sent_at: instant(now),
    ...(isSoon && { expires_soon: true }),
  }
}

export type Resend =
  | { kind: 'send'; invitation: Invitation }
  | { kind: 'too_soon'; possible_at: Date }
  | { kind: 'too_many' }
  | { kind: 'invalid_extend' }

export type Relink = { kind: 'link'; invitation: Invitation } | { kind: 'invalid_extend' }

export interface Extension {
  now: Date
  /** New lifetime in seconds from `now`, at most 30 days. Undefined keeps the expiry. */
  extendSec: number | undefined
  time_zone: string
}

/** Another mail for a pending invitation. Its id and inviter stay the same, and the mails are counted. */
export function resend(invitation: Invitation, extension: Extension): Resend {
  const { now } = extension
  if (invitation.sends >= MOST_SENDS) return { kind: 'too_many' }
  const possibleAt = msOf(invitation.last_sent_at) + RESEND_COOLDOWN_SEC * 1000
  if (now.getTime() < possibleAt) return { kind: 'too_soon', possible_at: new Date(possibleAt) }
  const expiry = newExpiry(invitation, extension)
  if (expiry === 'invalid') return { kind: 'invalid_extend' }
  return { kind: 'send', invitation: withOneMoreSend({ ...invitation, ...expiry, delivery: 'mail' }, now) }
}

/** A new link for a pending invitation, to hand over. It is not a mail, so neither the minute nor the ten apply. */
export function relink(invitation: Invitation, extension: Extension): Relink {
  const expiry = newExpiry(invitation, extension)
  if (expiry === 'invalid') return { kind: 'invalid_extend' }
  return { kind: 'link', invitation: { ...invitation, ...expiry, delivery: 'link' } }
}

function newExpiry({ locale }: Invitation, { now, extendSec, time_zone }: Extension): Partial<Invitation> | 'invalid' {
  if (extendSec === undefined) return {}
  if (!(extendSec > 0 && extendSec <= LONGEST_TTL_SEC)) return 'invalid'
  const expires = new Date(now.getTime() + extendSec * 1000)
  return { expires_at: instant(expires), expires_on: tellInstant(expires, time_zone, locale) }
}

/**
 * The record for an account that existed before and that nobody can get into any more: as good as newly created.
 * @param endedAt when its password ended; anyone who accepts has set another one since
 */
export function withEndedAccess(invitation: Invitation, endedAt: string): Invitation {
  return { ...invitation, created_user: true, password_ended_at: endedAt }
}

/**
 * A new invitation for an account whose earlier one is dead. It remembers at most three earlier ids. Ids that facts in
 * app_metadata still name come first, so that a block is still recognized as ours and a late acceptance as void.
 * @param identities number of the account's identities, including its own
 */
export function renewed(
  invitation: Invitation,
  earlier: Invitation,
  { app_metadata, identities }: { app_metadata: unknown; identities: number },
): Invitation {
  const { acceptance, block } = readFacts(app_metadata, earlier)
  const known = [earlier.id, ...(earlier.previous_ids ?? [])]
  const named = known.filter((id) => id === earlier.id || id === acceptance?.id || id === block?.id)
  const previous_ids = [...new Set([...named, ...known])].filter((id) => id !== invitation.id).slice(0, 3)
  return {
    ...afterRevocation(invitation, app_metadata),
    // Somebody has linked another account to it since, so it counts as an account that existed before.
    created_user: earlier.created_user && identities === 1,
    ...(previous_ids.length > 0 && { previous_ids }),
  }
}

/** The offer, dated at least a second after any revocation. An older one would count as revoked with it. */
export function afterRevocation(invitation: Invitation, appMetadata: unknown): Invitation {
  const { revocation } = readFacts(appMetadata, undefined)
  const earliest = msOf(revocation?.at) + 1000
  return Date.parse(invitation.invited_at) >= earliest || Number.isNaN(earliest)
    ? invitation
    : { ...invitation, invited_at: instant(new Date(earliest)) }
}

/** Whether an invitation with this id was revoked or replaced, so that it may not be offered again. */
export function isSpent(id: string, appMetadata: unknown): boolean {
  const reading = readInvitation(appMetadata)
  const offer = reading.kind === 'invitation' ? reading.invitation : undefined
  const { revocation } = readFacts(appMetadata, offer)
  const isRevoked = revocation?.id === id || (offer?.id === id && offer.state === 'revoked')
  return isRevoked || offer?.previous_ids?.includes(id) === true
}
