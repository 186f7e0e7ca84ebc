import { expect, it } from 'vitest'
import { logoOf } from '../../../../scripts/desk/rendered-mail.ts'

it.each([
  ['https://cdn.example.com/logo.png', 'https://cdn.example.com/logo.png'],
  ['https://cdn.example.com:8443/a/logo.png?v=2#x', 'https://cdn.example.com:8443/a/logo.png'],
  ["https://a.example/x; script-src 'unsafe-inline'", "https://a.example/x%3B%20script-src%20'unsafe-inline'"],
  ['https://a.example/x,y', 'https://a.example/x%2Cy'],
  ['https://*.example/logo.png', undefined],
  ['http://a.example/logo.png', undefined],
  ['javascript:alert(1)', undefined],
  ['https://', undefined],
])('the logo %j is in the policy of a mail as %j', (logo_url, named) => {
  expect(logoOf({ client_metadata: { logo_url } })).toBe(named)
})

it('an app without a logo has none', () => {
  expect(logoOf({})).toBeUndefined()
})
