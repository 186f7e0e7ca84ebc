import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../scripts/ground/errors.ts'
import { credentialsIn, isCredential, problemOfCredential, Secrets } from '../../../../scripts/ground/secrets.ts'

const secret = 'Wc-3hush"hush&Zt8_xK4vQm2Rs7yNp5LdHb9GfJ1TaUeVo6'
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl'
const hide = (text: string, ...values: string[]) => new Secrets(values).hide(text)

describe('a credential', () => {
  it.each([
    ['AUTH0_ACCESS_TOKEN', true],
    ['AUTH0_CLIENT_SECRET', true],
    ['AUTH0_DEPLOY_CLIENT_SECRET', true],
    ['AUTH0_CLIENT_SIGNING_KEY', true],
    ['INVITATIONS_LINKING_CLIENT_SECRET', true],
    ['INVITATIONS_SECRET', true],
    ['AUTH0_CLIENT_SIGNING_KEY_PATH', false],
    ['AUTH0_CLIENT_ID', false],
    ['AUTH0_DOMAIN', false],
    ['INVITATIONS_REDIRECT_WITH_INVITATION', false],
    ['GITHUB_TOKEN', false],
  ])('%s: %s', (name, expected) => {
    expect(isCredential(name)).toBe(expected)
  })

  it('of a run is every such setting, a proxy’s password, and a secret in the setting of an id', () => {
    const misplaced = 'a'.repeat(48)
    const environment = {
      AUTH0_DOMAIN: 'acme.eu.auth0.com',
      AUTH0_CLIENT_ID: misplaced,
      AUTH0_CLIENT_SECRET: secret,
      AUTH0_ACCESS_TOKEN: undefined,
      https_proxy: 'http://office:pass-word@proxy.example:3128',
      HTTP_PROXY: 'http://proxy.example:3128',
      INVITATIONS_CLIENT_ID: 'x'.repeat(32),
    }
    expect(credentialsIn(environment)).toEqual([misplaced, secret, '', 'pass-word', 'office:pass-word'])
  })

  it.each([
    ['a\nb', 'it has a line break inside; copy it again in one piece'],
    ['a\r\nb', 'it has a line break inside; copy it again in one piece'],
    ['a b', 'it has a space inside; copy it again in one piece'],
    ['Bearer abc', 'leave out the word Bearer'],
    ['abc\u200bdef', "character 4 is U+200B, which no credential of Auth0's has; copy it again in one piece"],
    ['\u{1f511}', "character 1 is U+1F511, which no credential of Auth0's has; copy it again in one piece"],
    ['\u0000', "character 1 is U+0000, which no credential of Auth0's has; copy it again in one piece"],
    ['A-z_0.~+/=', undefined],
    [secret, undefined],
  ])('%j: %s', (value, problem) => {
    expect(problemOfCredential(value)).toBe(problem)
  })
})

describe('a secret in the output', () => {
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret)],
    ['in an address', encodeURIComponent(secret)],
    ['in a form', new URLSearchParams({ client_secret: secret }).toString()],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['after a text was cut in the middle of it', secret.slice(0, 20)],
    ['twice', `${secret} ${secret}`],
  ])('is hidden %s', (_, text) => {
    const hidden = hide(`before ${text} after`, secret)
    expect(hidden).toMatch(/^before .*\[hidden\].* after$/)
    expect(hidden).not.toContain('hush')
    expect(hidden).not.toContain(text)
  })

  it('is hidden line by line if it was broken up', () => {
    expect(hide('first-half-of-it and second-half', 'first-half-of-it\nsecond-half')).toBe('[hidden] and [hidden]')
  })

  it.each([
    ['a token', `Token ${jwt}.`, 'Token [hidden].'],
    ['a header', 'Authorization: Bearer abcdefghijklmnopqrst', 'Authorization: Bearer [hidden]'],
    [
      'a ticket',
      'https://acme.eu.auth0.com/u/reset-verify?type=invite&ticket=r1ddJxJhkck7x0an1s0TLSkb7FToyoce&invitation=inv_1',
      'https://acme.eu.auth0.com/u/reset-verify?type=invite&ticket=[hidden]&invitation=inv_1',
    ],
    ['an older ticket', '/lo/reset?ticket=r1ddJxJhkck7x0an1s0TLSkb7FToyoce#', '/lo/reset?ticket=[hidden]#'],
    ['a password in an address', 'http://office:pass@proxy.example', 'http://[hidden]@proxy.example'],
    ['a token in an address', `https://${'t'.repeat(16)}@acme.example`, 'https://[hidden]@acme.example'],
    ['a key', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n.', '[hidden]\n.'],
    ['half a key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE', '[hidden]'],
  ])('is hidden because of its form: %s', (_, text, expected) => {
    expect(hide(text)).toBe(expected)
  })

  it.each([
    'inv_3120219d3a03a6a146dcdc4c08c95a4d',
    'auth0|8994ae02006b2ab4367bc934',
    'https://acme.eu.auth0.com/u/reset-verify?ticket=EXAMPLE#',
    'https://app.example.com/tickets?ticket=1',
    'ssh://git@github.com/acme/app, write to ada@example.com',
    'The bearer of this, a Basic plan: 12:30',
    'a hush',
  ])('is not found in: %s', (text) => {
    expect(hide(text, 'hush', '')).toBe(text)
  })

  it('is also found in hostile text, before the test times out', () => {
    for (const piece of ['a.', '/u/x?', 'eyJ', 'a://', '-----BEGIN PRIVATE KEY-----', 'Bearer ', secret.slice(0, 16)]) {
      expect(hide(`${piece.repeat(300_000)} ${secret}`, secret)).toContain('[hidden]')
    }
  })

  it('is in no error of the program', () => {
    const error = new InvitationsError('internal', `It said ${jwt}`, { hint: `Ask https://a:b@acme.example` })
    expect([error.message, error.hint]).toEqual(['It said [hidden]', 'Ask https://[hidden]@acme.example'])
  })
})
