import { describe, expect, it } from 'vitest'
import { MOST_SENDS } from '../../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import { reminderFor } from '../../../../actions/invitation/reminder.ts'
import { invitationWith } from './records.ts'

const untouched = { last_password_reset: undefined as string | undefined, blocked: false }
const rules = { afterSec: 3 * 86_400, most: 2 }
const fourDaysLater = new Date('2026-01-05T00:00:00Z')
const decide = (fields: Partial<Invitation> = {}, account = untouched, now = fourDaysLater) =>
  reminderFor(invitationWith(fields), account, rules, now)

describe('a reminder', () => {
  it('is due after the set time since the last mail, to the second', () => {
    expect(decide({}, untouched, new Date('2026-01-03T23:59:59Z'))).toBe('not_yet')
    expect(decide({}, untouched, new Date('2026-01-04T00:00:00Z'))).toBe('due')
    expect(decide({ sends: 2, last_sent_at: '2026-01-04T00:00:00Z' })).toBe('not_yet')
  })

  it('never comes sooner than a minute after the last mail', () => {
    const atOnce = { afterSec: 0, most: 2 }
    expect(reminderFor(invitationWith(), untouched, atOnce, new Date('2026-01-01T00:00:59Z'))).toBe('not_yet')
    expect(reminderFor(invitationWith(), untouched, atOnce, new Date('2026-01-01T00:01:00Z'))).toBe('due')
  })

  it('is sent up to the set number, including resent mails, and never after ten mails', () => {
    expect(decide({ sends: 2 })).toBe('due')
    expect(decide({ sends: 3 })).toBe('enough')
    const often = { afterSec: 0, most: 99 }
    expect(reminderFor(invitationWith({ sends: MOST_SENDS }), untouched, often, fourDaysLater)).toBe('enough')
  })

  it('is not sent to somebody who has set a password, unless the account was there before', () => {
    const begun = { ...untouched, last_password_reset: '2026-01-02T00:00:00Z' }
    expect(decide({}, begun)).toBe('password_set')
    expect(decide({ created_user: false }, begun)).toBe('due')
  })

  it('is never sent if the link was handed over, the first mail is owed, or the account is blocked', () => {
    expect(decide({ delivery: 'link', sends: 0 })).toBe('handed_over')
    expect(decide({ sends: 0 })).toBe('mail_owed')
    expect(decide({}, { ...untouched, blocked: true })).toBe('blocked')
  })
})
