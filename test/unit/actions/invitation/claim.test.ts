import { describe, expect, it } from 'vitest'
import { claimOf, pendingClaimOf, withoutPersonalData } from '../../../../actions/invitation/claim.ts'
import { invitationWith } from './records.ts'

const acceptance = { id: 'inv_0123456789abcdef0123456789abcdef', at: '2026-01-02T00:00:00Z' }

describe('the claim', () => {
  it('carries id, time, context and inviter, and accepted_now on the first sign-in only', () => {
    const invitation = invitationWith({ context: '{"plan":"team"}', invited_by: 'Grace' })
    const lasting = {
      id: acceptance.id,
      status: 'accepted',
      accepted_at: '2026-01-02T00:00:00Z',
      context: { plan: 'team' },
      invited_by: 'Grace',
    }
    expect(claimOf(acceptance, invitation, true)).toEqual({ ...lasting, accepted_now: true })
    expect(claimOf(acceptance, invitation, false)).toEqual(lasting)
  })

  it('says pending, and until when, if the app has to ask', () => {
    const invitation = invitationWith({ context: '{"plan":"team"}', invited_by: 'Grace' })
    const claim = {
      id: invitation.id,
      status: 'pending',
      expires_at: '2026-01-08T00:00:00Z',
      context: { plan: 'team' },
    }
    expect(pendingClaimOf(invitation)).toEqual({ ...claim, invited_by: 'Grace' })
    expect(withoutPersonalData(pendingClaimOf(invitation))).toEqual(claim)
  })

  it('of an access token has no personal data', () => {
    const claim = claimOf(acceptance, invitationWith({ invited_by: 'Grace' }), true)
    expect(withoutPersonalData(claim)).toEqual({
      id: acceptance.id,
      status: 'accepted',
      accepted_at: '2026-01-02T00:00:00Z',
      accepted_now: true,
    })
  })

  it.each(['not json', '[1]', 'null', '"text"'])('leaves out a context that is not an object: %s', (context) => {
    expect(claimOf(acceptance, invitationWith({ context }), false)).not.toHaveProperty('context')
  })

  it('is there even if the invitation is gone', () => {
    expect(claimOf(acceptance, undefined, false)).toEqual({
      id: acceptance.id,
      status: 'accepted',
      accepted_at: acceptance.at,
    })
  })
})
