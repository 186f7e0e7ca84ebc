import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { actionCache, postLogin } from './deployed-action.ts'
import { invitationWith, made, whilePending } from './invitation/records.ts'

const { id } = invitationWith()
const identity = { provider: 'google-oauth2', user_id: '1815', connection: 'google-oauth2' }
const user = {
  user_id: 'google-oauth2|1815',
  email: 'Ada@example.com',
  email_verified: true,
  created_at: '2026-01-02T03:04:05.000Z',
  identities: [identity],
  app_metadata: {},
  user_metadata: {},
}
const secrets = {
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  INVITATIONS_ACCEPT_WITH: 'google-oauth2, acme',
  INVITATIONS_LINKING_CLIENT_ID: 'linking',
  INVITATIONS_LINKING_CLIENT_SECRET: 'hush',
}
const event = {
  secrets,
  connection: { name: 'google-oauth2', strategy: 'google-oauth2' },
  request: { query: { 'ext-invitation': id } },
}
const invited = {
  user_id: made.user_id,
  email: 'ada@example.com',
  identities: [{ provider: 'auth0' }],
  app_metadata: { invitation: invitationWith() },
}
const nothing = { appMetadata: {}, idToken: {}, accessToken: {} }
const claim = { invitation: { id, status: 'not_accepted', reason: 'try_again' } }
const notLinked = {
  ...nothing,
  idToken: claim,
  accessToken: claim,
  transactionMetadata: { invitation_try_again: true },
}

type Answers = Record<string, [status: number, body: unknown] | 'silence'>

const TOKEN = 'POST https://acme.eu.auth0.com/oauth/token'
const FIND = 'GET https://acme.eu.auth0.com/api/v2/users-by-email?email=ada%40example.com'
const ORGANIZATIONS = 'GET https://acme.eu.auth0.com/api/v2/users/google-oauth2%7C1815/organizations'
const account = `https://acme.eu.auth0.com/api/v2/users/${encodeURIComponent(made.user_id)}`
const LINK = `POST ${account}/identities`
const LOOK = `GET ${account}?fields=identities`
const well: Answers = {
  [TOKEN]: [200, { access_token: 'token', expires_in: 86_400 }],
  [FIND]: [200, [invited]],
  [ORGANIZATIONS]: [200, []],
  [LINK]: [201, []],
}

