import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import { beforeEach, describe, expect, it } from 'vitest'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const email = 'ada@example.com'
const password = 'Difference-Engine-2'
const api = 'https://api.example.com'
const unknownToken = {
  status: 403,
  body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
}
let userId = ''

beforeEach(async () => {
  await play.tenant.reset()
  const { connection } = play.tenant.description
  const { body } = await play.tenant.manage('POST', 'users', { email, password, connection })
  userId = (body as { user_id: string }).user_id
})

interface Tokens {
  access_token: string
  refresh_token?: string
  id_token?: string
  scope?: string
}

/** Calls /oauth/token as the app, with its secret. */
async function exchange(parameters: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const { client_id, client_secret } = play.tenant.description.clients.app
  return play.tenant.post('oauth/token', { client_id, client_secret, ...parameters })
}

async function byPassword(scope: string, more: Record<string, string> = {}): Promise<Tokens> {
  const { body } = await exchange({ grant_type: 'password', username: email, password, scope, ...more })
  return body as Tokens
}

async function refresh(token: string | undefined): Promise<{ status: number; body: unknown }> {
  return exchange({ grant_type: 'refresh_token', refresh_token: token ?? '' })
}

async function refreshed(token: string | undefined): Promise<Tokens> {
  return (await refresh(token)).body as Tokens
}

/** A code for the app, from a browser that has just signed in. */
async function codeFor(more: Record<string, string> = {}): Promise<string> {
  const { issuer, clients } = play.tenant.description
  const { client_id, callback } = clients.app
  const query = { response_type: 'code', client_id, redirect_uri: callback, scope: 'openid', ...more }
  const browser = await new Visitor().open(`${issuer}authorize?${new URLSearchParams(query).toString()}`)
  await browser.submit({ username: email, password }, callback)
  return browser.url.searchParams.get('code') ?? ''
}

function redeem(code: string, more: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
  const { callback } = play.tenant.description.clients.app
  return exchange({ grant_type: 'authorization_code', code, redirect_uri: callback, ...more })
}

async function changeApp(fields: object): Promise<void> {
  await play.tenant.manage('PATCH', `clients/${play.tenant.description.clients.app.client_id}`, fields)
}

/** Binds to post-login one Action with this statement. */
async function bindPostLogin(statement: string): Promise<void> {
  const code = `exports.onExecutePostLogin = async (event, api) => { ${statement} }`
  const draft = { name: 'told', code, supported_triggers: [{ id: 'post-login', version: 'v3' }] }
  const { body } = await play.tenant.manage('POST', 'actions/actions', draft)
  await play.tenant.manage('POST', `actions/actions/${(body as { id: string }).id}/deploy`)
  const bindings = [{ ref: { type: 'action_name', value: 'told' }, display_name: 'told' }]
  await play.tenant.manage('PATCH', 'actions/triggers/post-login/bindings', { bindings })
}

function makeApi(more: object = {}): Promise<unknown> {
  const scopes = [{ value: 'read:notes' }, { value: 'write:notes' }]
  return play.tenant.manage('POST', 'resource-servers', { name: 'Notes', identifier: api, scopes, ...more })
}

