import { describe, expect, it } from 'vitest'
import { standingOf } from '../../../../actions/invitation/standing.ts'
import { afterExpiry, invitationWith, whilePending } from './records.ts'

const acceptance = { id: invitationWith().id, at: '2026-01-02T00:00:00Z' }

describe('the status of an account', () => {
  it.each([
    ['none', {}, whilePending],
    ['requested', { invitation: { state: 'requested' } }, whilePending],
    ['pending', { invitation: invitationWith() }, whilePending],
    ['expired', { invitation: invitationWith() }, afterExpiry],
    ['revoked', { invitation: invitationWith({ state: 'revoked' }) }, whilePending],
    ['malformed', { invitation: 'hello' }, whilePending],
    ['accepted', { invitation: invitationWith(), invitation_acceptance: acceptance }, whilePending],
  ])('is %s', (status, metadata, now) => {
    expect(standingOf(metadata, now).status).toBe(status)
  })

  it('changes from pending to expired in the second of expires_at', () => {
    const metadata = { invitation: invitationWith({ expires_at: '2026-01-08T00:00:00Z' }) }
    expect(standingOf(metadata, new Date('2026-01-07T23:59:59.999Z')).status).toBe('pending')
    expect(standingOf(metadata, new Date('2026-01-08T00:00:00.000Z')).status).toBe('expired')
  })

  it.each([
    ['expired', invitationWith()],
    ['revoked later', invitationWith({ state: 'revoked' })],
    ['of a later version', { ...invitationWith(), version: 99 }],
    ['gone', undefined],
  ])('stays accepted if the invitation is %s', (_, invitation) => {
    expect(standingOf({ invitation, invitation_acceptance: acceptance }, afterExpiry).status).toBe('accepted')
  })

  it('is accepted, with the invitation, if the acceptance is of this invitation', () => {
    const metadata = { invitation: invitationWith({ state: 'revoked' }), invitation_acceptance: acceptance }
    expect(standingOf(metadata, whilePending)).toEqual({
      status: 'accepted',
      acceptance,
      invitation: metadata.invitation,
    })
  })

  it('is accepted, without the invitation, if the acceptance is of another one', () => {
    const metadata = {
      invitation: invitationWith(),
      invitation_acceptance: { id: 'inv_before', at: '2025-01-01T00:00:00Z' },
    }
    expect(standingOf(metadata, whilePending)).toEqual({
      status: 'accepted',
      acceptance: metadata.invitation_acceptance,
    })
  })

  it('does not expire once somebody who had an account before has agreed in time', () => {
    const agreed = { ...invitationWith({ created_user: false }), consented_at: '2026-01-07T23:59:59Z' }
    expect(standingOf({ invitation: agreed }, afterExpiry).status).toBe('pending')
    expect(standingOf({ invitation: { ...agreed, consented_at: '2026-01-08T00:00:00Z' } }, whilePending).status).toBe(
      'expired',
    )
  })

  it('expires on accounts that the invitation made, whatever the record says about a consent', () => {
    const invitation = invitationWith({ consented_at: '2026-01-02T00:00:00Z' })
    expect(standingOf({ invitation }, afterExpiry).status).toBe('expired')
  })
})

