import { describe, expect, it } from 'vitest'
import { mayRegister, refusesEntry, type Newcomer } from '../../../../actions/invitation/require.ts'
import type { Exceptions } from '../../../../actions/invitation/settings.ts'
import { standingOf } from '../../../../actions/invitation/standing.ts'
import { accountWith, afterExpiry, invitationWith, whilePending } from './records.ts'

const exceptions: Exceptions = { allowedDomains: ['acme.example'], since: new Date('2026-01-01T00:00:00Z') }

describe('where invitations are required, an account', () => {
  it('can be made with an invitation, even one of a later version', () => {
    expect(mayRegister('ada@example.com', { invitation: invitationWith() }, exceptions)).toBe(true)
    expect(mayRegister('ada@example.com', { invitation: { version: 99, created_user: true } }, exceptions)).toBe(true)
  })

  it('cannot be made without one, or with another product’s data under that name', () => {
    for (const metadata of [
      undefined,
      {},
      { invitation: 'yes' },
      { invitation: {} },
      { invitation: { state: 'requested' } },
      { invitation: { state: 'requested', created_user: true } },
    ]) {
      expect(mayRegister('ada@example.com', metadata, exceptions)).toBe(false)
    }
  })

  it.each(['bob@acme.example', 'bob@ACME.example', 'bob@ａcme.example'])(
    'can be made for %s of an allowed domain',
    (email) => {
      expect(mayRegister(email, {}, exceptions)).toBe(true)
    },
  )

  it.each([
    'bob@evil-acme.example',
    'bob@sub.acme.example',
    'bob@acme.example.evil.example',
    'bob@acme.example@evil.example',
    '"bob@evil.example"@acme.example',
    'bob@аcme.example',
    'bob@acme.example.',
    'bob@acme.example/evil.example',
    'bob@evil.example#acme.example',
    '@acme.example',
    'acme.example',
    '',
  ])('cannot be made for “%s”, which only looks like an allowed domain', (email) => {
    expect(mayRegister(email, {}, exceptions)).toBe(false)
  })
})

