import { beforeEach, describe, expect, it } from 'vitest'
import { signIn, signInAtProvider } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { bind, executions, passwordOfAll, postLogin, register, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const google = 'google-oauth2'
const ada = { user_id: '1815', email: 'ada@example.com', name: 'Ada Lovelace' }

beforeEach(() => play.tenant.reset())

async function connect(name: string, strategy: string, more: object = {}): Promise<void> {
  const enabled_clients = [play.tenant.description.clients.app.client_id]
  const { status } = await play.tenant.manage('POST', 'connections', { name, strategy, enabled_clients, ...more })
  expect(status).toBe(201)
}

async function newestEvent(): Promise<Record<string, unknown>> {
  const { body } = await play.tenant.manage('GET', 'logs?sort=date:-1&per_page=20')
  const events = body as { type: string }[]
  return events.find(({ type }) => type === 's' || type === 'f') ?? {}
}

describe('a social connection', () => {
  beforeEach(() => connect(google, google))

  it('makes a user at the first sign-in, with what the provider says, and without registration Actions', async () => {
    const deny = `exports.onExecutePreUserRegistration = async (event, api) => api.access.deny('no', 'no')`
    await bind(play.tenant, 'pre-user-registration', deny)
    const { claims } = (await signInAtProvider(play.tenant, google, ada)) as { claims: object }
    expect(claims).toMatchObject({ sub: 'google-oauth2|1815', email: 'ada@example.com', email_verified: false })
    expect(await userOf(play.tenant, ada.email)).toMatchObject({
      ...{ user_id: 'google-oauth2|1815', name: 'Ada Lovelace', nickname: 'ada', email_verified: false },
      identities: [{ connection: google, user_id: '1815', provider: google, isSocial: true }],
      logins_count: 1,
    })
    expect(await newestEvent()).toMatchObject({ type: 's', connection: google, strategy: google })
  })

  it('updates the user at each sign-in, or only at the first if it is set so', async () => {
    await signInAtProvider(play.tenant, google, ada)
    const changed = { ...ada, email: 'countess@example.com', email_verified: 'true' as const }
    await signInAtProvider(play.tenant, google, changed)
    expect(await userOf(play.tenant, 'countess@example.com')).toMatchObject({
      ...{ user_id: 'google-oauth2|1815', email_verified: true, logins_count: 2 },
    })
    await connect('github', 'github', { options: { set_user_root_attributes: 'on_first_login' } })
    await signInAtProvider(play.tenant, 'github', { ...ada, email: 'first@example.com' })
    await signInAtProvider(play.tenant, 'github', { ...ada, email: 'second@example.com' })
    expect(await userOf(play.tenant, 'first@example.com')).toMatchObject({ user_id: 'github|1815' })
  })

  it('shows Actions which connection it was, and that another provider vouches', async () => {
    const tell = `console.log(event.connection.name, event.connection.strategy, event.authentication.methods[0].name,
      event.user.identities.length, event.stats.logins_count)`
    await bind(play.tenant, 'post-login', postLogin(tell))
    await signInAtProvider(play.tenant, google, ada)
    await register(play.tenant, ada.email)
    await signIn(play.tenant, ada.email, passwordOfAll)
    expect((await executions(play.tenant)).map(({ logs }) => logs)).toEqual([
      ['google-oauth2 google-oauth2 federated 1 1'],
      ['Username-Password-Authentication auth0 pwd 1 1'],
    ])
  })

  it('is a button on the sign-in page, which offers earlier identities', async () => {
    await signInAtProvider(play.tenant, google, ada)
    const { issuer, clients } = play.tenant.description
    const { client_id, callback } = clients.app
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' })
    const browser = await new Visitor().open(`${issuer}authorize?${query.toString()}`)
    await browser.open(browser.linkTo('Continue with google-oauth2'))
    expect(browser.heading).toBe('Who are you at google-oauth2?')
    await browser.open(browser.linkTo('ada@example.com (1815)'))
    expect(browser.html).toContain('value="1815"')
    await browser.submit({ user_id: '1815', email: ada.email }, callback)
    expect(browser.url.searchParams.get('code')).toMatch(/\w{43}/)
  })

  it('keeps a session, in which Actions see the same connection', async () => {
    const browser = new Visitor()
    await signInAtProvider(play.tenant, google, ada, browser)
    await bind(play.tenant, 'post-login', postLogin('console.log(event.connection.name)'))
    expect(await signInAtProvider(play.tenant, google, ada, browser)).toHaveProperty('claims')
    expect((await executions(play.tenant)).map(({ logs }) => logs)).toEqual([[google]])
  })

  it('does not let in a blocked user', async () => {
    await signInAtProvider(play.tenant, google, ada)
    await play.tenant.manage('PATCH', 'users/google-oauth2%7C1815', { blocked: true })
    expect(await signInAtProvider(play.tenant, google, ada)).toEqual({ refused: 'user is blocked' })
    expect(await newestEvent()).toMatchObject({ type: 'f', connection: google })
  })

  it('does not let the API change what the provider says', async () => {
    await signInAtProvider(play.tenant, google, ada)
    const { status, body } = await play.tenant.manage('PATCH', 'users/google-oauth2%7C1815', { email_verified: true })
    expect(status).toBe(400)
    expect(body).toMatchObject({
      errorCode: 'operation_not_supported',
      message: expect.stringMatching(/^The following user attributes cannot be updated: email_verified\./) as string,
    })
    expect((await play.tenant.manage('PATCH', 'users/google-oauth2%7C1815', { app_metadata: { a: 1 } })).status).toBe(
      200,
    )
  })

  it('is refused if it is not enabled for the app', async () => {
    await play.tenant.manage('POST', 'connections', { name: 'github', strategy: 'github' })
    expect(await signInAtProvider(play.tenant, 'github', ada)).toEqual({ refused: 'the connection is not enabled' })
  })
})

describe('an enterprise connection', () => {
  it('has its name in the ids of its users, because those are unique only within it', async () => {
    await connect('acme', 'samlp')
    const { claims } = (await signInAtProvider(play.tenant, 'acme', ada)) as { claims: object }
    expect(claims).toMatchObject({ sub: 'samlp|acme|1815' })
    expect(await userOf(play.tenant, ada.email)).toMatchObject({
      identities: [{ connection: 'acme', user_id: 'acme|1815', provider: 'samlp', isSocial: false }],
    })
  })

  it('of Microsoft does not verify addresses: they count as verified only if it is set so', async () => {
    const said = { ...ada, email_verified: 'true' as const }
    await connect('directory', 'waad')
    expect(await signInAtProvider(play.tenant, 'directory', said)).toMatchObject({ claims: { email_verified: false } })
    const options = { should_trust_email_verified_connection: 'always_set_emails_as_verified' }
    await connect('trusted', 'waad', { options })
    expect(await signInAtProvider(play.tenant, 'trusted', { ...ada, user_id: '2' })).toMatchObject({
      claims: { email_verified: true },
    })
  })

  it('has a button only if it is set so', async () => {
    await connect('acme', 'samlp')
    await connect('acme-too', 'samlp', { show_as_button: true, display_name: 'Acme' })
    const { issuer, clients } = play.tenant.description
    const { client_id, callback } = clients.app
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' })
    const { html } = await new Visitor().open(`${issuer}authorize?${query.toString()}`)
    expect(html.match(/Continue with [^<]*/g)).toEqual(['Continue with Acme'])
  })
})
