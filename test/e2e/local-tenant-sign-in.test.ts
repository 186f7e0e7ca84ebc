import { beforeEach, describe, expect, it } from 'vitest'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'
const HOUR = 3600

beforeEach(() => play.tenant.reset())

async function makeUser(email: string): Promise<string> {
  const { connection } = play.tenant.description
  const { body } = await play.tenant.manage('POST', 'users', { email, password, connection })
  return (body as { user_id: string }).user_id
}

/** Opens /authorize; the visit stops where it would leave for the app. */
async function authorize(parameters: Record<string, string> = {}, browser = new Visitor()): Promise<Visitor> {
  const { issuer, clients } = play.tenant.description
  const all = {
    ...{ response_type: 'code', client_id: clients.app.client_id, redirect_uri: clients.app.callback, scope: 'openid' },
    ...{ state: 'kept', ...parameters },
  }
  return browser.open(`${issuer}authorize?${new URLSearchParams(all).toString()}`, clients.app.callback)
}

async function signedIn(email: string): Promise<Visitor> {
  const browser = await authorize()
  return browser.submit({ username: email, password }, play.tenant.description.clients.app.callback)
}

/** The parameters of the app's callback. */
function answerOf(browser: Visitor): Record<string, string> {
  const { searchParams, hash } = browser.url
  return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))])
}

async function typesInLog(): Promise<string[]> {
  const { body } = await play.tenant.manage('GET', 'logs?per_page=50')
  return (body as { type: string }[]).map(({ type }) => type)
}

async function changeTenant(settings: object): Promise<void> {
  await play.tenant.manage('PATCH', 'tenants/settings', settings)
}

describe('/authorize', () => {
  it.each([
    ['an unknown audience', { audience: 'https://nowhere' }, 'access_denied', 'Service not found: https://nowhere'],
    [
      'an organization that the app does not allow',
      { organization: 'org_1' },
      'invalid_request',
      'parameter organization is not allowed for this client',
    ],
    ['an unknown connection', { connection: 'x' }, 'invalid_request', 'the connection was not found'],
    ['prompt=none without a session', { prompt: 'none' }, 'login_required', 'Login required'],
    ['an unknown response type', { response_type: 'x' }, 'unsupported_response_type', 'Unsupported response type: x'],
    [
      'a grant that the app does not have',
      { response_type: 'token' },
      'unauthorized_client',
      "Grant type 'implicit' not allowed for the client.",
    ],
  ])('tells the app about %s', async (_, parameters, error, error_description) => {
    const browser = await authorize(parameters)
    expect(answerOf(browser)).toEqual({ error, error_description, state: 'kept' })
  })

  it.each([
    ['an unknown app', { client_id: 'nobody' }, 'Unknown client: nobody'],
    ['an address that is not the app’s', { redirect_uri: 'https://evil.example' }, 'Callback URL mismatch.'],
  ])('shows a page, and never goes back to the app, for %s', async (_, parameters, sentence) => {
    const browser = await authorize(parameters)
    expect(browser.status).toBe(400)
    expect(browser.html).toContain(sentence)
  })

  it('asks again if the app wants a fresh sign-in: prompt=login, or a session older than max_age', async () => {
    await makeUser('fresh@example.com')
    const browser = await signedIn('fresh@example.com')
    await play.tenant.advance(61)
    expect(Object.keys(answerOf(await authorize({ max_age: '3600' }, browser)))).toContain('code')
    expect((await authorize({ max_age: '60' }, browser)).heading).toBe('Sign in to Analytical Engine')
    expect((await authorize({ prompt: 'login' }, browser)).heading).toBe('Sign in to Analytical Engine')
  })

  it('fills in login_hint, and screen_hint=signup opens the sign-up page, which signs in', async () => {
    expect((await authorize({ login_hint: 'ada@example.com' })).html).toContain('value="ada@example.com"')
    const browser = await authorize({ screen_hint: 'signup' })
    expect(browser.heading).toBe('Sign up for Analytical Engine')
    await browser.submit({ email: 'new@example.com', password: 'weak' })
    expect(browser.alert).toBe('The password is too weak.')
    await browser.submit({ email: 'new@example.com', password }, play.tenant.description.clients.app.callback)
    expect(Object.keys(answerOf(browser))).toEqual(['code', 'state'])
    expect((await play.tenant.manage('GET', 'users-by-email?email=new@example.com')).body).toHaveLength(1)
  })
})

