import { describe, expect, it } from 'vitest'
import { refusal } from '../../../../../scripts/auth0/log/refusal-log.ts'

const date = '2026-01-02T03:04:05.000Z'
const wording = { reason: 'not_invited', sentences: ['You need an invitation.'] }
const signUp = {
  ...{ type: 'fs', date, user_name: 'Ada@Example.com', connection: 'Users' },
  description: 'PreUserRegistrationError on pre-user-registration',
  details: { error: { message: 'not_invited' } },
}
const signIn = { type: 'f', date, user_name: 'ada@example.com', user_id: 'google-oauth2|1', connection: 'google' }

describe('a refusal because of a missing invitation', () => {
  it('is a refused sign-up with our reason, in any field of the event', () => {
    expect(refusal(signUp, wording)).toEqual({ date, email: 'ada@example.com', connection: 'Users' })
    expect(refusal({ ...signUp, details: { reason: 'not_invited' } }, wording)).toBeDefined()
  })

  it('is a refused sign-in with our sentence, in any language, and has the account', () => {
    expect(refusal({ ...signIn, description: 'You need an invitation.' }, wording)).toEqual({
      ...{ date, email: 'ada@example.com', user_id: 'google-oauth2|1', connection: 'google' },
    })
  })

  it.each([
    ['another Action refused the sign-up', { ...signUp, details: { error: { message: 'too young' } } }],
    ['the password was too weak', { ...signUp, description: 'Password is too weak' }],
    ['a wrong password', { ...signIn, description: 'Wrong email or password.' }],
    ['an event without an address', { ...signUp, user_name: '' }],
    ['a phone number', { ...signUp, user_name: '+4930123456' }],
    ['an event without a date', { ...signUp, date: undefined }],
  ])('is not: %s', (_, event) => {
    expect(refusal(event, wording)).toBeUndefined()
  })
})
