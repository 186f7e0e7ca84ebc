import { describe, expect, it } from 'vitest'
import { groupOf, Turns, type Held } from '../../../../../scripts/auth0/fetch/paced-fetch.ts'

const api = 'https://acme.eu.auth0.com/api/v2'
const limited = (status: number, limit: number, remaining: number) =>
  new Response('{}', {
    status,
    headers: { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(remaining) },
  })

/** A clock that only moves by waiting, and a network with the test's answers. */
function stage(answers: (url: string, call: number) => Response | Promise<Response>) {
  let [now, calls] = [0, 0]
  const waits: number[] = []
  const sent: string[] = []
  const waiting = {
    nowMs: () => now,
    chance: () => 0.5,
    wait: (ms: number) => {
      waits.push(ms)
      now += ms
      return Promise.resolve()
    },
  }
  const network = async (input: Parameters<typeof fetch>[0]) => {
    const url = input instanceof Request ? input.url : String(input)
    sent.push(url)
    return await answers(url, ++calls)
  }
  const held: (Held | undefined)[] = []
  const turns = new Turns({ share: 1, waiting, told: (one) => held.push(one) })
  return { fetch: turns.paced(network), turns, waits, sent, held }
}

const mail = (url: string) => url.endsWith('/dbconnections/change_password')

describe('a paced fetch', () => {
  it('sends the first call alone, because its answer shows the plan', async () => {
    let answer: (response: Response) => void = () => undefined
    const first = new Promise<Response>((resolve) => (answer = resolve))
    const { fetch, sent } = stage((_, call) => (call === 1 ? first : limited(201, 20, 18)))
    const both = Promise.all([1, 2].map(() => fetch(`${api}/users`, { method: 'POST' })))
    await Promise.resolve()
    expect(sent).toHaveLength(1)
    answer(limited(201, 20, 19))
    await both
    expect(sent).toHaveLength(2)
  })

  it('tries again after a 429, later each time, because Auth0 has done nothing', async () => {
    const { fetch, waits } = stage((_, call) => (call < 4 ? limited(429, 20, 0) : limited(201, 20, 5)))
    expect((await fetch(`${api}/users`, { method: 'POST' })).status).toBe(201)
    expect(waits.filter((ms) => ms >= 500)).toEqual([500, 1000, 2000])
  })

  it('tries again when Auth0 says that the limit has room', async () => {
    const headers = { ...Object.fromEntries(limited(429, 20, 0).headers), date: 'Thu, 01 Jan 2026 00:00:00 GMT' }
    const reset = String(Date.parse('2026-01-01T00:00:07Z') / 1000)
    const refusal = () => new Response('{}', { status: 429, headers: { ...headers, 'x-ratelimit-reset': reset } })
    const { fetch, waits } = stage((_, call) => (call === 1 ? refusal() : limited(201, 20, 5)))
    expect((await fetch(`${api}/users`, { method: 'POST' })).status).toBe(201)
    expect(waits[0]).toBe(7000)
  })

  it('waits ten minutes for a limit that others use up, then passes the 429 on', async () => {
    const { fetch, waits } = stage(() => limited(429, 20, 0))
    expect((await fetch(`${api}/users`, { method: 'POST' })).status).toBe(429)
    const minutes = waits.reduce((sum, ms) => sum + ms, 0) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(10)
    expect(minutes).toBeLessThan(12)
  })

  it('gives up after eight tries if no limit is named, because it may be a proxy', async () => {
    const { fetch, sent } = stage(() => new Response('{}', { status: 429 }))
    expect((await fetch(`${api}/users`, { method: 'POST' })).status).toBe(429)
    expect(sent).toHaveLength(8)
  })

  it('says how many calls wait, until when, and whether others use the limit, too', async () => {
    const { fetch, held } = stage((_, call) => (call === 1 ? limited(429, 2, 0) : limited(201, 2, 1)))
    await fetch(`${api}/users`, { method: 'POST' })
    expect(held).toEqual([{ calls: 1, forMs: 500, isCrowded: true, plan: 'free' }, undefined])
  })

  it('passes on the 429 of one address at once, because nobody else has to wait for it', async () => {
    const { fetch, sent } = stage(() => limited(429, 10, 0))
    const response = await fetch('https://acme.eu.auth0.com/dbconnections/change_password', { method: 'POST' })
    expect(response.status).toBe(429)
    expect(sent).toHaveLength(1)
  })

  it('asks for no more mails a minute than the email provider allows, and says so', async () => {
    const { fetch, turns, waits, held } = stage(() => new Response('{}'))
    turns.mailAtMost(10)
    turns.mailAtMost(undefined) // another connection to the same tenant, without the setting
    for (let count = 0; count < 3; count++) {
      await fetch(`${api}/users`, { method: 'POST' })
      await fetch('https://acme.eu.auth0.com/dbconnections/change_password', { method: 'POST' })
      await fetch('https://acme.eu.auth0.com/oauth/token', { method: 'POST' })
    }
    expect(waits).toEqual([6000, 6000])
    expect(held[0]).toEqual({ calls: 1, forMs: 6000, isCrowded: false, plan: 'unlimited', mailsPerMinute: 10 })
  })

  it('keeps both limits, Auth0’s and the provider’s', async () => {
    const { fetch, turns, waits, sent } = stage((url) => (mail(url) ? new Response('{}') : limited(201, 2, 1)))
    turns.mailAtMost(60)
    for (let count = 0; count < 4; count++) {
      await fetch(`${api}/users`, { method: 'POST' })
      await fetch('https://acme.eu.auth0.com/dbconnections/change_password', { method: 'POST' })
    }
    expect(sent.filter(mail)).toHaveLength(4)
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(3000)
  })

  it.each([
    ['POST', '/users', 'write_users'],
    ['PATCH', '/users/auth0|1', 'write_users'],
    ['GET', '/users', 'read_users'],
    ['GET', '/users-by-email', 'other'],
    ['GET', '/logs', 'read_logs'],
    ['GET', '/clients/abc', 'read_clients'],
    ['POST', '/tickets/password-change', 'other'],
    ['GET', '/connections', 'read_connections'],
    ['GET', '/connections/con_1/clients', 'other'],
    ['GET', '/email-templates/reset_email', 'read_templates'],
    ['PATCH', '/email-templates/reset_email', 'write_templates'],
    ['GET', '/emails/provider', 'read_provider'],
    ['DELETE', '/device-credentials/1', 'write_device_credentials'],
  ])('counts %s %s as %s', (method, path, group) => {
    expect(groupOf(`${api}${path}`, { method })).toBe(group)
  })

  it('counts other calls as the Authentication API', () => {
    expect(groupOf('https://acme.eu.auth0.com/oauth/token', { method: 'POST' })).toBe('authentication')
  })
})