describe('where invitations are required, a sign-in', () => {
  const social: Newcomer = {
    ...accountWith({ email_verified: true }),
    ...{ created_at: '2026-01-02T00:00:00.000Z', registered: false },
  }
  const attached = invitationWith({ created_user: false })
  const pending = standingOf({ invitation: attached }, whilePending)
  const none = standingOf({}, whilePending)

  it('of a social or enterprise account without an invitation is refused', () => {
    expect(refusesEntry(none, social, exceptions)).toEqual({ reason: 'not_invited' })
    const requested = standingOf({ invitation: { state: 'requested' } }, whilePending)
    expect(refusesEntry(requested, social, exceptions)).toEqual({ reason: 'not_invited' })
    expect(refusesEntry(standingOf({ invitation: 'x' }, whilePending), social, exceptions)).toEqual({
      reason: 'not_invited',
    })
  })

  it('of an account that was there before is not refused', () => {
    const before = { ...social, created_at: '2025-12-31T23:59:59.999Z' }
    expect(refusesEntry(none, before, exceptions)).toBeUndefined()
    expect(refusesEntry(none, { ...social, created_at: '2026-01-01T00:00:00.000Z' }, exceptions)).toBeDefined()
  })

  it('is not refused if it is not known since when, or when the account was made', () => {
    expect(refusesEntry(none, social, { ...exceptions, since: undefined })).toBeUndefined()
    expect(refusesEntry(none, { ...social, created_at: '' }, exceptions)).toBeUndefined()
  })

  it('of somebody who is invited or has accepted is not refused', () => {
    expect(refusesEntry(pending, social, exceptions)).toBeUndefined()
    const invitation_acceptance = { id: attached.id, at: '2026-01-02T00:00:00Z' }
    expect(refusesEntry(standingOf({ invitation_acceptance }, afterExpiry), social, exceptions)).toBeUndefined()
  })

  it('with a dead invitation, or one to another address, is refused with the reason', () => {
    const expired = standingOf({ invitation: attached }, afterExpiry)
    expect(refusesEntry(expired, social, exceptions)).toEqual({ reason: 'expired', invitation: attached })
    const invitation = { ...attached, state: 'revoked' as const }
    const revoked = standingOf({ invitation }, whilePending)
    expect(refusesEntry(revoked, social, exceptions)).toEqual({ reason: 'revoked', invitation })
    const other = { ...social, email: 'bob@example.com' }
    expect(refusesEntry(pending, other, exceptions)).toEqual({ reason: 'not_your_address' })
    const unverified = { ...social, email_verified: false }
    expect(refusesEntry(pending, unverified, exceptions)).toEqual({ reason: 'address_not_verified' })
  })

  it('of an allowed domain needs a verified address, in a database too', () => {
    for (const registered of [true, false]) {
      const colleague = { ...social, email: 'bob@acme.example', registered }
      expect(refusesEntry(none, colleague, exceptions)).toBeUndefined()
      expect(refusesEntry(none, { ...colleague, email_verified: false }, exceptions)).toEqual({
        reason: 'address_not_verified',
      })
    }
  })

  it('of somebody who registered in a database needs a verified address, whatever domains are allowed now', () => {
    const registered = { ...social, registered: true }
    for (const allowedDomains of [['acme.example'], []]) {
      expect(refusesEntry(none, registered, { ...exceptions, allowedDomains })).toBeUndefined()
      expect(refusesEntry(none, { ...registered, email_verified: false }, { ...exceptions, allowedDomains })).toEqual({
        reason: 'address_not_verified',
      })
    }
  })

  it('of somebody who was there before is not refused, verified or not, even at an allowed domain', () => {
    const before = { ...social, created_at: '2025-12-31T00:00:00.000Z', registered: true, email_verified: false }
    expect(refusesEntry(none, before, exceptions)).toBeUndefined()
    expect(refusesEntry(none, { ...before, email: 'bob@acme.example' }, exceptions)).toBeUndefined()
  })

  it('of an invitee who set the password with the link is not refused, even at an allowed domain', () => {
    const created = standingOf({ invitation: invitationWith() }, whilePending)
    const invitee = { ...social, registered: true, email_verified: false }
    expect(refusesEntry(created, invitee, { ...exceptions, allowedDomains: ['example.com'] })).toBeUndefined()
  })

  describe('of an account that an invitation made, and nobody registered', () => {
    const owned: Newcomer = { ...social, registered: true, identities: 2 }
    const offer = invitationWith()

    it('is refused if the invitation is dead, verified and linked or not', () => {
      const expired = standingOf({ invitation: offer }, afterExpiry)
      expect(refusesEntry(expired, owned, exceptions)).toEqual({ reason: 'expired', invitation: offer })
      const invitation = { ...offer, state: 'revoked' as const }
      const revoked = standingOf({ invitation }, whilePending)
      expect(refusesEntry(revoked, owned, exceptions)).toEqual({ reason: 'revoked', invitation })
    })

    it('does not count as such if its password was never set by a link, because it was there before', () => {
      const expired = standingOf({ invitation: offer }, afterExpiry)
      const before = { ...owned, user_id: 'auth0|1', email_verified: false, last_password_reset: undefined }
      expect(refusesEntry(expired, before, exceptions)).toEqual({ reason: 'address_not_verified' })
    })

    it('is refused if this sign-in cannot accept the invitation', () => {
      const living = standingOf({ invitation: offer }, whilePending)
      const other = { ...owned, email: 'eve@example.com' }
      expect(refusesEntry(living, other, exceptions)).toEqual({ reason: 'not_your_address' })
      const otherWay = { email: 'ada@example.com', email_verified: false }
      expect(refusesEntry(living, { ...owned, otherWay }, exceptions)).toEqual({ reason: 'address_not_verified' })
    })

    it('is refused if the record cannot be read', () => {
      const malformed = standingOf({ invitation: { created_user: true, version: 9 } }, whilePending)
      expect(refusesEntry(malformed, owned, exceptions)).toEqual({ reason: 'not_invited' })
      expect(refusesEntry(malformed, { ...owned, user_id: 'auth0|1' }, exceptions)).toBeUndefined()
    })

    it('is let in at an allowed domain, and if another tool has cleared the record, because it may have an owner', () => {
      const expired = standingOf({ invitation: offer }, afterExpiry)
      expect(refusesEntry(expired, { ...owned, email: 'bob@acme.example' }, exceptions)).toBeUndefined()
      expect(refusesEntry(none, owned, exceptions)).toBeUndefined()
    })
  })

  it('of somebody who registered before the invitation is not refused, whatever happens to the invitation', () => {
    const registered = { ...social, user_id: 'auth0|1', registered: true }
    expect(refusesEntry(standingOf({ invitation: attached }, afterExpiry), registered, exceptions)).toBeUndefined()
    // The record claims that it made the account, but the password is older, and somebody knows it.
    expect(
      refusesEntry(standingOf({ invitation: invitationWith() }, afterExpiry), registered, exceptions),
    ).toBeUndefined()
  })
})
