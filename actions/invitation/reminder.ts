import { MOST_SENDS, RESEND_COOLDOWN_SEC } from './changes.ts'
import { hasChosenPassword } from './chosen-password.ts'
import { msOf } from './instant.ts'
import type { Invitation } from './invitation.ts'

/** Who gets reminders, and how often. */
export interface ReminderRules {
  /** Seconds since the last mail. */
  afterSec: number
  /** Reminders per invitation after the first mail. A resent mail counts as one. */
  most: number
}

/**
 * `due`: a reminder may go out. The others say why none does: the invitee has already set a password (`password_set`),
 * the link was handed over so nothing is ever mailed, the first mail is still owed, somebody blocked the account, or
 * there were enough reminders.
 */
export type Reminder = 'due' | 'not_yet' | 'enough' | 'password_set' | 'handed_over' | 'mail_owed' | 'blocked'

/** Decides for one pending invitation. */
export function reminderFor(
  invitation: Invitation,
  account: { last_password_reset?: string | undefined; blocked: boolean },
  { afterSec, most }: ReminderRules,
  now: Date,
): Reminder {
  const { created_user, delivery, sends, last_sent_at } = invitation
  if (delivery === 'link') return 'handed_over'
  if (sends === 0) return 'mail_owed'
  if (account.blocked) return 'blocked'
  // People who already had an account have an older password.
  if (created_user && hasChosenPassword(invitation, account)) return 'password_set'
  if (sends > most || sends >= MOST_SENDS) return 'enough'
  const dueAt = msOf(last_sent_at) + Math.max(afterSec, RESEND_COOLDOWN_SEC) * 1000
  return now.getTime() < dueAt ? 'not_yet' : 'due'
}