describe('a revocation', () => {
  const { id, invited_at } = invitationWith()
  const revocation = (fields: object = {}) => ({ invitation_revocation: { id, at: '2026-01-02T00:00:00Z', ...fields } })
  const status = (metadata: object) => standingOf(metadata, whilePending).status

  it('ends the offer that it names, even if a late write puts it back', () => {
    expect(standingOf({ invitation: invitationWith(), ...revocation() }, whilePending)).toEqual({
      status: 'revoked',
      invitation: invitationWith(),
      revoked_at: '2026-01-02T00:00:00Z',
    })
    const late = invitationWith({ invited_at: '2026-01-02T01:00:00Z', sends: 0 })
    expect(status({ invitation: late, ...revocation() })).toBe('revoked')
    expect(status({ invitation: invitationWith(), ...revocation({ at: 'odd' }) })).toBe('revoked')
  })

  it('ends every offer that is not newer, whatever id it names', () => {
    const other = { id: 'inv_other000' }
    expect(status({ invitation: invitationWith(), ...revocation(other) })).toBe('revoked')
    expect(status({ invitation: invitationWith(), ...revocation({ ...other, at: invited_at }) })).toBe('revoked')
    expect(status({ invitation: invitationWith(), ...revocation({ ...other, at: '2025-12-31T23:59:59Z' }) })).toBe(
      'pending',
    )
  })

  it('has its own instant; by version 0.1, that of the record', () => {
    const revoked_at = '2026-01-02T00:00:00Z'
    expect(standingOf({ invitation: invitationWith({ state: 'revoked', revoked_at }) }, whilePending)).toMatchObject({
      status: 'revoked',
      revoked_at,
    })
    expect(standingOf({ invitation: invitationWith({ state: 'revoked' }) }, whilePending)).not.toHaveProperty(
      'revoked_at',
    )
  })

  it.each([
    ['a moment later: the sign-in was on its way', '2026-01-02T00:00:01Z', 'revoked'],
    ['in the same second', '2026-01-02T00:00:00Z', 'revoked'],
    ['as long before as a sign-in may take', '2026-01-01T23:59:00Z', 'revoked'],
    ['before that', '2026-01-01T23:58:59Z', 'accepted'],
    ['at an unreadable instant', 'odd', 'accepted'],
  ])('meets an acceptance %s', (_, at, expected) => {
    const invitation_acceptance = { id, at }
    expect(status({ invitation: invitationWith(), ...revocation(), invitation_acceptance })).toBe(expected)
    const gone = { ...revocation(), invitation_acceptance }
    expect(status(gone)).toBe(expected === 'revoked' ? 'none' : 'accepted')
  })

  it('of another invitation cancels the acceptance of an offer that it ends, not of a newer one', () => {
    const invitation_acceptance = { id, at: '2026-01-02T00:00:30Z' }
    const other = revocation({ id: 'inv_other000' })
    expect(status({ invitation: invitationWith(), ...other, invitation_acceptance })).toBe('revoked')
    const inThatSecond = invitationWith({ invited_at: '2026-01-02T00:00:00Z' })
    expect(status({ invitation: inThatSecond, ...other, invitation_acceptance })).toBe('revoked')
    const younger = invitationWith({ invited_at: '2026-01-02T00:00:01Z' })
    expect(status({ invitation: younger, ...other, invitation_acceptance })).toBe('accepted')
  })
})

describe('an acceptance', () => {
  it('of an offer that was replaced does not count; the present offer decides', () => {
    const invitation = invitationWith({ id: 'inv_new00000', previous_ids: [acceptance.id] })
    expect(standingOf({ invitation, invitation_acceptance: acceptance }, whilePending)).toEqual({
      status: 'pending',
      invitation,
    })
  })

  it('shows when its roles were given, from their own key or as version 0.1 noted it', () => {
    const roles_given_at = '2026-01-03T00:00:00Z'
    const given = { status: 'accepted', roles_given_at }
    const key = { id: acceptance.id, at: roles_given_at }
    const metadata = { invitation: invitationWith(), invitation_acceptance: acceptance }
    expect(standingOf({ ...metadata, invitation_roles: key }, afterExpiry)).toMatchObject(given)
    const old = { ...metadata, invitation: invitationWith({ roles_given_at }) }
    expect(standingOf(old, afterExpiry)).toMatchObject(given)
    const other = { ...metadata, invitation_roles: { ...key, id: 'inv_other000' } }
    expect(standingOf(other, afterExpiry)).not.toHaveProperty('roles_given_at')
  })
})

describe('a consent', () => {
  it('counts for its own invitation only', () => {
    const invitation = invitationWith({ created_user: false })
    const consent = { id: invitation.id, at: '2026-01-02T00:00:00Z' }
    expect(standingOf({ invitation, invitation_consent: consent }, whilePending)).toHaveProperty(
      'consented_at',
      consent.at,
    )
    const other = { ...consent, id: 'inv_other000' }
    expect(standingOf({ invitation, invitation_consent: other }, whilePending)).not.toHaveProperty('consented_at')
  })
})
