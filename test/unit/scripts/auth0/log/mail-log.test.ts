import { describe, expect, it } from 'vitest'
import { mailEvent } from '../../../../../scripts/auth0/log/mail-log.ts'

const date = '2026-01-01T10:00:00.000Z'
const link = 'https://acme.auth0.com/u/reset-verify?ticket=secret#'

describe('an event of the tenant’s log', () => {
  it('is kept without the link that it may hold, in any field', () => {
    const asked = { type: 'scpr', date, user_id: 'auth0|1', user_name: 'Ada@Example.com', details: { resetUrl: link } }
    expect(mailEvent(asked)).toEqual({ type: 'scpr', date, user_id: 'auth0|1', email: 'ada@example.com' })
    const details = { email_type: 'reset_email', to: 'ada@example.com', error: `Refused: <${link}> looks like spam` }
    expect(mailEvent({ type: 'fn', date, details })?.reason).toBe('Refused: <[link] looks like spam')
  })

  it('with type fn has the person in its details, and counts only for reset mails', () => {
    const details = { email_type: 'reset_email', to: 'ada@example.com', error: 'Mailbox full' }
    expect(mailEvent({ type: 'fn', date, description: 'less', details })).toEqual({
      type: 'fn',
      date,
      email: 'ada@example.com',
      reason: 'Mailbox full',
    })
    expect(mailEvent({ type: 'fn', date, details: { ...details, email_type: 'verify_email' } })).toBeUndefined()
  })

  it('can be read with other types, without a date, or with an error that is an object', () => {
    expect(mailEvent({ type: 's', date })).toBeUndefined()
    expect(mailEvent({ type: 'scpr' })).toBeUndefined()
    const details = { email_type: 'reset_email', error: { message: '550 no' } }
    expect(mailEvent({ type: 'fn', date, details })).toEqual({ type: 'fn', date, reason: '550 no' })
  })
})
