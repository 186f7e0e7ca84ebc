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

  it('turns from pending to expired in the second of expires_at', () => {
    const metadata = { invitation: invitationWith({ expires_at: '2026-01-08T00:00:00Z' }) }
    expect(standingOf(metadata, new Date('2026-01-07T23:59:59.999Z')).status).toBe('pending')
    expect(standingOf(metadata, new Date('2026-01-08T00:00:00.000Z')).status).toBe('expired')
  })

  it.each([
    ['expired', invitationWith()],
    ['revoked later', invitationWith({ state: 'revoked' })],
    ['of a later version', { ...invitationWith(), version: 99 }],
    ['gone', undefined],
  ])('stays accepted when the invitation is %s', (_, invitation) => {
    expect(standingOf({ invitation, invitation_acceptance: acceptance }, afterExpiry).status).toBe('accepted')
  })

  it('is accepted with the invitation when the acceptance is of this one', () => {
    const metadata = { invitation: invitationWith({ state: 'revoked' }), invitation_acceptance: acceptance }
    expect(standingOf(metadata, whilePending)).toEqual({
      status: 'accepted',
      acceptance,
      invitation: metadata.invitation,
    })
  })

  it('is accepted without the invitation when the acceptance is of another one', () => {
    const metadata = {
      invitation: invitationWith(),
      invitation_acceptance: { id: 'inv_before', at: '2025-01-01T00:00:00Z' },
    }
    expect(standingOf(metadata, whilePending)).toEqual({
      status: 'accepted',
      acceptance: metadata.invitation_acceptance,
    })
  })

  it('does not expire once somebody who had an account before agreed in time', () => {
    const agreed = { ...invitationWith({ created_user: false }), consented_at: '2026-01-07T23:59:59Z' }
    expect(standingOf({ invitation: agreed }, afterExpiry).status).toBe('pending')
    expect(standingOf({ invitation: { ...agreed, consented_at: '2026-01-08T00:00:00Z' } }, whilePending).status).toBe(
      'expired',
    )
  })

  it('expires on accounts that the invitation made, whatever the record says of a consent', () => {
    const invitation = invitationWith({ consented_at: '2026-01-02T00:00:00Z' })
    expect(standingOf({ invitation }, afterExpiry).status).toBe('expired')
  })
})
