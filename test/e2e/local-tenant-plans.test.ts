import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../emulator/logs/log-entry.ts'
import { bind, postLogin, register, signInAs, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const email = 'ada@example.com'

describe('on the plan Free', () => {
  const play = stage({ deployed: false, plan: 'free' })
  const asked = () => {
    const { clients, connection } = play.tenant.description
    return { client_id: clients.app.client_id, email, connection }
  }
  /** Waits until tokens are available again. */
  const wait = () => play.tenant.advance(3600)

  function call(method: string, path: string, body?: object): Promise<Response> {
    const { issuer, management_token } = play.tenant.description
    return fetch(`${issuer}${path}`, {
      method,
      headers: { authorization: `Bearer ${management_token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  }

  it('the Management API allows two calls a second, and a 429 says when to go on', async () => {
    await wait()
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('GET', 'api/v2/clients')))
    const refused = answers.find(({ status }) => status === 429)
    expect(answers.map(({ headers }) => headers.get('x-ratelimit-limit'))).toEqual(Array(20).fill('2'))
    expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(Number(refused?.headers.get('x-ratelimit-reset'))).toBeGreaterThan(0)
    expect(await refused?.json()).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: 'Global limit has been reached',
      errorCode: 'too_many_requests',
    })
    await wait()
    const { body } = await play.tenant.manage('GET', 'logs')
    expect((body as LogEntry[]).filter(({ type }) => type === 'api_limit')).toHaveLength(1)
  })

  it('tests can speed up limits, and use up the shared ones', async () => {
    await wait()
    await play.tenant.emptyLimits()
    expect((await call('GET', 'api/v2/clients')).status).toBe(429)
    await play.tenant.hurryLimits(2)
    await play.tenant.advance(0.5)
    expect((await call('GET', 'api/v2/clients')).status).toBe(200)
    await play.tenant.hurryLimits(1)
  })

  it('somebody can get a password link ten times, then once a minute', async () => {
    await wait()
    const ask = () => call('POST', 'dbconnections/change_password', asked())
    for (let count = 10; count > 0; count--) {
      const answer = await ask()
      expect([answer.status, answer.headers.get('x-ratelimit-remaining')]).toEqual([200, String(count - 1)])
    }
    const refused = await ask()
    expect([refused.status, await refused.json()]).toMatchObject([429, { error: 'too_many_requests' }])
    expect(
      (await play.tenant.post('dbconnections/change_password', { ...asked(), email: 'b@example.com' })).status,
    ).toBe(200)
    await play.tenant.advance(60)
    expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(429)
  })

  it.each([
    [
      'ending sessions',
      'DELETE',
      'users/auth0%7C1/sessions',
      undefined,
      403,
      /^Please upgrade your subscription to use/,
    ],
    ['roles', 'POST', 'roles', { name: 'x' }, 403, /^Please upgrade your subscription to use/],
    [
      'consent',
      'POST',
      'resource-servers',
      { identifier: 'x', consent_policy: null, token_encryption: {} },
      403,
      /use token_encryption\.$/,
    ],
    [
      'resultUrl',
      'PATCH',
      'email-templates/reset_email',
      { resultUrl: 'https://a.example' },
      403,
      /^Customizations for resultUrl are not allowed/,
    ],
    [
      'a custom rendering',
      'PATCH',
      'prompts/login/screen/login/rendering',
      { rendering_mode: 'advanced' },
      402,
      /^A paid subscription is required to use Advanced Customizations\.$/,
    ],
    [
      'private key JWT',
      'POST',
      'clients',
      { name: 'x', client_authentication_methods: { private_key_jwt: { credentials: [{ id: 'cred_1' }] } } },
      403,
      /use client_authentication_methods\.$/,
    ],
  ])('%s is refused', async (_, method, path, body, status, message) => {
    await wait()
    expect(await play.tenant.manage(method, path, body)).toMatchObject({
      status,
      body: { statusCode: status, message: expect.stringMatching(message) as string },
    })
  })
})

describe('on the plan Essentials', () => {
  const play = stage({ deployed: false, plan: 'essentials' })

  it('endpoints have their own limit, or share one', async () => {
    const limit = async (path: string) => {
      const { issuer, management_token } = play.tenant.description
      const answer = await fetch(`${issuer}api/v2/${path}`, {
        headers: { authorization: `Bearer ${management_token}` },
      })
      return answer.headers.get('x-ratelimit-limit')
    }
    expect(await limit('users')).toBe('40')
    expect(await limit('tenants/settings')).toBe('10')
  })

  it('a sign-in whose Actions write waits for the limit for writing users', async () => {
    const { tenant } = play
    await register(tenant, email)
    await bind(tenant, 'post-login', postLogin(`api.user.setAppMetadata('seen', true)`))
    const { user_id } = await userOf(tenant, email)
    const write = () => tenant.manage('PATCH', `users/${String(user_id)}`, { nickname: 'ada' })
    while ((await write()).status === 200);
    await tenant.advance(-3600) // no limit fills up while somebody signs in
    const signingIn = signInAs(tenant, email)
    await tenant.awaited('a write to a user')
    await tenant.advance(60)
    expect(await signingIn).toHaveProperty('claims')
    expect(await userOf(tenant, email)).toMatchObject({ app_metadata: { seen: true } })
  })

  it('the log warns once a minute if 80 % of a limit are used', async () => {
    const { tenant } = play
    await tenant.reset()
    for (let count = 0; count < 10; count++) await tenant.manage('GET', 'logs')
    await tenant.advance(3600)
    const { body } = await tenant.manage('GET', 'logs')
    expect((body as LogEntry[]).filter(({ type }) => type === 'api_limit_warning')).toMatchObject([
      { details: { limit: { bucket: 'Read Logs', global: false, size: 10 }, request: { path: '/api/v2/logs' } } },
    ])
  })
})