describe('a session', () => {
  it('ends after idle_session_lifetime without use, and after session_lifetime in any case', async () => {
    await changeTenant({ session_lifetime: 5, idle_session_lifetime: 2 })
    await makeUser('time@example.com')
    const browser = await signedIn('time@example.com')
    const silent = async (hours: number) => {
      await play.tenant.advance(hours * HOUR)
      return answerOf(await authorize({ prompt: 'none' }, browser))['error'] ?? 'signed in'
    }
    expect([await silent(1), await silent(1.5), await silent(1.5)]).toEqual(['signed in', 'signed in', 'signed in'])
    expect(await silent(1.5)).toBe('login_required')

    await browser.open(`${play.tenant.description.issuer}v2/logout`)
    const other = await signedIn('time@example.com')
    await play.tenant.advance(2 * HOUR)
    expect(answerOf(await authorize({ prompt: 'none' }, other))['error']).toBe('login_required')
  })

  it.each([
    ['a new password', { password: 'Analytical-Engine-3' }],
    ['a block', { blocked: true }],
  ])('ends with %s', async (_, change) => {
    const id = await makeUser('ends@example.com')
    const browser = await signedIn('ends@example.com')
    await play.tenant.manage('PATCH', `users/${encodeURIComponent(id)}`, change)
    expect(answerOf(await authorize({ prompt: 'none' }, browser))['error']).toBe('login_required')
  })

  it('is not given to a blocked user, and the app says so after the right password', async () => {
    const id = await makeUser('blocked@example.com')
    await play.tenant.manage('PATCH', `users/${encodeURIComponent(id)}`, { blocked: true })
    expect(answerOf(await signedIn('blocked@example.com'))).toMatchObject({
      error: 'unauthorized',
      error_description: 'user is blocked',
    })
  })
})

describe('signing out', () => {
  it('goes only to addresses that the app or tenant allow; otherwise it ends nothing', async () => {
    const { issuer, clients } = play.tenant.description
    await makeUser('out@example.com')
    const browser = await signedIn('out@example.com')
    await browser.open(`${issuer}v2/logout?client_id=${clients.app.client_id}&returnTo=https://evil.example`)
    expect(browser.status).toBe(400)
    expect(Object.keys(answerOf(await authorize({ prompt: 'none' }, browser)))).toContain('code')
    await browser.open(`${issuer}v2/logout?client_id=${clients.app.client_id}&returnTo=${issuer}_local/`)
    expect(browser.url.href).toBe(`${issuer}_local/`)
    expect(answerOf(await authorize({ prompt: 'none' }, browser))['error']).toBe('login_required')
  })

  it('by OpenID Connect asks if nothing says whose session it is', async () => {
    const { issuer } = play.tenant.description
    await makeUser('asked@example.com')
    const browser = await signedIn('asked@example.com')
    await browser.open(`${issuer}oidc/logout`)
    expect(browser.heading).toBe('Log out')
    expect(Object.keys(answerOf(await authorize({ prompt: 'none' }, browser)))).toContain('code')
    await browser.open(`${issuer}oidc/logout`)
    await browser.submit()
    expect(answerOf(await authorize({ prompt: 'none' }, browser))['error']).toBe('login_required')
  })
})

describe('after ten wrong passwords', () => {
  it('the right one does not work from the same IP address, until an administrator or a new password unblocks it', async () => {
    const id = encodeURIComponent(await makeUser('guessed@example.com'))
    const browser = await authorize()
    for (let attempt = 0; attempt < 10; attempt++) {
      await browser.submit({ username: 'guessed@example.com', password: 'guess' })
    }
    expect(browser.alert).toBe('The address or the password is wrong.')
    await browser.submit({ username: 'guessed@example.com', password })
    expect(browser.alert).toContain('blocked after multiple consecutive login attempts')
    expect((await play.tenant.manage('GET', `user-blocks/${id}`)).body).toEqual({
      blocked_for: [
        { identifier: 'guessed@example.com', ip: '127.0.0.1', connection: play.tenant.description.connection },
      ],
    })
    await play.tenant.manage('DELETE', `user-blocks/${id}`)
    expect(Object.keys(answerOf(await signedIn('guessed@example.com')))).toContain('code')
  })
})

describe('the tenant’s log', () => {
  it('has sign-ins, failures, silent sign-ins and logouts', async () => {
    await makeUser('log@example.com')
    const browser = await authorize()
    await browser.submit({ username: 'nobody@example.com', password })
    await browser.submit({ username: 'log@example.com', password: 'wrong' })
    await browser.submit({ username: 'log@example.com', password }, play.tenant.description.clients.app.callback)
    await authorize({ prompt: 'none' }, browser)
    await browser.open(`${play.tenant.description.issuer}v2/logout`)
    await authorize({ prompt: 'none' }, browser)
    const ours = (await typesInLog()).filter((type) => ['s', 'f', 'fu', 'fp', 'ssa', 'fsa', 'slo'].includes(type))
    expect(ours.reverse()).toEqual(['fu', 'fp', 's', 'ssa', 'slo', 'fsa'])
  })
})
