import { describe, expect, it } from 'vitest'
import { standingOf } from '../../../../actions/invitation/standing.ts'
import { toInvitedUser } from '../../../../scripts/auth0/invited-user.ts'
import { invitationRow } from '../../../../scripts/invitations/reading/invitation-row.ts'
import { invitationWith } from '../../actions/invitation/records.ts'
import { hostileValues, placesIn, replaced } from '../../hostile-json.ts'

const now = new Date('2026-01-02T00:00:00Z')
const answer = {
  user_id: 'auth0|1',
  email: 'ada@example.com',
  name: 'Ada',
  app_metadata: { invitation: invitationWith() },
  user_metadata: {},
  email_verified: true,
  blocked: false,
  last_password_reset: '2026-01-01T00:00:00.000Z',
  phone_number: '+49',
  created_at: '2026-01-01T00:00:00.000Z',
  last_login: '2026-01-01T00:00:00.000Z',
  identities: [
    { connection: 'Users', provider: 'auth0', user_id: '1' },
    { connection: 'google-oauth2', provider: 'google-oauth2', user_id: 2 },
  ],
}

describe('a user from Auth0’s answer', () => {
  it('is translated into our own fields', () => {
    expect(toInvitedUser(answer as never, [])).toMatchObject({
      ...{ user_id: 'auth0|1', email: 'ada@example.com', name: 'Ada', identities: 2, hasPhone: true },
      connections: ['Users', 'google-oauth2'],
      linked: [{ provider: 'google-oauth2', id: '2' }],
      hasSetPassword: true,
    })
  })

  it('can be used, whatever type a field has', () => {
    for (const way of placesIn(answer)) {
      for (const value of hostileValues) {
        const user = toInvitedUser(replaced(answer, way, value) as never, [])
        for (const text of [user.user_id, user.email, user.created_at, ...user.connections])
          expect(text).toBeTypeOf('string')
        for (const text of [user.name, user.last_login]) expect(['string', 'undefined']).toContain(typeof text)
        for (const fact of [user.email_verified, user.blocked, user.hasPhone]) expect(fact).toBeTypeOf('boolean')
        expect(() => [standingOf(user.app_metadata, now), invitationRow(user, now)], way.join('.')).not.toThrow()
      }
    }
  })

  it('with an identity that makes no sense still counts as linked, because it may have an owner', () => {
    expect(toInvitedUser({ ...answer, identities: [answer.identities[0], null] } as never, []).identities).toBe(2)
    expect(toInvitedUser({ ...answer, identities: undefined }, ['google-oauth2']).identities).toBe(0)
  })
})
