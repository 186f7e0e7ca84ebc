import { describe, expect, it } from 'vitest'
import { isClientId, isConnectionName, isPathPart, isUserId } from '../../../../scripts/ground/ids.ts'

const never = ['', '.', '..', '../x', '/', '?', '\u0000', '\ud800', 5, null, undefined, {}, ['auth0|1']]

describe('the id of a user', () => {
  it.each([
    'auth0|507f1f77bcf86cd799439020',
    'google-oauth2|112233445566778899000',
    'email|abc',
    'waad|x_Y-z',
    'samlp|corp|ada@example.com',
    'samlp|corp|https://idp.example.com/users/1?x=y',
    'samlp|corp|CN=Ada Lovelace,O=Example',
    'oauth2|siwe|eip155%3A5%3A0xD70b',
  ])('can be %s', (id) => {
    expect(isUserId(id)).toBe(true)
  })

  it.each([...never, 'auth0|', '|1', 'auth0', 'au/th0|1', 'auth0|a\nb', 'auth0|\ud800', `auth0|${'x'.repeat(400)}`])(
    'cannot be %j',
    (id) => {
      expect(isUserId(id)).toBe(false)
    },
  )
})

describe('the id of an application and the name of a connection', () => {
  it('are one word, and a name that may have spaces', () => {
    for (const id of ['AaiyAPdpYdesoKnqjj8HJqRn4T5titww', 'tpc_1']) expect(isClientId(id)).toBe(true)
    for (const id of ['', '..', 'a b', 'a\nb', '\ud800', 5, null, 'x'.repeat(256)]) expect(isClientId(id)).toBe(false)
    for (const name of ['Username-Password-Authentication', 'Old name']) expect(isConnectionName(name)).toBe(true)
    for (const name of ['', '..', 'a\nb', '\ud800', {}, 'x'.repeat(129)]) expect(isConnectionName(name)).toBe(false)
  })
})

describe('one part of an address', () => {
  it('is a text that a URL keeps as it is encoded', () => {
    for (const text of ['a', '...', 'a/b', '%2e%2e', '?', '#', 'ü', ' ', '\n', '😀', '', '.', '..']) {
      const { href, pathname } = new URL(`https://acme.example/users/${encodeURIComponent(text)}/roles`)
      const isKept = text !== '' && href.endsWith(`/users/${encodeURIComponent(text)}/roles`)
      expect([text, isPathPart(text)]).toEqual([text, isKept])
      if (isKept) expect(pathname.split('/')).toHaveLength(4)
    }
    expect(() => encodeURIComponent('\ud800')).toThrow(URIError)
    expect(isPathPart('\ud800')).toBe(false)
  })
})
