import { UsersClient } from 'auth0/users'
import { describe, expect, it } from 'vitest'
import { isUncertain, statusOf } from '../../../../scripts/auth0/failures.ts'
import { tenantApi } from '../../../../scripts/auth0/tenant-api.ts'
import { InvitationsError } from '../../../../scripts/ground/errors.ts'

/** A tenant that gives every call the same answer, and the calls. */
function tenantThatAnswers(status: number, body: object) {
  const called: string[] = []
  const answers: typeof fetch = (input, init) => {
    called.push(`${init?.method ?? 'GET'} ${new URL(input instanceof Request ? input.url : input).pathname}`)
    return Promise.resolve(Response.json(body, { status }))
  }
  const settings = { domain: 'acme.example', credentials: { accessToken: 'token' } }
  return { api: tenantApi(settings, { fetch: answers }), called }
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (failure: unknown) => failure,
  )

describe('a call to the tenant', () => {
  it('that Auth0 refuses says what was tried, what came back and what to do, with the answer as its cause', async () => {
    const { api } = tenantThatAnswers(403, {
      message: 'Insufficient scope, expected any of: read:users',
      errorCode: 'insufficient_scope',
    })
    const failure = await failureOf(api.call('look up ada@example.com', () => api.client(UsersClient).get('auth0|1')))
    expect(failure).toMatchObject({
      code: 'missing_scope',
      message: 'Could not look up ada@example.com: the token lacks the scope read:users.',
      hint: expect.stringContaining('Grant read:users') as string,
    })
    expect([statusOf(failure), isUncertain(failure)]).toEqual([403, false])
  })

  it('keeps an error that already has words, even within another call', async () => {
    const { api } = tenantThatAnswers(200, {})
    const worded = new InvitationsError('not_found', 'There is no account auth0|1.', { hint: 'Look it up.' })
    const inner = () => api.call('look up auth0|1', () => Promise.reject(worded))
    expect(await failureOf(api.call('revoke the invitation', inner))).toBe(worded)
  })

  it('is not made with something that is not an id', async () => {
    const { api, called } = tenantThatAnswers(204, {})
    const failure = await failureOf(api.call('delete an account', async () => api.client(UsersClient).delete('..')))
    expect(failure).toMatchObject({
      code: 'usage',
      message: '".." is not an id in Auth0, so it was not sent.',
    })
    expect(called).toEqual([])
  })
})