describe('link-identity at sign-in', () => {
  let code = ''
  let calls: { call: string; headers: Record<string, string>; body: unknown; redirect: unknown }[] = []
  const logged = vi.spyOn(console, 'log')

  beforeAll(async () => {
    await bundleActions()
    code = readFileSync('tenant/actions/link-identity/code.js', 'utf8')
  })
  beforeEach(() => {
    calls = []
    logged.mockReset()
  })
  afterEach(() => void vi.unstubAllGlobals())

  function auth0(answers: Answers): void {
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      const call = `${init.method} ${url}`
      const { headers, redirect } = init
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
      calls.push({ call, headers: headers as Record<string, string>, body, redirect })
      const answer = answers[call] ?? 'silence'
      if (answer === 'silence')
        return Promise.reject(new Error(`The operation was aborted: ${secrets.INVITATIONS_LINKING_CLIENT_SECRET}`))
      const [status, json] = answer
      return Promise.resolve(new Response(JSON.stringify(json), { status }))
    })
  }
  const callsMade = () => calls.map(({ call }) => call)

  it('links a new identity to the invited account, and goes on as that account', async () => {
    auth0(well)
    expect(await postLogin(code)(user, whilePending, event)).toEqual({ ...nothing, primaryUser: made.user_id })
    expect(callsMade()).toEqual([TOKEN, FIND, ORGANIZATIONS, LINK])
    expect(calls[0]).toEqual({
      call: TOKEN,
      headers: { 'content-type': 'application/json' },
      body: {
        grant_type: 'client_credentials',
        client_id: 'linking',
        client_secret: 'hush',
        audience: 'https://acme.eu.auth0.com/api/v2/',
      },
      redirect: 'error',
    })
    expect(calls[3]).toEqual({
      call: LINK,
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: { provider: 'google-oauth2', user_id: '1815' },
      redirect: 'error',
    })
    expect(logged).not.toHaveBeenCalled()
  })

  it('asks for the audience that the setting names', async () => {
    auth0(well)
    const audience = 'https://tenant.example/api/v2/'
    await postLogin(code)(user, whilePending, { ...event, secrets: { ...secrets, AUTH0_AUDIENCE: audience } })
    expect(calls[0]?.body).toMatchObject({ audience })
  })

  it('keeps the token until a minute before it ends', async () => {
    auth0(well)
    const cache = actionCache()
    const signIn = postLogin(code, cache)
    await signIn(user, whilePending, event)
    expect([...cache.kept.values()]).toEqual([{ value: 'token', ttl: 86_340_000 }])
    await signIn(user, whilePending, event)
    expect(callsMade().filter((call) => call === TOKEN)).toHaveLength(1)
  })

  it('does not keep a token that ends at once', async () => {
    auth0({ ...well, [TOKEN]: [200, { access_token: 'token', expires_in: 60 }] })
    const cache = actionCache()
    expect(await postLogin(code, cache)(user, whilePending, event)).toHaveProperty('primaryUser')
    expect(cache.kept.size).toBe(0)
  })

  it('asks once for another token if the one in the cache is no longer valid', async () => {
    const cache = actionCache(new Map([['auth0-invitations:linking-token', { value: 'old', ttl: 1 }]]))
    auth0({ ...well, [FIND]: [401, {}] })
    expect(await postLogin(code, cache)(user, whilePending, event)).toEqual(notLinked)
    expect(callsMade()).toEqual([FIND, TOKEN, FIND])
    expect(calls.map(({ headers }) => headers['authorization'])).toEqual(['Bearer old', undefined, 'Bearer token'])
    expect(cache.kept.size).toBe(0)
    expect(logged).toHaveBeenCalledWith('link-identity: could not look up the account (401). Nothing was linked.')
  })

  it('does not keep a refused token, and does not ask for another if it was new', async () => {
    const cache = actionCache()
    auth0({ ...well, [ORGANIZATIONS]: [401, {}] })
    expect(await postLogin(code, cache)(user, whilePending, event)).toEqual(notLinked)
    expect(callsMade()).toEqual([TOKEN, FIND, ORGANIZATIONS, TOKEN, ORGANIZATIONS])
    expect(cache.kept.size).toBe(0)
    calls = []
    auth0({ ...well, [FIND]: [401, {}] })
    expect(await postLogin(code, cache)(user, whilePending, event)).toEqual(notLinked)
    expect(callsMade()).toEqual([TOKEN, FIND])
    expect(cache.kept.size).toBe(0)
  })

  it.each([
    ['without an invitation', { request: { query: {} } }],
    ['at another connection', { connection: { name: 'github', strategy: 'github' } }],
    ['without the setting', { secrets: {} }],
  ])('makes no call at a sign-in %s', async (_, more) => {
    auth0(well)
    expect(await postLogin(code)(user, whilePending, { ...event, ...more })).toEqual(nothing)
    expect(calls).toEqual([])
  })

  it.each<[string, Answers, string[]]>([
    ['nobody has the invitation', { [FIND]: [200, []] }, [TOKEN, FIND]],
    ['the identity is in an organization', { [ORGANIZATIONS]: [200, [{ id: 'org_1' }]] }, [TOKEN, FIND, ORGANIZATIONS]],
    ['the organizations are not a list', { [ORGANIZATIONS]: [200, {}] }, [TOKEN, FIND, ORGANIZATIONS]],
  ])('leaves the sign-in as it is if %s', async (_, answers, wanted) => {
    auth0({ ...well, ...answers })
    expect(await postLogin(code)(user, whilePending, event)).toEqual(nothing)
    expect(callsMade()).toEqual(wanted)
    expect(logged).not.toHaveBeenCalled()
  })

  it.each<[string, string, Answers]>([
    ['a wrong secret', 'look up the account (401)', { [TOKEN]: [401, { error: 'access_denied' }] }],
    ['a nonsense answer of the token endpoint', 'look up the account (no answer)', { [TOKEN]: [200, {}] }],
    ['a missing answer of the token endpoint', 'look up the account (no answer)', { [TOKEN]: 'silence' }],
    ['a rate limit at the search', 'look up the account (429)', { [FIND]: [429, {}] }],
    ['a missing answer to the search', 'look up the account (no answer)', { [FIND]: 'silence' }],
    ['a missing scope for organizations', 'look up the organizations (403)', { [ORGANIZATIONS]: [403, {}] }],
    ['a missing answer to the organizations', 'look up the organizations (no answer)', { [ORGANIZATIONS]: 'silence' }],
    ['a failure at the link', 'link the account (500)', { [LINK]: [500, {}], [LOOK]: [200, { identities: [] }] }],
    ['missing answers to the link and after it', 'link the account (no answer)', { [LINK]: 'silence' }],
    [
      'an identity that is gone',
      'link the account (404)',
      { [ORGANIZATIONS]: [404, {}], [LOOK]: [200, { identities: [] }] },
    ],
  ])('goes on with the sign-in after %s, and says so without an address', async (_, said, answers) => {
    auth0({ ...well, ...answers })
    expect(await postLogin(code)(user, whilePending, event)).toEqual(notLinked)
    expect(logged.mock.calls).toEqual([[`link-identity: could not ${said}. Nothing was linked.`]])
  })

  it.each<[string, Answers]>([
    ['the answer to the link was lost', { [LINK]: 'silence' }],
    ['another sign-in was faster at linking', { [LINK]: [409, {}] }],
    ['another sign-in was faster, and the identity is no longer an account', { [ORGANIZATIONS]: [404, {}] }],
  ])('checks whether the identity is there now, if %s', async (_, answers) => {
    auth0({ ...well, ...answers, [LOOK]: [200, { identities: [{ provider: 'auth0' }, identity] }] })
    expect(await postLogin(code)(user, whilePending, event)).toEqual({ ...nothing, primaryUser: made.user_id })
    expect(callsMade().at(-1)).toBe(LOOK)
  })

  it.each([
    ['INVITATIONS_LINKING_CLIENT_ID', ''],
    ['INVITATIONS_LINKING_CLIENT_SECRET', ' '],
    ['AUTH0_DOMAIN', ''],
    ['AUTH0_DOMAIN', 'evil.example/?'],
    ['AUTH0_DOMAIN', 7],
  ])('makes no call if the secret %s is "%s"', async (name, value) => {
    auth0(well)
    const given = { ...event, secrets: { ...secrets, [name]: value } }
    expect(await postLogin(code)(user, whilePending, given)).toEqual(notLinked)
    expect(calls).toEqual([])
  })

  it('gives up a call that gets no answer in three seconds', async () => {
    const limit = vi.spyOn(AbortSignal, 'timeout')
    auth0(well)
    await postLogin(code)(user, whilePending, event)
    expect(limit.mock.calls).toEqual([[3000], [3000], [3000], [3000]])
    limit.mockRestore()
  })
})
