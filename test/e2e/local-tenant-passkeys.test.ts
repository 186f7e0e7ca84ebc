import { beforeEach, describe, expect, it } from 'vitest'
import { signInByPasskey } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { bind, executions, postLogin, register } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const email = 'ada@example.com'
let methods = ''

beforeEach(async () => {
  await play.tenant.reset()
  const { body } = await register(play.tenant, email)
  methods = `users/${encodeURIComponent((body as { user_id: string }).user_id)}/authentication-methods`
  await allowPasskeys(true)
  const passkey = { type: 'passkey', public_key: 'ada', key_id: 'ada-1', relying_party_identifier: 'localhost' }
  expect((await play.tenant.manage('POST', methods, passkey)).status).toBe(201)
})

async function allowPasskeys(enabled: boolean): Promise<void> {
  const { body } = await play.tenant.manage('GET', 'connections?strategy=auth0')
  const [{ id, options }] = body as [{ id: string; options: object }]
  const authentication_methods = { password: { enabled: true }, passkey: { enabled } }
  await play.tenant.manage('PATCH', `connections/${id}`, { options: { ...options, authentication_methods } })
}

describe('a passkey', () => {
  it('signs in from the sign-in page; Actions and the log show it', async () => {
    await bind(play.tenant, 'post-login', postLogin('console.log(event.authentication.methods[0].name)'))
    expect(await signInByPasskey(play.tenant, 'ada-1')).toMatchObject({ claims: { email } })
    expect((await executions(play.tenant)).flatMap(({ logs }) => logs)).toEqual(['passkey'])
    const { body } = await play.tenant.manage('GET', 'logs?sort=date:-1')
    expect((body as { type: string }[]).map(({ type }) => type)).toContain('s')
  })

  it('is listed, and no longer signs in once it is deleted', async () => {
    const { body } = await play.tenant.manage('GET', methods)
    const [{ id }] = body as [{ id: string }]
    expect((await play.tenant.manage('DELETE', `${methods}/${encodeURIComponent(id)}`)).status).toBe(204)
    expect(await signInByPasskey(play.tenant, 'ada-1')).toEqual({ refused: 'Nobody has this passkey.' })
  })

  it('of somebody else is not accepted', async () => {
    expect(await signInByPasskey(play.tenant, 'eve-1')).toEqual({ refused: 'Nobody has this passkey.' })
  })

  it('is offered only if the database allows passkeys', async () => {
    await allowPasskeys(false)
    const { issuer, clients } = play.tenant.description
    const { client_id, callback } = clients.app
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' })
    const browser = await new Visitor().open(`${issuer}authorize?${query.toString()}`)
    expect(browser.html).not.toContain('passkey')
    await browser.open(`${issuer}u/login-passkey?state=${browser.url.searchParams.get('state') ?? ''}`)
    expect(browser.status).toBe(400)
  })
})
