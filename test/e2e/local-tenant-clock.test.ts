import { afterEach, describe, expect, it } from 'vitest'
import { stage } from './stage.ts'

const play = stage({ deployed: false })

afterEach(() => play.tenant.reset())

/** The header `Date` of one answer, as the caller sees it. */
async function dateOf(path: string, init: RequestInit = {}): Promise<string | null> {
  const { issuer, management_token } = play.tenant.description
  const headers = { authorization: `Bearer ${management_token}`, 'content-type': 'application/json' }
  return (await fetch(`${issuer}${path}`, { redirect: 'manual', headers, ...init })).headers.get('date')
}

describe('the header Date', () => {
  it.each([
    ['a read of the Management API', 'api/v2/users', {}],
    ['a page', '_local/', {}],
    ['a redirect', 'v2/logout', {}],
    ['a call without a token', 'api/v2/users', { headers: {} }],
    ['a call that is not implemented', 'api/v2/nothing-like-it', {}],
    ['an unknown path', 'nowhere', {}],
    ['a token request that is refused', 'oauth/token', { method: 'POST', body: '{}' }],
    ['a preflight request of a browser', 'oauth/token', { method: 'OPTIONS' }],
  ])('follows the clock of the tenant, to the second: %s', async (_, path, init) => {
    const instant = Date.parse('2031-05-04T03:02:01.900Z')
    await play.tenant.setClock(new Date(instant))
    const date = await dateOf(path, init)
    expect(date).toMatch(/^Sun, 04 May 2031 03:\d\d:\d\d GMT$/)
    expect(Date.parse(date ?? '')).toBeGreaterThanOrEqual(Date.parse('2031-05-04T03:02:01Z'))
    expect(Date.parse(date ?? '')).toBeLessThan(instant + 60_000)
  })

  it('goes back with the clock, and is also on the answers of faults', async () => {
    await play.tenant.setClock(new Date('2031-05-04T03:02:01Z'))
    await play.tenant.setClock(new Date('2021-05-04T03:02:01Z'))
    await play.tenant.faults([{ method: 'GET', path: '/api/v2/users', times: 1, status: 429 }])
    expect(await dateOf('api/v2/users')).toMatch(/^Tue, 04 May 2021 03:0\d:\d\d GMT$/)
  })
})
