import { describe, expect, it } from 'vitest'
import { onlyAuth0 } from '../../../../scripts/auth0/only-auth0.ts'

const html = { 'content-type': 'text/html; charset=utf-8' }
const call = (path: string, status: number, headers: Record<string, string>) =>
  onlyAuth0(async () => new Response('{}', { status, headers }))(`https://acme.eu.auth0.com/${path}`)

describe('a page instead of JSON', () => {
  it.each(['api/v2/users', 'oauth/token'])('is nobody’s answer to %s', async (path) => {
    await expect(call(path, 200, html)).rejects.toMatchObject({
      code: 'tenant_refused',
      message: 'The call did not get through: acme.eu.auth0.com did not answer as Auth0 does.',
    })
  })

  it.each([
    ['change_password, which Auth0 answers with one', 'dbconnections/change_password', 200, html],
    ['a refusal, which is told with its status', 'api/v2/users', 502, html],
    ['JSON', 'api/v2/users', 200, { 'content-type': 'application/json' }],
    ['nothing', 'api/v2/users/auth0%7C1', 200, {}],
  ])('does not concern %s', async (_, path, status, headers) => {
    expect((await call(path, status, headers)).status).toBe(status)
  })
})
