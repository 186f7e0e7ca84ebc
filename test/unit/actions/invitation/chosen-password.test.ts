import { expect, it } from 'vitest'
import { hasChosenPassword } from '../../../../actions/invitation/chosen-password.ts'
import { invitationWith } from './records.ts'

it('a password was chosen when one was set since the invitation made the account', () => {
  expect(hasChosenPassword(invitationWith(), {})).toBe(false)
  expect(hasChosenPassword(invitationWith(), { last_password_reset: '2026-01-02T00:00:00.000Z' })).toBe(true)
})

it('in an account that was there before, only when it was set after our tools ended the earlier one', () => {
  const ended = invitationWith({ password_ended_at: '2026-01-02T00:00:00.000Z' })
  expect(hasChosenPassword(ended, { last_password_reset: '2026-01-02T00:00:00.000Z' })).toBe(false)
  expect(hasChosenPassword(ended, { last_password_reset: '2026-01-02T00:00:01.000Z' })).toBe(true)
})
