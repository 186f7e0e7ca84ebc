import { describe, expect, it } from 'vitest'
import { createInvitation } from '../../../../actions/invitation/create.ts'
import type { InvitationRequest } from '../../../../actions/invitation/request.ts'
import { readInvitation } from '../../../../actions/invitation/read.ts'

const request: InvitationRequest = {
  email: ' Ada@Example.com',
  id: 'inv_0123456789abcdef0123456789abcdef',
  now: new Date('2026-01-01T10:00:00.123Z'),
  ttl_sec: 7 * 86_400,
  time_zone: 'Europe/Berlin',
  created_user: true,
  client_id: 'app',
}

describe('a new invitation', () => {
  it('is open, folded, with its expiry as finished text in the zone that was asked for', () => {
    expect(
      createInvitation({ ...request, invited_by: ' Grace ', context: '{ "plan": "team" }', locale: 'pt-br' }),
    ).toEqual({
      version: 1,
      id: request.id,
      email: 'ada@example.com',
      state: 'open',
      created_user: true,
      delivery: 'mail',
      invited_at: '2026-01-01T10:00:00Z',
      expires_at: '2026-01-08T10:00:00Z',
      expires_on: '8 January 2026, 11:00 CET',
      invited_by: 'Grace',
      locale: 'pt-BR',
      client_id: 'app',
      context: '{"plan":"team"}',
      sends: 1,
      last_sent_at: '2026-01-01T10:00:00Z',
    })
  })

  it('notes the roles that it gives, and none where there are none', () => {
    expect(createInvitation({ ...request, roles: ['rol_1'] })).toMatchObject({ roles: ['rol_1'] })
    expect(createInvitation({ ...request, roles: [] })).not.toHaveProperty('roles')
  })

  it('can be read back', () => {
    const invitation = createInvitation({ ...request, note: 'Hello', redirect_to: 'https://app.example.com/start' })
    expect(readInvitation({ invitation })).toEqual({ kind: 'invitation', invitation })
  })

  it('names everything that is wrong with its request at once', () => {
    const wrong = createInvitation({ ...request, email: 'ada', ttl_sec: 1, name: 'a.evil.com', context: '[' })
    expect('problems' in wrong && wrong.problems.map(({ code }) => code)).toEqual([
      'invalid_email',
      'invalid_ttl',
      'invalid_name',
      'invalid_context',
    ])
  })

  it('that is too large as a whole is refused', () => {
    const wrong = createInvitation({
      ...request,
      note: 'ü'.repeat(500),
      context: JSON.stringify({ a: 'x'.repeat(900) }),
    })
    expect('problems' in wrong && wrong.problems.map(({ code }) => code)).toEqual(['record_too_large'])
  })
})
