import { describe, expect, it } from 'vitest'
import { validUntil } from '../../../../scripts/invitations/outcome.ts'
import { invitationWith } from '../../actions/invitation/records.ts'

describe('the expiry that the inviter sees', () => {
  it('is the record’s text if that is English', () => {
    expect(validUntil(invitationWith({ locale: 'en-GB', expires_on: '8 January 2026, 01:00 CET' }))).toBe(
      '8 January 2026, 01:00 CET',
    )
  })

  it('is in English if the invitee’s language is another', () => {
    expect(validUntil(invitationWith({ locale: 'ar', expires_on: '٨ يناير' }))).toBe('8 January 2026, 00:00 UTC')
    expect(validUntil(invitationWith({ locale: 'de', time_zone: 'Europe/Berlin' }))).toBe('8 January 2026, 01:00 CET')
  })
})
