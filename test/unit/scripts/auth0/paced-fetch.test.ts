import { describe, expect, it } from 'vitest'
import { groupOf, pacedFetch } from '../../../../scripts/auth0/paced-fetch.ts'
import { Pace } from '../../../../scripts/pace/pace.ts'

const api = 'https://acme.eu.auth0.com/api/v2'
const limited = (status: number, limit: number, remaining: number) =>
  new Response('{}', {
    status,
    headers: { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(remaining) },
  })

/** A clock that only waiting moves, and a network that answers what the test says. */
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
  return { fetch: pacedFetch(new Pace(1), waiting, network), waits, sent }
}

describe('a paced fetch', () => {
  it('lets the first call go alone, since its answer tells the plan', async () => {
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

  it('tries again after a 429, later each time, because Auth0 did nothing then', async () => {
    const { fetch, waits } = stage((_, call) => (call < 4 ? limited(429, 20, 0) : limited(201, 20, 5)))
    expect((await fetch(`${api}/users`, { method: 'POST' })).status).toBe(201)
    expect(waits.filter((ms) => ms >= 500)).toEqual([500, 1000, 2000])
  })

  it('gives up after eight tries and hands the 429 on', async () => {
    const { fetch, sent } = stage(() => limited(429, 20, 0))
    expect((await fetch(`${api}/users`, { method: 'POST' })).status).toBe(429)
    expect(sent).toHaveLength(8)
  })

  it('hands on the 429 of one address at once: nobody else has to wait for it', async () => {
    const { fetch, sent } = stage(() => limited(429, 10, 0))
    const response = await fetch('https://acme.eu.auth0.com/dbconnections/change_password', { method: 'POST' })
    expect(response.status).toBe(429)
    expect(sent).toHaveLength(1)
  })

  it.each([
    ['POST', '/users', 'write_users'],
    ['PATCH', '/users/auth0|1', 'write_users'],
    ['GET', '/users', 'read_users'],
    ['GET', '/users-by-email', 'other'],
    ['GET', '/logs', 'read_logs'],
    ['GET', '/clients/abc', 'read_clients'],
    ['POST', '/tickets/password-change', 'other'],
  ])('counts %s %s as %s', (method, path, group) => {
    expect(groupOf(`${api}${path}`, { method })).toBe(group)
  })

  it('counts what is not the Management API as the Authentication API', () => {
    expect(groupOf('https://acme.eu.auth0.com/oauth/token', { method: 'POST' })).toBe('authentication')
  })
})
