import { describe, expect, it } from 'vitest'
import { landingsOf, noLandings } from '../../../../actions/invitation/landings.ts'
import { redirectOf } from '../../../../actions/invitation/redirect.ts'

const id = 'inv_0123456789abcdef0123456789abcdef'
const toTheApp = () => ({
  landings: landingsOf({
    allowedOrigins: ['https://app.example.com', 'http://localhost:3000'],
    callbacks: { shop: ['https://shop.example.com/callback'] },
  }),
  withInvitation: false,
})

describe('the target of the button after the new password', () => {
  it('is redirect_to if its origin is allowed', () => {
    const redirect_to = 'https://app.example.com/welcome?plan=team'
    expect(redirectOf({ id, redirect_to }, toTheApp())).toBe(redirect_to)
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
    ['the allowed host as a user name', 'https://app.example.com@evil.example'],
  ])('is undefined for %s', (_, redirect_to) => {
    expect(redirectOf({ id, redirect_to }, toTheApp())).toBeUndefined()
  })

  it('is undefined if the invitation names no address, or no origin is allowed', () => {
    expect(redirectOf({ id }, toTheApp())).toBeUndefined()
    const redirect_to = 'https://app.example.com/'
    expect(redirectOf({ id, redirect_to }, { landings: noLandings, withInvitation: true })).toBeUndefined()
  })

  it('is a page of an app only for invitations to that app', () => {
    const redirect_to = 'https://shop.example.com/welcome'
    expect(redirectOf({ id, redirect_to, client_id: 'shop' }, toTheApp())).toBe(redirect_to)
    expect(redirectOf({ id, redirect_to, client_id: 'admin' }, toTheApp())).toBeUndefined()
    expect(redirectOf({ id, redirect_to }, toTheApp())).toBeUndefined()
  })

  it('carries the invitation if asked, and replaces one in the address', () => {
    const withInvitation = { ...toTheApp(), withInvitation: true }
    expect(redirectOf({ id, redirect_to: 'https://app.example.com/a?invitation=x&b=1#c' }, withInvitation)).toBe(
      `https://app.example.com/a?invitation=${id}&b=1#c`,
    )
  })
})
