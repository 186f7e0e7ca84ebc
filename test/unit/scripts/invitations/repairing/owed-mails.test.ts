import { describe, expect, it } from 'vitest'
import type { Invitation } from '../../../../../actions/invitation/invitation.ts'
import { verdictOn, type LoggedMails, type Verdict } from '../../../../../scripts/invitations/repairing/owed-mails.ts'
import { invitationWith } from '../../../actions/invitation/records.ts'

const on = (day: number, time = '02:00:00') => `2026-01-0${day}T${time}Z`
const [scpr, scp] = [
  (date: string) => ({ type: 'scpr' as const, date }),
  (date: string) => ({ type: 'scp' as const, date }),
]

/** Invited on 3 January at 12:00, checked in the night of the 4th. */
function verdict(
  fields: Partial<Invitation>,
  events: LoggedMails['events'],
  since: string | undefined = on(1),
): Verdict {
  const [invited_at, last_sent_at] = [on(3, '12:00:00'), on(3, '12:00:00')]
  const invitation = invitationWith({ invited_at, last_sent_at, ...fields })
  return verdictOn(invitation, { events, since }, new Date(on(4)))
}

const unsent = { sends: 0 }
const attached = { created_user: false }

describe('a mail is owed', () => {
  it.each<[string, Verdict, Partial<Invitation>, LoggedMails['events'], string?]>([
    ['when the record and the log have no mail', 'owed', unsent, []],
    ['when the record has a mail that the log does not have', 'owed', {}, []],
    ['when the log has only earlier mails', 'owed', attached, [scpr(on(2, '12:00:00'))]],
    ['when the account had mails for an earlier invitation', 'owed', { previous_ids: ['inv_00000000'] }, [scpr(on(2))]],
    ['but not when the log has it', 'asked', {}, [scpr(on(3, '12:00:01'))]],
    ['but not when the log has it a moment earlier', 'asked', attached, [scpr(on(3, '11:59:00'))]],
    ['but not when a password was set since', 'asked', attached, [scp(on(3, '13:00:00'))]],
    ['but not when it was sent just now', 'unknown', { last_sent_at: on(4, '01:50:00') }, []],
    ['but not when the record has a future time', 'unknown', { last_sent_at: on(4, '03:00:00') }, []],
    ['but not when the log does not go back that far', 'unknown', {}, [], on(3, '11:59:00')],
    ['but not when the log is empty', 'unknown', {}, [], 'never'],
  ])('%s: %s', (_, expected, fields, events, since) => {
    expect(verdict(fields, events, since)).toBe(expected)
  })
})

describe('whatever clock dated the record', () => {
  it.each([
    ['5 minutes ahead', '11:55:00'],
    ['an hour ahead', '11:00:00'],
    ['half a day behind', '23:59:00'],
  ])('the log counts the mails of an account that the invitation made: %s', (_, time) => {
    expect(verdict({}, [scpr(on(3, time))])).toBe('asked')
    expect(verdict({ sends: 2 }, [scpr(on(2)), scpr(on(3, time))])).toBe('asked')
  })

  it('nobody is mailed within a day of a mail that the log has', () => {
    expect(verdict(unsent, [scpr(on(3, '02:00:01'))])).toBe('mailed_lately')
    expect(verdict(unsent, [scpr(on(3, '02:00:00'))])).toBe('owed')
    expect(verdict({ ...attached, last_sent_at: on(3, '13:00:00') }, [scpr(on(3, '12:00:00'))])).toBe('mailed_lately')
  })

  it('nobody gets more than three mails for an invitation, counted by the record or the log', () => {
    expect(verdict({ sends: 2 }, [])).toBe('owed')
    expect(verdict({ sends: 3 }, [])).toBe('mailed_enough')
    const mails = [scpr(on(1)), scpr(on(1, '03:00:00')), scpr(on(2))]
    expect(verdict(unsent, mails)).toBe('mailed_enough')
    expect(verdict({ ...unsent, ...attached }, mails), 'those before the invitation are others').toBe('owed')
  })
})
