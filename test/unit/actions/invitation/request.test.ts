import { languageTags } from '../../../../actions/invitation/languages.ts'
import { describe, expect, it } from 'vitest'
import { isTimeZone, problemsOf, type InvitationParts } from '../../../../actions/invitation/request.ts'

const good: InvitationParts = {
  email: 'ada@example.com',
  id: 'inv_0123456789abcdef0123456789abcdef',
  now: new Date('2026-01-01T00:00:00Z'),
  ttl_sec: 3600,
  default_time_zone: 'UTC',
  created_user: true,
  client_id: 'app',
}

function codesOf(fields: Partial<InvitationParts>): string[] {
  return [...problemsOf({ ...good, ...fields })].map(({ code }) => code)
}

describe('a request', () => {
  it.each<Partial<InvitationParts>>([
    {},
    { name: 'Ada Lovelace', invited_by: 'Dr. Grace B. M. Hopper' },
    { name: "Siobhán O'Néill-Łukasz" },
    { name: 'عائشة' },
    { name: 'J.R.R. Tolkien' },
    { name: 'ada@example.com', invited_by: 'Grace.Hopper+navy@mail.example.co.uk' },
    { invited_by: " o'neill_x@xn--bcher-kva.example " },
    { name: 'Ada (.net)' },
    { name: 'a'.repeat(100) },
    { note: 'n'.repeat(500) },
    { ttl_sec: 60 },
    { ttl_sec: 30 * 86_400 },
    { redirect_to: 'https://app.example.com/start?x=1#y' },
    { redirect_to: 'http://localhost:3000/' },
    { redirect_to: 'http://127.0.0.1:3000/' },
    { context: JSON.stringify({ a: 'x'.repeat(1016) }) },
    { context: '{}' },
    { locale: 'pt-BR' },
    { username: "ada_1+x-y.z!#$'^`~@" },
    { username: 'u'.repeat(128) },
    { username: 'ada@x@example.com' },
    { username: 'ada@example.com@' },
  ])('with %j is valid', (fields) => {
    expect(codesOf(fields)).toEqual([])
  })

  it.each<[string, Partial<InvitationParts>]>([
    ['invalid_email', { email: 'ada@example' }],
    ['invalid_ttl', { ttl_sec: 59 }],
    ['invalid_ttl', { ttl_sec: 30 * 86_400 + 1 }],
    ['invalid_ttl', { ttl_sec: Number.NaN }],
    ['invalid_name', { name: 'visit evil.com' }],
    ['invalid_name', { name: 'visit evil\u3002com' }],
    ['invalid_name', { name: 'visit evil\uff0ecom' }],
    ['invalid_name', { name: 'https://evil' }],
    ['invalid_name', { name: 'eve@evil' }],
    ['invalid_name', { name: 'Eve <eve@evil.com>' }],
    ['invalid_name', { name: 'eve@evil.com eve@evil.com' }],
    ['invalid_name', { name: 'mailto:eve@evil.com' }],
    ['invalid_name', { name: 'eve@evil.com/login' }],
    ['invalid_name', { name: 'eve@evil.com?subject=x' }],
    ['invalid_name', { name: 'evil.com/login@example.com' }],
    ['invalid_name', { name: 'eve@büro.example' }],
    ['invalid_name', { name: 'ｅｖｅ@evil.com' }],
    ['invalid_invited_by', { invited_by: 'eve@evil.com@evil.com' }],
    ['invalid_invited_by', { invited_by: 'eve@192.0.2.1' }],
    ['invalid_name', { name: 'Ada\nBcc: eve' }],
    ['invalid_name', { name: 'Ada \u202e' }],
    ['invalid_name', { name: 'A\u200bda' }],
    ['invalid_name', { name: '\u3164' }],
    ['invalid_invited_by', { invited_by: 'bank.भारत' }],
    ['invalid_invited_by', { invited_by: '192.0.2.1/login' }],
    ['invalid_invited_by', { invited_by: '[2001:db8::1]' }],
    ['invalid_invited_by', { invited_by: 'http:/x' }],
    ['invalid_name', { name: ' ' }],
    ['invalid_name', { name: 'a'.repeat(101) }],
    ['invalid_invited_by', { invited_by: 'www.evil.com' }],
    ['invalid_username', { username: '' }],
    ['invalid_username', { username: ' ada' }],
    ['invalid_username', { username: 'ada ' }],
    ['invalid_username', { username: 'ada lovelace' }],
    ['invalid_username', { username: 'u'.repeat(129) }],
    ['invalid_username', { username: 'ädä' }],
    ['invalid_username', { username: 'ada@example.com' }],
    ['note_too_long', { note: 'n'.repeat(501) }],
    ['invalid_locale', { locale: 'english!' }],
    ['invalid_locale', { locale: 'tlh' }],
    ['invalid_locale', { locale: 'de-!' }],
    ['invalid_locale', { locale: 'dutch' }],
    ['invalid_time_zone', { time_zone: 'Berlin' }],
    ['invalid_redirect_to', { redirect_to: 'http://app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: '//app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: 'javascript:alert(1)' }],
    ['invalid_redirect_to', { redirect_to: 'https://app.example.com\\@evil.com' }],
    ['invalid_redirect_to', { redirect_to: 'https://ada:secret@app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: 'https://ada@app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: 'https://:secret@app.example.com/' }],
    ['invalid_redirect_to', { redirect_to: 'ftp://localhost/' }],
    ['invalid_redirect_to', { redirect_to: 'java\tscript:alert(1)' }],
    ['invalid_context', { context: '{plan}' }],
    ['invalid_context', { context: '[1]' }],
    ['invalid_context', { context: 'null' }],
    ['invalid_context', { context: '7' }],
    ['context_too_large', { context: JSON.stringify({ a: 'x'.repeat(1017) }) }],
  ])('is refused as %s with %j', (code, fields) => {
    expect(codesOf(fields)).toEqual([code])
  })

  it.each<[keyof InvitationParts, string, string]>([
    [
      'email',
      'ada@x',
      '"ada@x" is not an email address like ada@example.com. Use ASCII letters; a domain in other letters needs its xn-- form.',
    ],
    ['name', ' ', 'The name has 0 characters, but must have 1 to 100.'],
    ['invited_by', 'g'.repeat(101), "The inviter's name has 101 characters, but must have 1 to 100."],
    [
      'name',
      'Ada\tKing',
      'The name "Ada\\tKing" contains invisible characters (line breaks, tabs, writing-direction or zero-width marks). Leave them out.',
    ],
    [
      'invited_by',
      'grace.navy.mil',
      'The inviter\'s name "grace.navy.mil" contains something that mail programs turn into a link. Put a space after each dot, colon and slash.',
    ],
    [
      'username',
      'ada lovelace',
      '"ada lovelace" is not a user name. Use 1 to 128 letters, digits or +-_.!#$\'^`~@, but not an email address.',
    ],
    ['note', '👋'.repeat(501), 'The note has 501 characters, but only 500 are allowed.'],
    [
      'locale',
      'english!',
      `"english!" is not a language that mails are written in (${languageTags.join(', ')}). Leave it out, or add the language.`,
    ],
    [
      'redirect_to',
      'http://app.example.com/',
      '"http://app.example.com/" is not an https address (or http://localhost) without user name and password.',
    ],
    ['time_zone', 'Berlin', '"Berlin" is not a time zone (like Europe/Berlin or America/New_York).'],
    ['context', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'The context is nested too deeply.'],
    ['context', '{plan}', 'The context is not JSON. Give an object like {"plan":"team"}.'],
    ['context', '"team"', 'The context must be a JSON object like {"plan":"team"}.'],
    ['context', JSON.stringify(['ü'.repeat(700)]), 'The context must be a JSON object like {"plan":"team"}.'],
    ['context', JSON.stringify({ a: 'ü'.repeat(700) }), 'The context takes 1408 bytes, but only 1024 are allowed.'],
  ])('whose %s is %j gets a message that says what is allowed', (field, value, message) => {
    expect([...problemsOf({ ...good, [field]: value })]).toMatchObject([{ field, message }])
  })

  it('with a lifetime out of bounds gets a message with both bounds', () => {
    expect([...problemsOf({ ...good, ttl_sec: 0 })]).toMatchObject([
      { field: 'ttl_sec', message: 'An invitation lasts from 1 minute to 30 days (1m to 30d).' },
    ])
    expect([...problemsOf({ ...good, ttl_sec: NaN })]).toMatchObject([
      { field: 'ttl_sec', message: 'The lifetime is not a span of time. Write 7d, 12h or 30m.' },
    ])
  })

  it('is quoted without control characters, and shortened', () => {
    const [problem] = problemsOf({ ...good, locale: `\u001b[31m\u202e${'e'.repeat(100)}` })
    expect(problem?.message).toBe(
      `"\\u001b[31m\\u202e${'e'.repeat(74)}" is not a language that mails are written in (${languageTags.join(', ')}). Leave it out, or add the language.`,
    )
  })
})

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Berlin', false],
    ['', false],
  ])('%j: %s', (name, isOne) => {
    expect(isTimeZone(name)).toBe(isOne)
  })
})
