import type { Management } from 'auth0'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedIn } from '../../../../../scripts/invitations/reading/accepted-in.ts'
import { hostile, hostileValues, placesIn, replaced } from '../../../hostile-json.ts'
import { invitationWith } from '../../../actions/invitation/records.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_122)
const invitation = invitationWith({ invited_by: 'Grace', context: '{"plan":"team"}' })
const app_metadata = { invitation, invitation_acceptance: { id: invitation.id, at: '2026-01-02T03:04:05Z' } }

/** An event of Auth0's OpenAPI document, by the SDK's types. */
const event = {
  specversion: '1.0',
  type: 'user.updated',
  source: 'urn:auth0:acme.auth0.com',
  id: 'evt_0123456789abcdef',
  time: '2026-01-02T03:04:06.000Z',
  a0tenant: 'acme',
  a0stream: 'est_0123456789abcdef',
  data: {
    object: {
      user_id: 'auth0|invited_0123456789abcdef0123456789abcdef',
      email: 'ada@example.com',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-02T03:04:05.000Z',
      identities: [],
      app_metadata,
    },
  },
} satisfies Management.EventStreamCloudEventUserUpdatedCloudEvent

const withObject = (fields: object, previous_object?: object) => ({
  ...event,
  data: { object: { ...event.data.object, ...fields }, ...(previous_object && { previous_object }) },
})

describe('acceptedIn', () => {
  const accepted = {
    user_id: 'auth0|invited_0123456789abcdef0123456789abcdef',
    email: 'ada@example.com',
    invitation_id: invitation.id,
    accepted_at: '2026-01-02T03:04:05Z',
    invited_by: 'Grace',
    context: { plan: 'team' },
  }

  it('reads who accepted, who invited them, and the app’s context', () => {
    expect(acceptedIn(event)).toEqual(accepted)
    expect(acceptedIn({ offset: 'opaque', event })).toEqual(accepted)
    expect(acceptedIn(withObject({}, { app_metadata: { invitation } }))).toEqual(accepted)
  })

  it('says less if the record is gone, or the user has no address', () => {
    const { invitation: _, ...acceptance } = app_metadata
    expect(acceptedIn(withObject({ app_metadata: acceptance, email: undefined }))).toEqual({
      user_id: accepted.user_id,
      email: '',
      invitation_id: invitation.id,
      accepted_at: '2026-01-02T03:04:05Z',
    })
  })

  it.each([
    ['another event', { ...event, type: 'user.created' }],
    ['an acceptance that was there before the change', withObject({}, { app_metadata })],
    ['a pending invitation', withObject({ app_metadata: { invitation } })],
    [
      'an acceptance that came after the revocation',
      withObject({
        app_metadata: { ...app_metadata, invitation_revocation: { id: invitation.id, at: '2026-01-02T03:04:05Z' } },
      }),
    ],
    ['a user without an id', withObject({ user_id: undefined })],
    ['nothing', undefined],
  ])('finds no acceptance in %s', (_, given) => {
    expect(acceptedIn(given)).toBeUndefined()
  })

  it('never throws: each part of an event, replaced by each hostile value and by anything', () => {
    for (const place of placesIn(event)) {
      for (const value of hostileValues) expect(() => acceptedIn(replaced(event, place, value))).not.toThrow()
    }
    const at = fc.constantFrom(...placesIn(event))
    const anything = fc.property(at, hostile, (place, to) => void acceptedIn(replaced(event, place, to)))
    fc.assert(anything, { seed, numRuns: 1000 })
    console.info(`acceptedIn: PROPERTY_SEED=${seed}`)
  })
})
