import { describe, expect, it } from 'vitest'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'

describe('faults', () => {
  const post = (email: string) =>
    play.tenant.manage('POST', 'users', { email, password, connection: play.tenant.description.connection })
  const isThere = async (email: string) =>
    ((await play.tenant.manage('GET', `users-by-email?email=${email}`)).body as unknown[]).length === 1

  it('answer with a status instead of the call, after so many calls and so many times', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', after: 1, times: 2, status: 429 }])
    const statuses: number[] = []
    for (const n of [1, 2, 3, 4]) statuses.push((await post(`fault-${n}@example.com`)).status)
    expect(statuses).toEqual([201, 429, 429, 201])
    expect(await isThere('fault-2@example.com')).toBe(false)
  })

  it('with reset cut the connection before anything is done', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, reset: true }])
    await expect(post('reset-fault@example.com')).rejects.toThrow('fetch failed')
    expect(await isThere('reset-fault@example.com')).toBe(false)
  })

  it('with drop_response do the work and cut the connection, so that the client cannot know', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, drop_response: true }])
    await expect(post('dropped@example.com')).rejects.toThrow('fetch failed')
    expect(await isThere('dropped@example.com')).toBe(true)
  })

  it('with hold keep a call back until it is released, so that tests can order races', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, hold: 'first' }])
    const order: string[] = []
    const held = post('held@example.com').then(() => order.push('held'))
    await post('passing@example.com')
    order.push('passing')
    expect(await isThere('held@example.com')).toBe(false)
    await play.tenant.release('first')
    await held
    expect(order).toEqual(['passing', 'held'])
  })

  it('that are unknown are refused', async () => {
    await expect(play.tenant.faults([{ colour: 'red' } as object])).rejects.toThrow('A fault has no \\"colour\\".')
    await play.tenant.faults([])
  })

  it('are set by JSON whatever the content type says, as curl -d sends it', async () => {
    const { inbox_url } = play.tenant.description
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const set = await fetch(`${inbox_url}faults`, { method: 'POST', headers, body: '{"faults":[]}' })
    expect(set.ok).toBe(true)
  })
})
