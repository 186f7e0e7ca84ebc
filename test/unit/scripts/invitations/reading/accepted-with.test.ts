import { describe, expect, it } from 'vitest'
import { acceptedWith } from '../../../../../scripts/invitations/reading/accepted-with.ts'
import { invitationWith } from '../../../actions/invitation/records.ts'

const at = '2026-01-02T10:00:00Z'
const accepted = (changes: object = {}) => ({
  status: 'accepted' as const,
  acceptance: { id: 'inv_1', at },
  invitation: { ...invitationWith(), ...changes },
})
const user = (connections: string[], last_password_reset?: string) => ({
  connections,
  hasSetPassword: last_password_reset !== undefined,
  last_password_reset,
})
const both = ['Users', 'google-oauth2']

describe('the connection that an invitation was accepted with', () => {
  it.each([
    ['is the account’s own if it has no other', accepted(), user(['Users'], '2026-01-02T09:00:00Z'), 'Users'],
    ['is the linked one if nobody has chosen a password', accepted(), user(both), 'google-oauth2'],
    [
      'is the linked one if somebody chose a password later',
      accepted(),
      user(both, '2026-01-03T10:00:00Z'),
      'google-oauth2',
    ],
    ['is unknown if there was already a password', accepted(), user(both, '2026-01-02T09:00:00Z'), null],
    ['is unknown if two others are linked', accepted(), user([...both, 'acme']), null],
    [
      'is the linked one if two identities have the same connection',
      accepted(),
      user([...both, 'google-oauth2']),
      'google-oauth2',
    ],
    ['is unknown in an account that was there before', accepted({ created_user: false }), user(both), null],
    ['is the one that the invitation names', accepted({ accept_with: 'acme' }), user([...both, 'acme'], at), 'acme'],
    [
      'is the account’s own if the invitation names password',
      accepted({ accept_with: 'password' }),
      user(['Users'], at),
      'Users',
    ],
  ])('%s', (_, standing, account, expected) => {
    expect(acceptedWith(standing, account)).toBe(expected)
  })

  it('is missing before the acceptance, and comes from the account if the record is gone', () => {
    expect(acceptedWith({ status: 'pending', invitation: invitationWith() }, user(both))).toBeNull()
    const gone = { status: 'accepted', acceptance: { id: 'inv_1', at } } as const
    expect([user(['google-oauth2']), user(both)].map((one) => acceptedWith(gone, one))).toEqual(['google-oauth2', null])
  })
})
