import { describe, expect, it } from 'vitest'
import { readAcceptance, readFacts } from '../../../../actions/invitation/facts.ts'
import { invitationWith } from './records.ts'

const at = '2026-01-02T00:00:00Z'
const { id } = invitationWith()

describe('the facts about an invitation', () => {
  it('are one root key each, with the id that they are about', () => {
    const [revocation, block, consent, roles, acceptance] = ['a', 'b', 'c', 'd', 'e'].map((end) => ({
      id: `inv_${end}`,
      at,
    }))
    const stored = {
      invitation_revocation: revocation,
      invitation_block: block,
      invitation_consent: consent,
      invitation_roles: roles,
      invitation_acceptance: acceptance,
    }
    expect(readFacts(stored, invitationWith())).toEqual({ revocation, block, consent, roles, acceptance })
  })

  it('that version 0.1 kept inside the offer count for that offer', () => {
    const offer = invitationWith({ blocked_at: at, consented_at: at, roles_given_at: at, revoked_at: at })
    expect(readFacts({}, offer)).toEqual({ block: { id, at }, consent: { id, at }, roles: { id, at } })
  })

  it('in a key of their own win over those inside the offer', () => {
    const block = { id: 'inv_newer', at }
    expect(readFacts({ invitation_block: block }, invitationWith({ blocked_at: at }))).toEqual({ block })
  })

  it.each([undefined, null, 7, 'yes', [], {}, { id: 7, at }, { id: 'inv_a', at: 'soon' }, { id: 'inv_a' }])(
    'are nothing where %j stands',
    (odd) => {
      expect(readFacts({ invitation_block: odd, invitation_consent: odd, invitation_roles: odd }, undefined)).toEqual(
        {},
      )
    },
  )

  it('are never lost over a detail where it is a revocation or an acceptance: an id is enough', () => {
    expect(readFacts({ invitation_revocation: { id: 'inv_x', at: 5 } }, undefined)).toEqual({
      revocation: { id: 'inv_x', at: '' },
    })
    expect(readAcceptance({ invitation_acceptance: { id: 'inv_x' } })).toEqual({ id: 'inv_x', at: '' })
    expect(readAcceptance({ invitation_acceptance: 'yes' })).toBeUndefined()
  })
})
