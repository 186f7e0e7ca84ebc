import { beforeEach, describe, expect, it } from 'vitest'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const email = 'ada@example.com'
const password = 'Difference-Engine-2'

beforeEach(async () => {
  await play.tenant.reset()
  const { connection } = play.tenant.description
  await play.tenant.manage('POST', 'users', { email, password, connection })
})

/** Signs in at the page; the visit stops where it would leave for the app. */
async function signIn(parameters: Record<string, string> = {}): Promise<Visitor> {
  const { issuer, clients } = play.tenant.description
  const { client_id, callback } = clients.app
  const query = { response_type: 'code', client_id, redirect_uri: callback, scope: 'openid', ...parameters }
  const browser = await new Visitor().open(`${issuer}authorize?${new URLSearchParams(query).toString()}`)
  return browser.submit({ username: email, password }, query.redirect_uri)
}

async function newCode(): Promise<string> {
  return (await signIn()).url.searchParams.get('code') ?? ''
}

type Credentials = { client_id: string; client_secret: string }

async function redeem(code: string, more: Record<string, string> = {}, client?: Credentials) {
  const { app } = play.tenant.description.clients
  const { client_id, client_secret } = client ?? app
  const body = { grant_type: 'authorization_code', client_id, client_secret, code, redirect_uri: app.callback, ...more }
  const answer = await play.tenant.post('oauth/token', body)
  return [answer.status, (answer.body as { error_description?: string }).error_description]
}

async function changeApp(fields: object): Promise<void> {
  await play.tenant.manage('PATCH', `clients/${play.tenant.description.clients.app.client_id}`, fields)
}

describe('an authorization code', () => {
  it('is valid for a minute', async () => {
    const code = await newCode()
    await play.tenant.advance(60)
    expect(await redeem(code)).toEqual([403, 'Invalid authorization code'])
  })

  it('is useless to another app, and stays valid for its own', async () => {
    const other = { name: 'Other', app_type: 'regular_web', grant_types: ['authorization_code'] }
    const { body } = await play.tenant.manage('POST', 'clients', other)
    const code = await newCode()
    expect(await redeem(code, {}, body as Credentials)).toEqual([403, 'Invalid authorization code'])
    expect((await redeem(code))[0]).toBe(200)
  })

  it('needs the address that it was sent to', async () => {
    expect((await redeem(await newCode(), { redirect_uri: 'https://app.example.com/' }))[0]).toBe(403)
  })

  it('needs the app’s secret', async () => {
    const { client_id } = play.tenant.description.clients.app
    const answer = await redeem(await newCode(), {}, { client_id, client_secret: 'wrong' })
    expect(answer).toEqual([401, 'Unauthorized'])
  })
})

describe('the app gets its answer', () => {
  it('by a form that the browser posts, with response_mode=form_post', async () => {
    const browser = await signIn({ response_mode: 'form_post', state: '"><b>' })
    expect(browser.html).toContain(`action="${play.tenant.description.clients.app.callback}"`)
    expect(browser.html).toContain('name="state" value="&quot;&gt;&lt;b&gt;"')
    expect(browser.html).toMatch(/name="code" value="[\w-]{43}"/)
  })

  it('in the fragment, with response_mode=fragment', async () => {
    const { url } = await signIn({ response_mode: 'fragment' })
    expect([url.search, new URLSearchParams(url.hash.slice(1)).has('code')]).toEqual(['', true])
  })

  it('by a message to its own window, with response_mode=web_message, at an allowed web origin only', async () => {
    const asked = { response_mode: 'web_message', state: '</script>' }
    const { issuer, clients } = play.tenant.description
    const { client_id, callback } = clients.app
    const query = { response_type: 'code', client_id, redirect_uri: callback, ...asked }
    const refused = await new Visitor().open(`${issuer}authorize?${new URLSearchParams(query).toString()}`)
    expect([refused.status, refused.html]).toEqual([400, expect.stringContaining('does not have a registered origin.')])
    const { origin } = new URL(callback)
    await changeApp({ web_origins: [origin] })
    const { html } = await signIn(asked)
    const [, message = '', target] = /postMessage\((\{.*\}), "([^"]*)"\)/.exec(html) ?? []
    const response = { code: expect.stringMatching(/^[\w-]{43}$/) as string, state: '</script>' }
    expect([JSON.parse(message), target]).toEqual([{ type: 'authorization_response', response }, origin])
    expect(html.match(/<\/script>/g)).toHaveLength(1)
  })

  it('at a subdomain that its callback URLs allow with an asterisk, and at no deeper one', async () => {
    await changeApp({ callbacks: ['https://*.example.com/callback'] })
    const there = await signIn({ redirect_uri: 'https://pr-7.example.com/callback' })
    expect(there.url.searchParams.has('code')).toBe(true)
    const { issuer, clients } = play.tenant.description
    const { client_id } = clients.app
    const query = { response_type: 'code', client_id, redirect_uri: 'https://a.b.example.com/callback' }
    const refused = await new Visitor().open(`${issuer}authorize?${new URLSearchParams(query).toString()}`)
    expect(refused.html).toContain('Callback URL mismatch.')
  })
})

it('an app cannot sign up anybody in a connection that is not enabled for it', async () => {
  const { clients, connection } = play.tenant.description
  const { client_id } = clients.app
  const { body } = await play.tenant.manage('GET', `connections?name=${connection}`)
  const id = (body as { id: string }[])[0]?.id ?? ''
  await play.tenant.manage('PATCH', `connections/${id}/clients`, [{ client_id, status: false }])
  const answer = await play.tenant.post('dbconnections/signup', {
    ...{ client_id, connection, email: 'new@example.com', password },
  })
  expect(answer).toEqual({ status: 400, body: { error: 'invalid_request', error_description: 'connection not found' } })
})
