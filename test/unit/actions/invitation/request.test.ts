import { describe, expect, it } from 'vitest'
import { problemsOf, type InvitationRequest } from '../../../../actions/invitation/request.ts'

const good: InvitationRequest = {
  email: 'ada@example.com',
  id: 'inv_0123456789abcdef0123456789abcdef',
  now: new Date('2026-01-01T00:00:00Z'),
  ttl_sec: 3600,
  time_zone: 'UTC',
  created_user: true,
  client_id: 'app',
}

function codesOf(fields: Partial<InvitationRequest>): string[] {
  return [...problemsOf({ ...good, ...fields })].map(({ code }) => code)
}

describe('a request', () => {
  it.each<Partial<InvitationRequest>>([
    {},
    { name: 'Ada Lovelace', invited_by: 'Dr. Grace B. M. Hopper' },
    { name: "Siobhán O'Néill-Łukasz" },
    { name: 'عائشة' },
    { note: 'n'.repeat(500) },
    { ttl_sec: 60 },
    { ttl_sec: 30 * 86_400 },
    { redirect_to: 'https://app.example.com/start?x=1#y' },
    { redirect_to: 'http://localhost:3000/' },
    { context: '{}' },
    { locale: 'pt-BR' },
  ])('with %j is fine', (fields) => {
    expect(codesOf(fields)).toEqual([])
  })

  it.each<[string, Partial<InvitationRequest>]>([
    ['invalid_email', { email: 'ada@example' }],
    ['invalid_ttl', { ttl_sec: 59 }],
    ['invalid_ttl', { ttl_sec: 30 * 86_400 + 1 }],
    ['invalid_ttl', { ttl_sec: Number.NaN }],
    ['invalid_name', { name: 'visit evil.com' }],
    ['invalid_name', { name: 'https://evil' }],
    ['invalid_name', { name: 'eve@evil' }],
    ['invalid_name', { name: 'Ada\nBcc: eve' }],
    ['invalid_name', { name: 'Ada \u202e' }],
    ['invalid_name', { name: ' ' }],
    ['invalid_name', { name: 'a'.repeat(101) }],
    ['invalid_invited_by', { invited_by: 'www.evil.com' }],
    ['note_too_long', { note: 'n'.repeat(501) }],
    ['invalid_locale', { locale: 'english!' }],
    ['invalid_redirect_to', { redirect_to: 'http://app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: '//app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: 'javascript:alert(1)' }],
    ['invalid_redirect_to', { redirect_to: 'https://app.example.com\\@evil.com' }],
    ['invalid_redirect_to', { redirect_to: 'https://ada:secret@app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: 'java\tscript:alert(1)' }],
    ['invalid_context', { context: '{plan}' }],
    ['invalid_context', { context: '[1]' }],
    ['context_too_large', { context: JSON.stringify({ a: 'x'.repeat(1024) }) }],
  ])('is refused as %s with %j', (code, fields) => {
    expect(codesOf(fields)).toEqual([code])
  })
})
