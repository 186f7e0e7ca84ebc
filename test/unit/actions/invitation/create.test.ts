import { describe, expect, it } from 'vitest'
import { createInvitation } from '../../../../actions/invitation/create.ts'
import type { InvitationParts } from '../../../../actions/invitation/request.ts'
import { readInvitation } from '../../../../actions/invitation/read.ts'

const request: InvitationParts = {
  email: ' Ada@Example.com',
  id: 'inv_0123456789abcdef0123456789abcdef',
  now: new Date('2026-01-01T10:00:00.123Z'),
  ttl_sec: 7 * 86_400,
  default_time_zone: 'Europe/Berlin',
  created_user: true,
  client_id: 'app',
}

describe('a new invitation', () => {
  it('is open, has a normalised address, and its expiry as text in the given language and zone', () => {
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
      expires_on: expect.stringMatching(/^8 de janeiro de 2026.* 11:00/) as string,
      invited_by: 'Grace',
      locale: 'pt-BR',
      client_id: 'app',
      context: '{"plan":"team"}',
      sends: 1,
      last_sent_at: '2026-01-01T10:00:00Z',
    })
  })

  it('shows the expiry in the invitee’s zone, and notes the zone', () => {
    expect(createInvitation({ ...request, time_zone: 'Asia/Tokyo' })).toMatchObject({
      time_zone: 'Asia/Tokyo',
      expires_on: expect.stringMatching(/^8 January 2026, 19:00/) as string,
    })
  })

  it('notes the roles that it gives, if any', () => {
    expect(createInvitation({ ...request, roles: ['rol_1'] })).toMatchObject({ roles: ['rol_1'] })
    expect(createInvitation({ ...request, roles: [] })).not.toHaveProperty('roles')
  })

  it('notes the way in which it has to be accepted, if there is one', () => {
    expect(createInvitation({ ...request, accept_with: 'google-oauth2' })).toMatchObject({
      accept_with: 'google-oauth2',
    })
    for (const accept_with of [undefined, '']) {
      expect(createInvitation({ ...request, accept_with })).not.toHaveProperty('accept_with')
    }
  })

  it('can be read back', () => {
    const invitation = createInvitation({ ...request, note: 'Hello', redirect_to: 'https://app.example.com/start' })
    expect(readInvitation({ invitation })).toEqual({ kind: 'invitation', invitation })
  })

  it('keeps the note without the spaces around it, and leaves out an empty one', () => {
    expect(createInvitation({ ...request, note: ' Hello\n' })).toHaveProperty('note', 'Hello')
    expect(createInvitation({ ...request, note: ' \n' })).not.toHaveProperty('note')
  })

  it('keeps redirect_to as browsers write it', () => {
    const redirect_to = 'HTTPS://App.Example.com/a b'.replace(' ', '%20')
    expect(createInvitation({ ...request, redirect_to })).toHaveProperty('redirect_to', 'https://app.example.com/a%20b')
  })

  it('names all the problems of its request at once', () => {
    const wrong = createInvitation({ ...request, email: 'ada', ttl_sec: 1, name: 'a.evil.com', context: '[' })
    expect('problems' in wrong && wrong.problems.map(({ code }) => code)).toEqual([
      'invalid_email',
      'invalid_ttl',
      'invalid_name',
      'invalid_context',
    ])
  })

  it('takes at most 2048 bytes as a whole', () => {
    const context = JSON.stringify({ a: 'x'.repeat(900) })
    const { length } = JSON.stringify({ invitation: createInvitation({ ...request, context, note: 'n' }) })
    const longest = 'n'.repeat(2049 - length - 600) + 'ü'.repeat(300) // an ü takes two bytes
    expect(createInvitation({ ...request, context, note: longest })).toHaveProperty('note', longest)
    expect(createInvitation({ ...request, context, note: `${longest}n` })).toEqual({
      problems: [
        {
          code: 'record_too_large',
          field: 'note',
          message: 'The invitation takes 2049 bytes, but only 2048 are allowed. Shorten the note or the context.',
        },
      ],
    })
  })
})
