import { beforeEach, describe, expect, it } from 'vitest'
import { mailedCode, signInByCode } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { bind, executions, postLogin, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const email = 'ada@example.com'
const grant_type = 'http://auth0.com/oauth/grant-type/passwordless/otp'

beforeEach(async () => {
  await play.tenant.reset()
  const { client_id } = play.tenant.description.clients.app
  await play.tenant.manage('PATCH', `clients/${client_id}`, { grant_types: ['authorization_code', grant_type] })
})

async function connect(options: object = {}): Promise<void> {
  const enabled_clients = [play.tenant.description.clients.app.client_id]
  const connection = { name: 'email', strategy: 'email', enabled_clients, options }
  expect((await play.tenant.manage('POST', 'connections', connection)).status).toBe(201)
}

function start(more: object = {}) {
  const { client_id, client_secret } = play.tenant.description.clients.app
  const all = { client_id, client_secret, connection: 'email', email, send: 'code', ...more }
  return play.tenant.post('passwordless/start', all)
}

function exchange(otp: string) {
  const { client_id, client_secret } = play.tenant.description.clients.app
  return play.tenant.post('oauth/token', {
    ...{ grant_type, client_id, client_secret, realm: 'email', username: email, otp, scope: 'openid email' },
  })
}

const wrong = {
  status: 403,
  body: { error: 'invalid_grant', error_description: 'Wrong email or verification code.' },
}

async function typesInLog(): Promise<string[]> {
  const { body } = await play.tenant.manage('GET', 'logs?per_page=50&sort=date:-1')
  return (body as { type: string }[]).map(({ type }) => type)
}

describe('POST /passwordless/start', () => {
  it('is refused without such a connection, and without the app’s secret', async () => {
    expect(await start()).toEqual({
      status: 400,
      body: { error: 'bad.connection', error_description: 'Connection does not exist' },
    })
    await connect()
    expect((await start({ client_secret: 'guessed' })).status).toBe(401)
    expect(await play.tenant.outbox(email)).toEqual([])
  })

  it('mails a code, in the connection’s words if the tenant has an email provider', async () => {
    await connect()
    const { status, body } = await start()
    expect([status, body]).toMatchObject([200, { email, email_verified: false }])
    const [mail] = await play.tenant.outbox(email)
    expect(mail).toMatchObject({ template: 'passwordless_email', subject: 'Your code' })
    expect(await mailedCode(play.tenant, email)).toMatch(/^\d{6}$/)
    expect(await typesInLog()).toContain('cls')
    expect((await play.tenant.manage('GET', `users-by-email?email=${email}`)).body).toEqual([])
  })

  it('fills in the variables of the connection’s own mail', async () => {
    const words = {
      from: 'Engine <engine@example.com>',
      subject: 'Code {{ code }}',
      body: '<b>{{ code }}</b>, {{ email }}',
    }
    await connect({ email: { syntax: 'liquid', ...words }, totp: { length: 4, time_step: 60 } })
    await start()
    const code = await mailedCode(play.tenant, email)
    expect(code).toMatch(/^\d{4}$/)
    const [mail] = await play.tenant.outbox(email)
    expect(mail).toMatchObject({ from: words.from, subject: `Code ${code}` })
  })
})

describe('the code', () => {
  beforeEach(() => connect())

  it('makes a user at the token endpoint, whose address is verified', async () => {
    await start()
    const { status, body } = await exchange(await mailedCode(play.tenant, email))
    expect([status, body]).toMatchObject([200, { token_type: 'Bearer', id_token: expect.any(String) as string }])
    expect(await userOf(play.tenant, email)).toMatchObject({
      ...{ user_id: expect.stringMatching(/^email\|[0-9a-f]{24}$/) as string, email_verified: true, logins_count: 1 },
      identities: [{ connection: 'email', provider: 'email', isSocial: false }],
    })
    expect(await typesInLog()).toContain('ss')
  })

  it('works once, for three minutes, until another is mailed, and after at most two wrong ones', async () => {
    await start()
    const first = await mailedCode(play.tenant, email)
    expect((await exchange(first)).status).toBe(200)
    expect(await exchange(first)).toEqual(wrong)
    await start()
    const replaced = await mailedCode(play.tenant, email)
    await start()
    const newest = await mailedCode(play.tenant, email)
    if (replaced !== newest) expect(await exchange(replaced)).toEqual(wrong)
    await play.tenant.advance(180)
    expect(await exchange(newest)).toEqual(wrong)
    await start()
    const guessed = await mailedCode(play.tenant, email)
    for (let tries = 0; tries < 3; tries++) expect(await exchange('none')).toEqual(wrong)
    expect(await exchange(guessed)).toEqual(wrong)
    expect((await typesInLog()).filter((type) => type === 'fepotpft')).not.toHaveLength(0)
  })

  it('works in Universal Login if the app asks for the connection; Actions see that it was mailed', async () => {
    await bind(
      play.tenant,
      'post-login',
      postLogin(`console.log(event.connection.strategy, event.authentication.methods[0].name)`),
    )
    const browser = new Visitor()
    expect(await signInByCode(play.tenant, email, browser)).toMatchObject({ claims: { email, email_verified: true } })
    expect((await executions(play.tenant)).map(({ logs }) => logs)).toEqual([['email email']])
  })

  it('gets an error on the page if it is wrong', async () => {
    const { issuer, clients } = play.tenant.description
    const { client_id, callback } = clients.app
    const query = { response_type: 'code', client_id, redirect_uri: callback, scope: 'openid', connection: 'email' }
    const browser = await new Visitor().open(`${issuer}authorize?${new URLSearchParams(query).toString()}`)
    await browser.submit({ email })
    await browser.submit({ code: 'wrong' })
    expect(browser.alert).toBe('The code is wrong.')
  })

  it('makes no user if a pre-user-registration Action refuses', async () => {
    const deny = `exports.onExecutePreUserRegistration = async (event, api) => api.access.deny(event.connection.strategy, 'Ask first.')`
    await bind(play.tenant, 'pre-user-registration', deny)
    expect(await signInByCode(play.tenant, email)).toEqual({ refused: 'Ask first.' })
    await start()
    expect(await exchange(await mailedCode(play.tenant, email))).toEqual({
      status: 403,
      body: { error: 'access_denied', error_description: 'email' },
    })
    expect((await play.tenant.manage('GET', `users-by-email?email=${email}`)).body).toEqual([])
    expect(await typesInLog()).toContain('fs')
  })
})

describe('POST /api/v2/users', () => {
  it('makes a user of a passwordless connection without a password', async () => {
    await connect()
    const made = await play.tenant.manage('POST', 'users', { connection: 'email', email, email_verified: true })
    expect(made).toMatchObject({ status: 201, body: { identities: [{ provider: 'email', connection: 'email' }] } })
    expect(await signInByCode(play.tenant, email)).toMatchObject({
      claims: { sub: (made.body as { user_id: string }).user_id },
    })
  })
})
