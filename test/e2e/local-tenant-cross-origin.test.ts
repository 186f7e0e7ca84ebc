import { beforeEach, describe, expect, it } from 'vitest'
import { stage } from './stage.ts'

const play = stage({ deployed: false })

beforeEach(async () => {
  await play.tenant.reset()
  await play.tenant.manage('PATCH', `clients/${play.tenant.description.clients.app.client_id}`, {
    callbacks: ['https://app.example.com/callback'],
    web_origins: ['https://spa.example.com', 'https://*.preview.example.com'],
  })
})

async function call(method: string, path: string, origin: string, more: Record<string, string> = {}) {
  const body = method === 'POST' ? JSON.stringify({ client_id: more['client_id'], token: 'unknown' }) : undefined
  const response = await fetch(`${play.tenant.description.issuer}${path}`, {
    method,
    headers: { origin, 'content-type': 'application/json', ...more },
    ...(body !== undefined && { body }),
  })
  return { status: response.status, allowed: response.headers.get('access-control-allow-origin'), response }
}

describe('an app in a browser', () => {
  it.each([
    ['of a callback URL', 'https://app.example.com'],
    ['of a web origin', 'https://spa.example.com'],
    ['that matches a wildcard in one', 'https://pr-1.preview.example.com'],
  ])('can read answers at the origin %s', async (_, origin) => {
    const { status, allowed, response } = await call('OPTIONS', 'oauth/token', origin, {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'auth0-client,content-type',
    })
    expect([status, allowed]).toEqual([204, origin])
    expect(response.headers.get('access-control-allow-headers')).toBe('auth0-client,content-type')
    expect((await call('GET', 'userinfo', origin)).allowed).toBe(origin)
    const { client_id } = play.tenant.description.clients.app
    expect((await call('POST', 'oauth/revoke', origin, { client_id })).allowed).toBe(origin)
  })

  it('cannot read them at another origin, nor at that of another app', async () => {
    expect((await call('OPTIONS', 'oauth/token', 'https://evil.example')).allowed).toBeNull()
    const { client_id, client_secret } = play.tenant.description.clients.deploy
    const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64')
    const authorization = { authorization: `Basic ${basic}` }
    expect((await call('POST', 'oauth/revoke', 'https://spa.example.com', authorization)).allowed).toBeNull()
  })

  it('can open pages, but not call them', async () => {
    expect((await call('OPTIONS', 'authorize', 'https://spa.example.com')).status).toBe(501)
    expect((await call('GET', 'v2/logout', 'https://spa.example.com')).allowed).toBeNull()
  })
})
