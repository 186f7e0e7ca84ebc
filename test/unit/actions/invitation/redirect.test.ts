import { describe, expect, it } from 'vitest'
import { leadsToApp, originOf, redirectOf, safeUrl } from '../../../../actions/invitation/redirect.ts'

const id = 'inv_0123456789abcdef0123456789abcdef'
const toTheApp = { allowedOrigins: ['https://app.example.com', 'http://localhost:3000'], withInvitation: false }

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
    ['an app of a device', 'com.example.app://callback'],
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
  ])('cannot be %s', (address) => {
    expect(originOf(address)).toBeUndefined()
  })
})

describe('where the button behind the new password leads', () => {
  it('is redirect_to, when its origin is allowed', () => {
    const redirect_to = 'https://app.example.com/welcome?plan=team'
    expect(redirectOf({ id, redirect_to }, toTheApp)).toBe(redirect_to)
  })

  it.each([
    ['a look-alike', 'https://app.example.com.evil.example/'],
    ['a look-alike of Cyrillic letters', 'https://аpp.example.com/'],
    ['a subdomain', 'https://x.app.example.com/'],
    ['the parent domain', 'https://example.com/'],
    ['another port', 'https://app.example.com:8443/'],
    ['a trailing dot', 'https://app.example.com./'],
    ['an address without slashes', 'https:evil.example'],
    ['an address with three slashes', 'https:///evil.example'],
    ['a host behind the allowed one', 'https://app.example.com@evil.example'],
  ])('is nowhere for %s', (_, redirect_to) => {
    expect(redirectOf({ id, redirect_to }, toTheApp)).toBeUndefined()
  })

  it('is nowhere when the invitation names no address, or no origin is allowed', () => {
    expect(redirectOf({ id }, toTheApp)).toBeUndefined()
    const redirect_to = 'https://app.example.com/'
    expect(redirectOf({ id, redirect_to }, { allowedOrigins: [], withInvitation: true })).toBeUndefined()
  })

  it('carries the invitation when asked, in place of one that was there', () => {
    const withInvitation = { ...toTheApp, withInvitation: true }
    expect(redirectOf({ id, redirect_to: 'https://app.example.com/a?invitation=x&b=1#c' }, withInvitation)).toBe(
      `https://app.example.com/a?invitation=${id}&b=1#c`,
    )
  })
})

describe('an address of the app', () => {
  it('has the origin of one of its callbacks; wildcards and native apps name none', () => {
    const callbacks = ['https://app.example.com/callback', 'https://*.example.com/cb', 'com.example.app://cb']
    expect(leadsToApp('https://app.example.com/welcome', callbacks)).toBe(true)
    expect(leadsToApp('https://other.example.com/', callbacks)).toBe(false)
    expect(leadsToApp('https://*.example.com/', callbacks)).toBe(false)
    expect(leadsToApp('com.example.app://cb', callbacks)).toBe(false)
    expect(leadsToApp('nonsense', ['nonsense'])).toBe(false)
  })
})
