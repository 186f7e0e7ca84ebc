import { describe, expect, it } from 'vitest'
import { readAcceptance, readFacts } from '../../../../actions/invitation/facts.ts'
import { invitationWith } from './records.ts'

const at = '2026-01-02T00:00:00Z'
const { id } = invitationWith()

describe('the facts about an invitation', () => {
  it('have a root key each, with the id that they are about', () => {
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

  it('count for their offer if version 0.1 kept them inside it', () => {
    const offer = invitationWith({ blocked_at: at, consented_at: at, roles_given_at: at, revoked_at: at })
    expect(readFacts({}, offer)).toEqual({ block: { id, at }, consent: { id, at }, roles: { id, at } })
  })

  it('count more in their own key than inside the offer', () => {
    const block = { id: 'inv_newer', at }
    expect(readFacts({ invitation_block: block }, invitationWith({ blocked_at: at }))).toEqual({ block })
  })

  it.each([undefined, null, 7, 'yes', [], {}, { id: 7, at }, { id: 'inv_a', at: 'soon' }, { id: 'inv_a' }])(
    'are missing if the key holds %j',
    (odd) => {
      expect(readFacts({ invitation_block: odd, invitation_consent: odd, invitation_roles: odd }, undefined)).toEqual(
        {},
      )
    },
  )

  it('need only an id if they are a revocation or an acceptance', () => {
    expect(readFacts({ invitation_revocation: { id: 'inv_x', at: 5 } }, undefined)).toEqual({
      revocation: { id: 'inv_x', at: '' },
    })
    expect(readAcceptance({ invitation_acceptance: { id: 'inv_x' } })).toEqual({ id: 'inv_x', at: '' })
    expect(readAcceptance({ invitation_acceptance: 'yes' })).toBeUndefined()
  })
})
