import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { discreetFetch } from '../../../../../scripts/auth0/fetch/discreet-fetch.ts'
import { InvitationsError } from '../../../../../scripts/ground/errors.ts'

const credential = 'the-secret-of-the-client'
const token = 'a-token-that-was-granted'
const password = 'a "password" that nobody knows'
const request = {
  method: 'POST',
  headers: { authorization: `Bearer ${token}` },
  body: JSON.stringify({ email: 'ada@example.com', password }),
}
const answering = (response: Response) => discreetFetch([credential], async () => response)
const failing = (failure: unknown) =>
  discreetFetch([credential], async () => {
    throw failure
  })
const secrets = [credential, token, password, JSON.stringify(password).slice(1, -1)]

describe('a call', () => {
  it('that is refused comes back without what was sent, and otherwise as it is', async () => {
    const body = JSON.stringify({ statusCode: 400, message: `${credential} ${token}`, sent: request.body })
    const headers = { 'content-type': 'application/json', 'retry-after': '3', 'x-echo': token }
    const response = await answering(new Response(body, { status: 400, statusText: token, headers }))(
      'https://x/',
      request,
    )
    const text = await response.text()
    expect([response.status, response.statusText, response.headers.get('retry-after')]).toEqual([400, '[hidden]', '3'])
    expect(JSON.parse(text)).toMatchObject({ statusCode: 400, message: '[hidden] [hidden]' })
    for (const secret of secrets) expect(text + inspect(response.headers)).not.toContain(secret)
  })

  it('with a form that is refused does not repeat the client’s secret or its assertion', async () => {
    const body = new URLSearchParams({ client_secret: 'another client’s secret', client_assertion: 'signed.by.a-key' })
    const response = await answering(new Response(body.toString(), { status: 401 }))('https://x/', {
      body: body.toString(),
    })
    expect(await response.text()).toBe('client_secret=[hidden]&client_assertion=[hidden]')
  })

  it('that succeeds gets its answer as it is', async () => {
    const response = new Response(JSON.stringify({ access_token: token }))
    expect(await answering(response)('https://x/', request)).toBe(response)
  })

  it.each([304, 599])('with the status %i and no body gets its answer', async (status) => {
    expect((await answering(new Response(null, { status }))('https://x/', request)).status).toBe(status)
  })

  it('that fails says why, without what was sent, in its causes too', async () => {
    const inner = Object.assign(new Error(`sent ${request.body}`), { code: 'ECONNRESET', data: token })
    const failure = new TypeError(`${token} is an invalid header value`, { cause: inner })
    const told: unknown = await failing(failure)('https://x/', request).catch((thrown: unknown) => thrown)
    expect(told).toMatchObject({ name: 'TypeError', message: '[hidden] is an invalid header value' })
    expect(told).toMatchObject({ cause: { code: 'ECONNRESET' } })
    for (const secret of secrets) expect(inspect(told, { depth: 9, showHidden: true })).not.toContain(secret)
  })

  it('that fails without a secret keeps its error', async () => {
    const failures = [new TypeError('fetch failed'), new DOMException('late', 'TimeoutError'), 'a text', undefined]
    for (const failure of failures) {
      expect(await failing(failure)('https://x/', request).catch((thrown: unknown) => thrown)).toBe(failure)
    }
  })

  it('that the program stops keeps the program’s error', async () => {
    const stopped = new InvitationsError('interrupted', 'Stopped.', { hint: 'Go on.', cause: new Error(token) })
    await expect(failing(stopped)('https://x/', request)).rejects.toBe(stopped)
  })
})
