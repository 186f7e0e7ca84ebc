import { describe, expect, it } from 'vitest'
import { createInvitations } from '../../../../scripts/invitations/index.ts'

const settings = { domain: 'acme.eu.auth0.com', credentials: { accessToken: 'token' }, clientId: 'app' }

/** Calls it as a backend does with a browser's input. */
function problemsOf(body: unknown): [string, string, string][] {
  return createInvitations(settings)
    .problemsOf(body as never)
    .map(({ code, field, message }) => [code, field, message])
}

describe('the problems of a request', () => {
  it('are all listed at once, about types and about the rules of each field', () => {
    expect(
      problemsOf({ email: 5, ttl_sec: 1, name: { toString: 'x' }, roles: 'admin', link: { query: { a: 1 } } }),
    ).toEqual([
      ['invalid_email', 'email', 'email must be text, not 5.'],
      ['invalid_name', 'name', 'name must be text, not an object.'],
      ['usage', 'roles', 'roles must be a list of texts, not "admin".'],
      [
        'invalid_link_param',
        'link',
        'link must be an object like {"query":{"app":"Engine"}} with strings in query and hash, and trust_address true or false, not an object.',
      ],
      ['invalid_ttl', 'ttl_sec', 'An invitation lasts from 1 minute to 30 days (1m to 30d).'],
    ])
  })

  it('are one problem if the input is not a request at all', () => {
    for (const [body, told] of [
      [null, 'null'],
      [[], 'a list'],
      ['ada@example.com', '"ada@example.com"'],
      [new Date(0), 'an object'],
    ]) {
      expect(problemsOf(body)).toEqual([['usage', 'request', `The request must be an object, not ${String(told)}.`]])
    }
  })

  it('name an unknown field', () => {
    expect(problemsOf(JSON.parse('{"email":"ada@example.com","__proto__":{"roles":["admin"]}}'))).toEqual([
      ['usage', 'request', expect.stringMatching(/^There is no "__proto__" in the request, only email, name, /)],
    ])
  })

  it('include null, because a field without a value has to be left out', () => {
    expect(problemsOf({ email: 'ada@example.com', name: null, note: undefined })).toEqual([
      ['invalid_name', 'name', 'name must be text, not null.'],
    ])
  })

  it('are found even if a getter throws', () => {
    const hostile = Object.defineProperty({ email: 'ada@example.com' }, 'name', {
      get: () => {
        throw new Error('mine')
      },
    })
    expect(problemsOf(hostile)).toEqual([['invalid_name', 'name', 'name must be text, not null.']])
  })

  it('include a context that is nested too deeply for JSON', () => {
    const context = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(problemsOf({ email: 'ada@example.com', context })).toEqual([
      ['context_too_large', 'context', 'The context is nested too deeply.'],
    ])
  })
})
