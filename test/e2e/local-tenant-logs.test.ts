import { beforeEach, describe, expect, it } from 'vitest'
import { ownValue } from '../emulator/json.ts'
import { giveBackTenant, lendTenant } from '../lent-tenants.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'
const day = 86_400

async function makeUser(email: string): Promise<void> {
  const { connection } = play.tenant.description
  await play.tenant.manage('POST', 'users', { email, password, connection, verify_email: false })
}

async function logs(query: string): Promise<unknown[]> {
  return (await play.tenant.manage('GET', `logs?${query}`)).body as unknown[]
}

beforeEach(() => play.tenant.reset())

describe('the tenant’s log', () => {
  it('describes what the Management API wrote, without passwords and secrets', async () => {
    await makeUser('ada@example.com')
    await play.tenant.manage('POST', 'clients', { name: 'Loom' })
    const [client, user] = await logs('q=type:sapi')
    expect(user).toMatchObject({
      description: 'Create a User',
      details: { request: { method: 'post', path: '/api/v2/users', body: { email: 'ada@example.com' } } },
    })
    expect(client).toMatchObject({
      description: 'Create a client',
      details: { response: { statusCode: 201, body: { name: 'Loom', client_secret: 'REDACTED' } } },
    })
    expect(JSON.stringify(await logs(''))).not.toContain(password)
  })

  it('has the tokens that machines got, and those that were refused', async () => {
    const { clients, issuer } = play.tenant.description
    const ask = (audience: string) =>
      play.tenant.post('oauth/token', { grant_type: 'client_credentials', ...clients.deploy, audience })
    await ask(`${issuer}api/v2/`)
    await ask('https://nothing.example.com')
    expect(await logs('')).toMatchObject([
      { type: 'feccft', description: 'Service not enabled within domain: https://nothing.example.com' },
      { type: 'seccft', client_id: clients.deploy.client_id },
    ])
  })

  it('is searched by field, and shows the newest first', async () => {
    await makeUser('ada@example.com')
    await play.tenant.advance(60)
    await makeUser('charles@example.com')
    expect(await logs('q=type:ss')).toMatchObject([
      { user_name: 'charles@example.com' },
      { user_name: 'ada@example.com' },
    ])
    expect(await logs('q=type:ss AND user_name:"ada@example.com"')).toHaveLength(1)
    expect(await logs('q=type:ss&sort=date:1&per_page=1')).toMatchObject([{ user_name: 'ada@example.com' }])
    expect(await logs('fields=type&per_page=1')).toEqual([
      { type: 'sapi', _id: expect.any(String) as string, log_id: expect.any(String) as string },
    ])
  })

  it('can be read on from a checkpoint, in the order in which things happened', async () => {
    for (const name of ['a', 'b', 'c']) await makeUser(`${name}@example.com`)
    const first = await logs('take=2')
    expect(first).toMatchObject([{ type: 'ss' }, { type: 'sapi' }])
    const next = await logs(`from=${String(ownValue(first[1], 'log_id'))}&take=1`)
    expect(next).toMatchObject([{ type: 'ss', user_name: 'b@example.com' }])
    const id = String(ownValue(next[0], 'log_id'))
    expect((await play.tenant.manage('GET', `logs/${id}`)).body).toEqual(next[0])
  })

  it('of a user has only events about that user', async () => {
    await makeUser('ada@example.com')
    await makeUser('charles@example.com')
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=ada@example.com')
    const id = encodeURIComponent(String(ownValue(ownValue(body, '0'), 'user_id')))
    expect(await play.tenant.manage('GET', `users/${id}/logs?include_totals=true`)).toMatchObject({
      body: { total: 1, length: 1, logs: [{ type: 'ss', user_name: 'ada@example.com' }] },
    })
  })

  it.each([
    ['free', 1],
    ['professional', 10],
  ] as const)('is kept on the plan %s for %i days', async (plan, days) => {
    const tenant = await lendTenant({ plan })
    try {
      await tenant.manage('POST', 'clients', { name: 'weaver' })
      await tenant.advance(days * day - 60)
      expect((await tenant.manage('GET', 'logs?q=type:sapi')).body).toHaveLength(1)
      await tenant.advance(120)
      expect((await tenant.manage('GET', 'logs?q=type:sapi')).body).toEqual([])
    } finally {
      await giveBackTenant(tenant)
    }
  })
})

describe('stats', () => {
  it('count sign-ups by day', async () => {
    await makeUser('ada@example.com')
    expect((await play.tenant.manage('GET', 'stats/daily')).body).toMatchObject([{ logins: 0, signups: 1 }])
    expect((await play.tenant.manage('GET', 'stats/active-users')).body).toBe(0)
  })
})
