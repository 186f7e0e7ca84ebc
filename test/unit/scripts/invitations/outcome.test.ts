import { describe, expect, it } from 'vitest'
import { validUntil } from '../../../../scripts/invitations/outcome.ts'
import { invitationWith } from '../../actions/invitation/records.ts'

describe('the expiry for whoever invites', () => {
  it('is the record’s where that is English', () => {
    expect(validUntil(invitationWith({ locale: 'en-GB', expires_on: '8 January 2026, 01:00 CET' }))).toBe(
      '8 January 2026, 01:00 CET',
    )
  })

  it('is told in English where the invitee’s is not', () => {
    expect(validUntil(invitationWith({ locale: 'ar', expires_on: '٨ يناير' }))).toBe('8 January 2026, 00:00 UTC')
    expect(validUntil(invitationWith({ locale: 'de', time_zone: 'Europe/Berlin' }))).toBe('8 January 2026, 01:00 CET')
  })
})
