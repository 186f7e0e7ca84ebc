import { describe, expect, it } from 'vitest'
import { lostInvitation } from '../../../../actions/invitation/lost-record.ts'
import { invitationWith, made } from './records.ts'

const remains = { ...made, email: 'ada@example.com', app_metadata: {} }

describe('an account that an invitation made, without its record', () => {
  it('shows the first id, when it was made, and until when an invitation could be open', () => {
    expect(lostInvitation(remains)).toEqual({
      ...{ version: 1, id: invitationWith().id, email: 'ada@example.com', state: 'open' },
      ...{ created_user: true, delivery: 'mail', sends: 1 },
      ...{ invited_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-31T00:00:00Z' },
    })
  })

  it.each([
    ['a record', { app_metadata: { invitation: invitationWith() } }],
    ['the acceptance of one', { app_metadata: { invitation_acceptance: { id: 'inv_1', at: '2026-01-02T00:00:00Z' } } }],
    ['a user_id that is not ours', { user_id: 'auth0|5f7c8ec7c33c6c004bbafe82' }],
    ['a user_id of ours at another connection', { user_id: `x${made.user_id}` }],
    ['no date of its creation', { created_at: 'soon' }],
  ])('shows nothing if there is %s', (_, what) => {
    expect(lostInvitation({ ...remains, ...what })).toBeUndefined()
  })
})
