import { MOST_SENDS, RESEND_COOLDOWN_SEC } from './changes.ts'
import type { Invitation } from './invitation.ts'

/** Who is reminded, and how often. */
export interface ReminderRules {
  /** Seconds since the last mail. */
  afterSec: number
  /** Mails per invitation on top of the first; one that was resent counts. */
  most: number
}

/**
 * `due`: a reminder may go out. Everything else is why none does: the invitee has begun (`password_set`), the link was
 * handed over and nothing is ever mailed, the first mail is owed still, somebody blocked the account, or there were enough.
 */
export type Reminder = 'due' | 'not_yet' | 'enough' | 'password_set' | 'handed_over' | 'mail_owed' | 'blocked'

/** Decides about one pending invitation. @param hasSetPassword in the account, since it was made */
export function reminderFor(
  { created_user, delivery, sends, last_sent_at }: Invitation,
  { hasSetPassword, blocked }: { hasSetPassword: boolean; blocked: boolean },
  { afterSec, most }: ReminderRules,
  now: Date,
): Reminder {
  if (delivery === 'link') return 'handed_over'
  if (sends === 0) return 'mail_owed'
  if (blocked) return 'blocked'
  // Who had an account before has a password of old.
  if (created_user && hasSetPassword) return 'password_set'
  if (sends > most || sends >= MOST_SENDS) return 'enough'
  const dueAt = Date.parse(last_sent_at ?? '') + Math.max(afterSec, RESEND_COOLDOWN_SEC) * 1000
  return now.getTime() < dueAt ? 'not_yet' : 'due'
}
