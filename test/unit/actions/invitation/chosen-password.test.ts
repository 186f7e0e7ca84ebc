import { describe, expect, it } from 'vitest'
import { chosenPasswordAt, hasChosenPassword } from '../../../../actions/invitation/chosen-password.ts'
import { invitationWith } from './records.ts'

it('a password counts as chosen if it was set after the invitation made the account', () => {
  expect(hasChosenPassword(invitationWith(), {})).toBe(false)
  expect(hasChosenPassword(invitationWith(), { last_password_reset: '2026-01-02T00:00:00.000Z' })).toBe(true)
})

it('in an account that was there before, it counts only if it was set after our tools ended the earlier one', () => {
  const ended = invitationWith({ password_ended_at: '2026-01-02T00:00:00.000Z' })
  expect(hasChosenPassword(ended, { last_password_reset: '2026-01-02T00:00:00.000Z' })).toBe(false)
  expect(hasChosenPassword(ended, { last_password_reset: '2026-01-02T00:00:01.000Z' })).toBe(true)
})

describe('whether a password counts as set', () => {
  const [early, late] = ['2026-01-01T00:00:30.000Z', '2026-01-02T00:00:00.000Z']
  const ended = { password_ended_at: '2026-01-01T00:00:01.000Z' }
  it.each<[string, Parameters<typeof invitationWith>[0], string | undefined, boolean]>([
    ['no password was ever set', {}, undefined, false],
    ['the invitation made the account', {}, early, true],
    ['our own reset set it, to end every way in', { password_ended_at: late }, late, false],
    ['it was set after our own reset', { password_ended_at: early }, late, true],
    [
      'an earlier invitation made the account, and it was set before this one',
      { previous_ids: ['inv_1'] },
      early,
      false,
    ],
    [
      'it was set so soon that a wrong clock may be the reason',
      { created_user: false },
      '2026-01-01T00:01:00.000Z',
      false,
    ],
    ['it was set soon after our own reset', { ...ended, previous_ids: ['inv_1'] }, early, true],
    ['an earlier invitation made the account, and it was set since', { previous_ids: ['inv_1'] }, late, true],
    ['the account was there before, and it was set before', { created_user: false }, '2025-01-01T00:00:00Z', false],
    ['the account was there before, and it was set since', { created_user: false }, late, true],
  ])('%s', (_, fields, last_password_reset, counts) => {
    expect(chosenPasswordAt(invitationWith(fields), { last_password_reset })).toBe(
      counts ? last_password_reset : undefined,
    )
  })
})
