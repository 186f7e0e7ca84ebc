import { describe, expect, it } from 'vitest'
import { originIn, originOf, safeUrl } from '../../../../actions/invitation/safe-url.ts'

describe('an address to send somebody to', () => {
  it.each(['https://app.example.com/welcome?a=1#b', 'http://localhost:3000/', 'http://127.0.0.1:3000/'])(
    '%s is safe',
    (address) => {
      expect(safeUrl(address)?.href).toBe(address)
    },
  )

  it.each([
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,hello'],
    ['a mobile app', 'com.example.app://callback'],
    ['another protocol than https', 'http://app.example.com/'],
    ['a host without a protocol', '//evil.example'],
    ['a path', '/welcome'],
    ['credentials', 'https://app.example.com@evil.example/'],
    ['credentials with a password', 'https://me:secret@app.example.com/'],
    ['a backslash', 'https://app.example.com\\@evil.example/'],
    ['a line break', 'https://app.example.com\n.evil.example/'],
    ['a space', ' https://app.example.com/'],
    ['nothing', ''],
  ])('with %s is not safe', (_, address) => {
    expect(safeUrl(address)).toBeUndefined()
  })
})

describe('an allowed origin', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://APP.example.com/', 'https://app.example.com'],
    ['https://app.example.com:443', 'https://app.example.com'],
    ['https://app.example.com:8443', 'https://app.example.com:8443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('%s is %s', (address, origin) => {
    expect(originOf(address)).toBe(origin)
  })

  it.each([
    'https://app.example.com/path',
    'https://app.example.com?x',
    'https://*.example.com',
    'app.example.com',
    '*',
    "https://a'b.example.com",
    'https://{organization_name}.example.com',
  ])('cannot be %s', (address) => {
    expect(originOf(address)).toBeUndefined()
  })
})

describe('the origin in an address', () => {
  it('is its origin, whatever follows', () => {
    expect(originIn('https://app.example.com/callback?a=b#c')).toBe('https://app.example.com')
    expect(originIn('http://127.0.0.1:3000/cb')).toBe('http://127.0.0.1:3000')
    expect(originIn('https://a_b-c.example.com:8443/')).toBe('https://a_b-c.example.com:8443')
  })

  it.each([
    ['a wildcard', 'https://*.example.com/cb'],
    ['a placeholder', 'https://{organization_name}.example.com/cb'],
    ['Liquid', 'https://a{{user.email}}.example/cb'],
    ['the end of a text', "https://a'b.example/cb"],
    ['the end of an attribute', 'https://a"b.example/cb'],
    ['the separators of entries', 'https://a,b=c.example/cb'],
    ['an IPv6 address', 'https://[::1]/cb'],
    ['a mobile app', 'com.example.app://cb'],
    ['nonsense', 'nonsense'],
  ])('is undefined with %s', (_, address) => {
    expect(originIn(address)).toBeUndefined()
  })
})
