// What the tools make of a record that is there already. Pure: the caller stores the result.
import { instant, instantAfter } from './instant.ts'
import type { Invitation } from './invitation.ts'
import { LONGEST_TTL_SEC } from './request.ts'
import { tellInstant } from './tell-instant.ts'

/** Seconds between two mails that our tools ask for. Anybody may call change_password: it binds our tools only. */
export const RESEND_COOLDOWN_SEC = 60
/** Mails that our tools ask for per invitation, the first one included. */
export const MOST_SENDS = 10

/** The record when nothing went out: a mail is owed, so that inviting again is no repetition. */
export function withoutSends({ last_sent_at: _, ...invitation }: Invitation): Invitation {
  return { ...invitation, delivery: 'mail', sends: 0 }
}

/** Whether the mail could not be asked for, or the link not be made, when the invitation was issued. */
export function isOwed({ delivery, sends }: Invitation): boolean {
  return delivery === 'mail' && sends === 0
}

/** The record where the inviter tells the invitee, by choice or because nothing can be mailed: no mail is owed. */
export function withoutMail({ last_sent_at: _, ...invitation }: Invitation): Invitation {
  return { ...invitation, delivery: 'link', sends: 0 }
}

/** So many seconds before it expires, a reminder says that it does. */
const SOON_SEC = 2 * 24 * 60 * 60

/** The record after one more mail was asked for at `now`. */
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
  /** Seconds from `now` after which it expires instead; at most 30 days. Undefined: as before. */
  extendSec: number | undefined
  time_zone: string
}

/** One more mail for a pending invitation: id and inviter stay, the sends are counted. */
export function resend(invitation: Invitation, extension: Extension): Resend {
  const { now } = extension
  if (invitation.sends >= MOST_SENDS) return { kind: 'too_many' }
  const possibleAt = Date.parse(invitation.last_sent_at ?? '') + RESEND_COOLDOWN_SEC * 1000
  if (now.getTime() < possibleAt) return { kind: 'too_soon', possible_at: new Date(possibleAt) }
  const expiry = newExpiry(invitation, extension)
  if (expiry === 'invalid') return { kind: 'invalid_extend' }
  return { kind: 'send', invitation: withOneMoreSend({ ...invitation, ...expiry, delivery: 'mail' }, now) }
}

/** A new link for a pending invitation, to be handed over. It is no mail: neither the minute nor the ten count. */
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
 * The record after a revocation at `now`. What only mails and the hand-over need goes: a revocation is never larger than
 * the invitation was, so that it still fits where metadata is filled up to Auth0's limit.
 * @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data
 * @param blocks whether the account is blocked along with it, by us: inviting again lifts only such a block
 */
export function revoked(invitation: Invitation, now: Date, blocks: boolean): Invitation {
  const at = instantAfter(invitation.invited_at, now)
  const { note: _, context: _1, expires_on: _2, expires_soon: _3, client_id: _4, redirect_to: _5, ...kept } = invitation
  return { ...kept, state: 'revoked', revoked_at: at, ...(blocks && { blocked_at: at }) }
}

/**
 * The record after somebody who had an account before said yes in the app at `now`. It is not the acceptance: that is
 * the Action's to write, at the next sign-in, silent login or refresh; until then a revocation wins. The first consent
 * stays, and the invitation no longer expires.
 */
export function consented(invitation: Invitation, now: Date): Invitation {
  return { ...invitation, consented_at: invitation.consented_at ?? instant(now) }
}

/**
 * The record for an account that was there before and that nobody can get into any more: as good as created.
 * @param endedAt when its password ended; whoever accepts has set another one since
 */
export function withEndedAccess(invitation: Invitation, endedAt: string): Invitation {
  return { ...invitation, created_user: true, password_ended_at: endedAt }
}

/** A new invitation for an account whose earlier one is dead: it remembers at most three earlier ids. */
export function renewed(invitation: Invitation, earlier: Invitation, identities: number): Invitation {
  return {
    ...invitation,
    // Somebody linked another account to it since: it counts as one that was there before.
    created_user: earlier.created_user && identities === 1,
    previous_ids: [earlier.id, ...(earlier.previous_ids ?? [])].slice(0, 3),
  }
}
