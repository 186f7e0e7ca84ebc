import { describe, expect, it } from 'vitest'
import { onlyAuth0 } from '../../../../../scripts/auth0/fetch/only-auth0.ts'

const page = '<html>Sign in to this network</html>'
const call = (path: string, status: number, body: string | null) =>
  onlyAuth0(async () => new Response(body, { status }))(`https://acme.eu.auth0.com/${path}`)

describe('an answer that is not JSON', () => {
  it.each([
    ['api/v2/users', page],
    ['api/v2/users', '{"user_id":'],
    ['api/v2/users', '"a text"'],
    ['oauth/token', page],
  ])('to %s is not from Auth0: %s', async (path, body) => {
    await expect(call(path, 200, body)).rejects.toMatchObject({
      code: 'tenant_refused',
      message: 'The call did not get through: acme.eu.auth0.com answered, but not as Auth0 does.',
    })
  })

  it.each([
    ['to change_password, which Auth0 answers with text', 'dbconnections/change_password', 200, page],
    ['with an error status, which is reported', 'api/v2/users', 502, page],
    ['if it is JSON after all', 'api/v2/users', 200, '[{"user_id":"auth0|1"}]'],
    ['with an empty body', 'api/v2/users', 202, ''],
    ['without a body', 'api/v2/users/auth0%7C1', 204, null],
  ])('is passed on %s', async (_, path, status, body) => {
    const response = await call(path, status, body)
    expect([response.status, await response.text()]).toEqual([status, body ?? ''])
  })
})
