import { describe, expect, it } from 'vitest'
import { Turns } from '../../../../../scripts/auth0/fetch/paced-fetch.ts'
import { timedFetch } from '../../../../../scripts/auth0/fetch/timed-fetch.ts'

/** A network that never answers: it ends when the call is given up. */
const silent: typeof fetch = (_, init) =>
  new Promise((_, reject) => {
    const { signal } = init ?? {}
    const end = () => reject(new Error('aborted', { cause: signal?.reason }))
    if (signal?.aborted === true) end()
    signal?.addEventListener('abort', end)
  })
const answering: typeof fetch = (_, init) =>
  init?.signal?.aborted === true ? Promise.reject(new Error('aborted')) : Promise.resolve(new Response('{}'))

const url = 'https://acme.eu.auth0.com/api/v2/users'

describe('a timed fetch', () => {
  it('gives up a call that gets no answer, and says after how long', async () => {
    const call = timedFetch(['acme.eu.auth0.com'], 1, silent)(url)
    await expect(call).rejects.toThrow('nothing came within 0.001 s')
  })

  it('counts from when the request leaves, not while it waits for its turn', async () => {
    const before = new AbortController()
    const wait = () => {
      before.abort()
      return Promise.resolve()
    }
    const waiting = { nowMs: () => 0, chance: () => 0.5, wait }
    const turns = new Turns({ share: 1, waiting })
    const limits = { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0' }
    const network = turns.paced(timedFetch(['acme.eu.auth0.com'], 1000, answering))
    await turns.paced(() => Promise.resolve(new Response('{}', { headers: limits })))(url)
    expect((await network(url, { signal: before.signal })).status).toBe(200)
    expect(before.signal.aborted).toBe(true)
  })

  it('does not apply to another host: the file of an export may take longer', async () => {
    const given = new AbortController()
    given.abort()
    const call = timedFetch(['acme.eu.auth0.com'], 1000, answering)
    await expect(call('https://files.example.com/export', { signal: given.signal })).rejects.toThrow('aborted')
  })
})
