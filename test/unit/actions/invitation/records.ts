import type { Account } from '../../../../actions/invitation/accept.ts'
import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import { madeUserId, type FullWitness } from '../../../../actions/invitation/witness.ts'

/** A pending invitation of 1 January 2026, valid for a week; tests name only what matters to them. */
export function invitationWith(fields: Partial<Invitation> = {}): Invitation {
  return {
    version: 1,
    id: 'inv_0123456789abcdef0123456789abcdef',
    email: 'ada@example.com',
    state: 'open',
    created_user: true,
    delivery: 'mail',
    invited_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-01-08T00:00:00Z',
    expires_on: '8 January 2026, 00:00 UTC',
    sends: 1,
    last_sent_at: '2026-01-01T00:00:00Z',
    ...fields,
  }
}

export const whilePending = new Date('2026-01-02T03:04:05.678Z')
export const afterExpiry = new Date('2026-01-09T00:00:00Z')

/** The account that the invitation made, which nobody has used yet. */
export const made: FullWitness = {
  user_id: `auth0|${madeUserId(invitationWith().id)}`,
  created_at: '2026-01-01T00:00:00.500Z',
  email_verified: false,
  identities: 1,
}

export function accountWith(fields: Partial<Account> = {}): Account {
  return { ...made, email: 'ada@example.com', ...fields }
}
