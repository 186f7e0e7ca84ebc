import { UsersClient } from 'auth0/users'
import { describe, expect, it } from 'vitest'
import { withCheckedIds } from '../../../../scripts/auth0/with-checked-ids.ts'

/** The SDK's own client, and the addresses that it calls. */
function usersOf(): { plain: UsersClient; called: string[] } {
  const called: string[] = []
  const answers: typeof fetch = async (input, init) => {
    called.push(`${init?.method ?? 'GET'} ${new URL(input instanceof Request ? input.url : input).pathname}`)
    return Promise.resolve(Response.json({}))
  }
  const options = { baseUrl: 'https://acme.example/api/v2', token: 'token', fetch: answers }
  return { plain: new UsersClient(options), called }
}

describe('a client of the SDK', () => {
  it('calls another address if an id has dots', async () => {
    const { plain, called } = usersOf()
    await plain.delete('..')
    await plain.roles.assign('..', { roles: [] })
    await plain.identities.delete('auth0|1', 'auth0', '..')
    expect(called).toEqual(['DELETE /api/v2/', 'POST /api/v2/roles', 'DELETE /api/v2/users/auth0%7C1/identities/'])
  })

  it.each(['', '.', '..', '\ud800'])('with checked ids refuses %j before the call', (id) => {
    const { plain, called } = usersOf()
    const users = withCheckedIds(plain)
    const calls = [
      () => users.get(id),
      () => users.delete(id),
      () => users.update(id, { blocked: true }),
      () => users.roles.assign(id, { roles: [] }),
      () => users.identities.delete('auth0|1', 'auth0', id),
    ]
    for (const call of calls) expect(call).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(called).toEqual([])
  })

  it('with checked ids calls the address of its method', async () => {
    const { plain, called } = usersOf()
    const users = withCheckedIds(plain)
    await users.get('auth0|1')
    await users.identities.delete('samlp|corp|https://idp.example/ada?x', 'auth0', 'a/../b')
    expect(called).toEqual([
      'GET /api/v2/users/auth0%7C1',
      'DELETE /api/v2/users/samlp%7Ccorp%7Chttps%3A%2F%2Fidp.example%2Fada%3Fx/identities/auth0/a%2F..%2Fb',
    ])
  })
})
