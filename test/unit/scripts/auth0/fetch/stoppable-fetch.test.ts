import { describe, expect, it } from 'vitest'
import { stoppableFetch } from '../../../../../scripts/auth0/fetch/stoppable-fetch.ts'

const users = 'https://acme.eu.auth0.com/api/v2/users'

/** A network that answers every call, and aborts after so many. */
function network(stopAfter: number) {
  const stopping = new AbortController()
  const calls: string[] = []
  const answer = (_: unknown, init?: RequestInit) => {
    if (calls.push(init?.method ?? 'GET') === stopAfter) stopping.abort()
    return Promise.resolve(new Response('{}'))
  }
  return { calls, stopping, fetchUntil: () => stoppableFetch(stopping.signal, answer) }
}

describe('an operation that is stopped', () => {
  it('does not begin if the signal is already aborted', () => {
    const { stopping, fetchUntil } = network(0)
    stopping.abort()
    expect(fetchUntil).toThrow(expect.objectContaining({ code: 'interrupted' }))
  })

  it('makes no further call after the present one', async () => {
    const { calls, fetchUntil } = network(1)
    const fetchOnce = fetchUntil()
    await fetchOnce(users)
    await expect(fetchOnce(users, { method: 'POST' })).rejects.toMatchObject({ code: 'interrupted' })
    expect(calls).toEqual(['GET'])
  })

  it('finishes once it has changed something', async () => {
    const { calls, fetchUntil } = network(1)
    const fetchOnce = fetchUntil()
    await fetchOnce(users, { method: 'POST' })
    await fetchOnce('https://acme.eu.auth0.com/dbconnections/change_password', { method: 'POST' })
    expect(calls).toEqual(['POST', 'POST'])
  })

  it('stops waiting for an export, which changes nothing', async () => {
    const { calls, fetchUntil } = network(1)
    const fetchOnce = fetchUntil()
    await fetchOnce('https://acme.eu.auth0.com/api/v2/jobs/users-exports', { method: 'POST' })
    await expect(fetchOnce('https://acme.eu.auth0.com/api/v2/jobs/job_1')).rejects.toMatchObject({
      code: 'interrupted',
    })
    expect(calls).toEqual(['POST'])
  })
})
