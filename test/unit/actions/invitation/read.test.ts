import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readInvitation } from '../../../../actions/invitation/read.ts'
import { standingOf } from '../../../../actions/invitation/standing.ts'
import { invitationWith, whilePending } from './records.ts'

describe('reading app_metadata', () => {
  it('finds the invitation as it was written', () => {
    const invitation = invitationWith({
      context: '{"plan":"team"}',
      roles: ['rol_1'],
      previous_ids: ['inv_1'],
      sends: 0,
      expires_soon: true,
    })
    expect(readInvitation({ invitation, other: true })).toEqual({ kind: 'invitation', invitation })
  })

  it('finds nothing if there is nothing', () => {
    for (const nothing of [undefined, null, {}, { invitation: null }, 'text', 7, [], { Invitation: {} }]) {
      expect(readInvitation(nothing)).toEqual({ kind: 'none' })
    }
  })

  it('finds the request of an account that another system made', () => {
    expect(readInvitation({ invitation: { state: 'requested' } }).kind).toBe('requested')
  })

  it.each([
    ['a text of another product', 'welcome-2024', 'invitation is not an object'],
    ['a list', ['ada'], 'invitation is not an object'],
    ['a later version', { ...invitationWith(), version: 2 }, 'invitation has an unknown version'],
    ['a record without a version', { id: 'inv_0123456789' }, 'invitation has an unknown version'],
    ['a wrong id', { ...invitationWith(), id: '1' }, 'invitation has no valid id'],
    ['an id with words around it', { ...invitationWith(), id: 'my inv_0123456789' }, 'invitation has no valid id'],
    [
      'two ids in one text',
      { ...invitationWith(), id: 'inv_0123456789, inv_9876543210' },
      'invitation has no valid id',
    ],
    ['a list of one id', { ...invitationWith(), id: [invitationWith().id] }, 'invitation has no valid id'],
    ['an unknown state', { ...invitationWith(), state: 'sent' }, 'invitation has no valid state'],
    ['a text for created_user', { ...invitationWith(), created_user: 'yes' }, 'invitation has no valid created_user'],
    ['an unknown delivery', { ...invitationWith(), delivery: 'pigeon' }, 'invitation has no valid delivery'],
    [
      'an expiry that is not an instant',
      { ...invitationWith(), expires_at: 'soon' },
      'invitation has no valid expires_at',
    ],
    ['an expiry in words', { ...invitationWith(), expires_at: '8 Jan 2026' }, 'invitation has no valid expires_at'],
    ['a 13th month', { ...invitationWith(), expires_at: '2026-13-01T00:00:00Z' }, 'invitation has no valid expires_at'],
    [
      'a list of one expiry',
      { ...invitationWith(), expires_at: ['2026-01-08T00:00:00Z'] },
      'invitation has no valid expires_at',
    ],
    ['a text for expires_soon', { ...invitationWith(), expires_soon: 'yes' }, 'invitation has no valid expires_soon'],
    ['roles that are not a list', { ...invitationWith(), roles: 'rol_1' }, 'invitation has no valid roles'],
    [
      'earlier ids that are not text',
      { ...invitationWith(), previous_ids: ['inv_1', 2] },
      'invitation has no valid previous_ids',
    ],
    ['a context that is an object', { ...invitationWith(), context: {} }, 'invitation has no valid context'],
    ['a negative count', { ...invitationWith(), sends: -1 }, 'invitation has no valid sends'],
  ])('calls %s malformed and says why', (_, invitation, problem) => {
    expect(readInvitation({ invitation })).toMatchObject({ kind: 'malformed', problem })
  })

  it('ignores inherited properties', () => {
    const inherited = Object.create({ invitation: invitationWith() }) as object
    expect(readInvitation(inherited)).toEqual({ kind: 'none' })
  })

  it('never throws, whatever it reads', () => {
    const anything = fc.record({ invitation: fc.anything(), invitation_acceptance: fc.anything() })
    const nearly = fc
      .record(Object.fromEntries(Object.keys(invitationWith()).map((field) => [field, fc.anything()])))
      .map((changed) => ({ invitation: { ...invitationWith(), ...changed } }))
    const seed = 20260101
    fc.assert(
      fc.property(fc.oneof(anything, nearly, fc.jsonValue(), fc.anything()), (metadata) => {
        standingOf(metadata, whilePending)
      }),
      { numRuns: 2000, seed },
    )
  })
})