describe('an authorization code', () => {
  it('is redeemed once, even by two calls at the same time', async () => {
    const code = await codeFor()
    const answers = await Promise.all([redeem(code), redeem(code)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    expect(answers.find(({ status }) => status === 403)?.body).toEqual({
      error: 'invalid_grant',
      error_description: 'Invalid authorization code',
    })
  })

  it('needs the verifier of its challenge, S256 or plain', async () => {
    const verifier = oidc.randomPKCECodeVerifier()
    const hashed = { code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
    const plain = { code_challenge: verifier, code_challenge_method: 'plain' }
    const redeemed = async (challenge: Record<string, string>, code_verifier: string) =>
      (await redeem(await codeFor(challenge), { code_verifier })).status
    expect([await redeemed(hashed, verifier), await redeemed(plain, verifier)]).toEqual([200, 200])
    expect([await redeemed(hashed, 'guess'), await redeemed(plain, 'guess')]).toEqual([403, 403])
  })

  it('says when the user signed in, if the app asked with max_age', async () => {
    const idToken = async (more: Record<string, string>) =>
      decodeJwt(((await redeem(await codeFor(more))).body as Required<Tokens>).id_token)
    const { auth_time, iat = 0 } = await idToken({ max_age: '3600' })
    expect(iat - Number(auth_time)).toBeLessThan(3600)
    expect(await idToken({})).not.toHaveProperty('auth_time')
  })
})

describe('a refresh token', () => {
  it('stays the same without rotation', async () => {
    const { refresh_token } = await byPassword('openid offline_access')
    expect(await refreshed(refresh_token)).not.toHaveProperty('refresh_token')
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  it('with rotation works once; if it is used again, all tokens that followed it end', async () => {
    await changeApp({ refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0 } })
    const first = await byPassword('openid offline_access')
    const second = await refreshed(first.refresh_token)
    const third = await refreshed(second.refresh_token)
    expect(await refresh(first.refresh_token)).toEqual(unknownToken)
    expect(await refresh(third.refresh_token)).toEqual(unknownToken)
  })

  it('with rotation stays as it was if an Action refuses the exchange', async () => {
    await changeApp({ refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0 } })
    const { refresh_token } = await byPassword('openid offline_access')
    await bindPostLogin("if (event.transaction.protocol === 'oauth2-refresh-token') api.access.deny('Not now.')")
    expect(await refresh(refresh_token)).toMatchObject({ status: 403, body: { error_description: 'Not now.' } })
    await play.tenant.manage('PATCH', 'actions/triggers/post-login/bindings', { bindings: [] })
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  it('with a leeway may be used again for that time', async () => {
    await changeApp({ refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 30 } })
    const { refresh_token } = await byPassword('openid offline_access')
    await refreshed(refresh_token)
    await play.tenant.advance(20)
    expect((await refresh(refresh_token)).status).toBe(200)
    await play.tenant.advance(20)
    expect(await refresh(refresh_token)).toEqual(unknownToken)
  })

  it('ends after its idle lifetime without use, and after its absolute lifetime in any case', async () => {
    const lifetimes = { token_lifetime: 250, infinite_token_lifetime: false, idle_token_lifetime: 100 }
    await changeApp({
      refresh_token: {
        ...{ rotation_type: 'non-rotating', expiration_type: 'expiring', leeway: 0 },
        ...{ ...lifetimes, infinite_idle_token_lifetime: false },
      },
    })
    const after = async (token: string | undefined, seconds: number) => {
      await play.tenant.advance(seconds)
      return (await refresh(token)).status
    }
    const used = (await byPassword('openid offline_access')).refresh_token
    expect([await after(used, 90), await after(used, 90), await after(used, 90)]).toEqual([200, 200, 403])
    const idle = (await byPassword('openid offline_access')).refresh_token
    expect(await after(idle, 101)).toBe(403)
  })

  it('is refused if the user is blocked, or if it was revoked', async () => {
    const { refresh_token = '' } = await byPassword('openid offline_access')
    const path = `users/${encodeURIComponent(userId)}`
    await play.tenant.manage('PATCH', path, { blocked: true })
    expect((await refresh(refresh_token)).body).toEqual({
      error: 'invalid_grant',
      error_description: 'user is blocked',
    })
    await play.tenant.manage('PATCH', path, { blocked: false })
    const { client_id, client_secret } = play.tenant.description.clients.app
    await play.tenant.post('oauth/revoke', { client_id, client_secret, token: refresh_token })
    expect(await refresh(refresh_token)).toEqual(unknownToken)
  })
})

describe('an access token', () => {
  it('for a custom API is a JWT with the scopes that the API has', async () => {
    await makeApi({ token_lifetime: 600 })
    const { access_token, scope } = await byPassword('openid read:notes fly', { audience: api })
    const claims = decodeJwt(access_token)
    expect(scope).toBe('openid read:notes')
    expect(claims.aud).toEqual([api, `${play.tenant.description.issuer}userinfo`])
    expect(claims).toMatchObject({ sub: userId, scope, gty: 'password', exp: (claims.iat ?? 0) + 600 })
  })

  it('for a custom API has the claims that Actions add', async () => {
    await makeApi()
    await bindPostLogin("api.accessToken.setCustomClaim('https://example.com/plan', 'gold')")
    const { access_token } = await byPassword('read:notes', { audience: api })
    expect(decodeJwt(access_token)).toMatchObject({ 'https://example.com/plan': 'gold' })
  })

  it('for an API with RBAC has the user’s permissions', async () => {
    await makeApi({ enforce_policies: true, token_dialect: 'access_token_authz' })
    await play.tenant.manage('POST', `users/${encodeURIComponent(userId)}/permissions`, {
      permissions: [{ resource_server_identifier: api, permission_name: 'read:notes' }],
    })
    const { access_token } = await byPassword('read:notes write:notes', { audience: api })
    expect(decodeJwt(access_token)).toMatchObject({ scope: 'read:notes', permissions: ['read:notes'] })
  })

  it('opens /userinfo by GET and POST, until it expires', async () => {
    const { access_token } = await byPassword('openid')
    const userInfo = (method: string) =>
      fetch(`${play.tenant.description.issuer}userinfo`, {
        method,
        headers: { authorization: `Bearer ${access_token}` },
      })
    expect(await (await userInfo('GET')).json()).toMatchObject({ sub: userId, email, email_verified: false })
    expect((await userInfo('POST')).status).toBe(200)
    await play.tenant.advance(86_400)
    expect((await userInfo('GET')).status).toBe(401)
  })
})

describe('/oauth/token', () => {
  it.each([
    ['no grant_type', {}, 400, 'invalid_request', 'Missing required parameter: grant_type'],
    ['an unknown grant_type', { grant_type: 'x' }, 403, 'unsupported_grant_type', 'Unsupported grant type: x'],
    ['no code', { grant_type: 'authorization_code' }, 400, 'invalid_request', 'Missing required parameter: code'],
    ['a wrong secret', { grant_type: 'password', client_secret: 'x' }, 401, 'access_denied', 'Unauthorized'],
    [
      'a grant that the app does not have',
      { grant_type: 'client_credentials' },
      ...([403, 'unauthorized_client', "Grant type 'client_credentials' not allowed for the client."] as const),
    ],
    [
      'an audience that does not exist',
      { grant_type: 'password', username: email, password, audience: 'https://nowhere' },
      ...([400, 'invalid_request', 'invalid audience specified for password grant exchange'] as const),
    ],
  ])('refuses %s', async (_, parameters: Record<string, string>, status, error, error_description) => {
    expect(await exchange(parameters)).toEqual({ status, body: { error, error_description } })
  })

  it('takes the name of a database as realm', async () => {
    const grant_type = 'http://auth0.com/oauth/grant-type/password-realm'
    await changeApp({ grant_types: [grant_type] })
    const signIn = (realm: string) => exchange({ grant_type, username: email, password, realm })
    expect((await signIn(play.tenant.description.connection)).status).toBe(200)
    expect((await signIn('Nowhere')).body).toMatchObject({ error_description: 'the connection was not found' })
  })

  it('answers 501 for grants that only Auth0 has', async () => {
    const answer = await exchange({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code' })
    expect(answer.status).toBe(501)
  })
})

describe('signing up', () => {
  const signUp = (more: object) =>
    play.tenant.post('dbconnections/signup', {
      client_id: play.tenant.description.clients.app.client_id,
      connection: play.tenant.description.connection,
      ...{ email: 'new@example.com', password, ...more },
    })

  it('accepts a profile, but never app_metadata', async () => {
    const { status } = await signUp({ given_name: 'Ada', user_metadata: { a: 'b' }, app_metadata: { admin: true } })
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=new@example.com')
    expect(status).toBe(200)
    expect(body).toMatchObject([{ given_name: 'Ada', user_metadata: { a: 'b' }, email_verified: false }])
    expect(JSON.stringify(body)).not.toContain('admin')
  })

  it('says which rules a weak password breaks', async () => {
    expect(await signUp({ password: 'short' })).toMatchObject({
      status: 400,
      body: { name: 'PasswordStrengthError', code: 'invalid_password', description: { verified: false } },
    })
  })

  it('does not say that somebody is already a user, unless the tenant is set so', async () => {
    expect((await signUp({ email })).body).toMatchObject({ code: 'invalid_signup', description: 'Invalid sign up' })
    await play.tenant.manage('PATCH', 'tenants/settings', { flags: { enable_public_signup_user_exists_error: true } })
    expect((await signUp({ email })).body).toMatchObject({ code: 'user_exists' })
  })
})

it('passwordless sign-ins are refused without such a connection', async () => {
  const { client_id } = play.tenant.description.clients.app
  const { status, body } = await play.tenant.post('passwordless/start', { client_id, connection: 'email', email })
  expect([status, body]).toEqual([400, { error: 'bad.connection', error_description: 'Connection does not exist' }])
})
