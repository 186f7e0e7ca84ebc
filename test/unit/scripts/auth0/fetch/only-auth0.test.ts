import { describe, expect, it } from 'vitest'
import { onlyAuth0 } from '../../../../../scripts/auth0/fetch/only-auth0.ts'

const page = '<html>Sign in to this network</html>'
const call = (path: string, status: number, body: string | null) =>
  onlyAuth0(async () => new Response(body, { status }))(`https://acme.eu.auth0.com/${path}`)

describe('an answer that is no JSON', () => {
  it.each([
    ['api/v2/users', page],
    ['api/v2/users', '{"user_id":'],
    ['api/v2/users', '"a text"'],
    ['oauth/token', page],
  ])('to %s is not Auth0’s: %s', async (path, body) => {
    await expect(call(path, 200, body)).rejects.toMatchObject({
      code: 'tenant_refused',
      message: 'The call did not get through: acme.eu.auth0.com answered, but not as Auth0 does.',
    })
  })

  it.each([
    ['change_password, which Auth0 answers with text', 'dbconnections/change_password', 200, page],
    ['a refusal, which is told with its status', 'api/v2/users', 502, page],
    ['JSON', 'api/v2/users', 200, '[{"user_id":"auth0|1"}]'],
    ['a body that is empty', 'api/v2/users', 202, ''],
    ['no body', 'api/v2/users/auth0%7C1', 204, null],
  ])('does not concern %s', async (_, path, status, body) => {
    const response = await call(path, status, body)
    expect([response.status, await response.text()]).toEqual([status, body ?? ''])
  })
})
