import { describe, expect, it } from 'vitest'
import { choosePassword } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { bind, executions, passwordGrant, postLogin, register, signInAs, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const stand = stage({ deployed: false })

describe('post-login Actions', () => {
  it('run in the order of their bindings, and each sees in event.user what the ones before it wrote', async () => {
    const { tenant } = stand
    await register(tenant, 'order@example.com', { app_metadata: { plan: 'free' } })
    await bind(
      tenant,
      'post-login',
      postLogin(`api.user.setAppMetadata('step', 1); api.transaction.setMetadata('from', 'first')`),
      postLogin(`const { step, plan } = event.user.app_metadata
        api.idToken.setCustomClaim('seen', { step, plan, from: event.transaction.metadata.from })`),
    )
    const { claims } = (await signInAs(tenant, 'order@example.com')) as { claims: object }
    expect(claims).toMatchObject({ seen: { step: 1, plan: 'free', from: 'first' } })
  })

  it('keep what they wrote when a later Action denies, and Actions after that one do not run', async () => {
    const { tenant } = stand
    await register(tenant, 'kept@example.com')
    await bind(
      tenant,
      'post-login',
      postLogin(`api.user.setAppMetadata('kept', true)`),
      postLogin(`api.access.deny('Not today.')`),
      postLogin(`api.user.setAppMetadata('later', true)`),
    )
    expect(await signInAs(tenant, 'kept@example.com')).toEqual({ refused: 'Not today.' })
    expect((await userOf(tenant, 'kept@example.com'))['app_metadata']).toEqual({ kept: true })
  })

  it('leave the session after a deny: the next sign-in does not ask for a password', async () => {
    const { tenant } = stand
    const browser = new Visitor()
    await register(tenant, 'session@example.com')
    await bind(tenant, 'post-login', postLogin(`if (event.stats.logins_count === 1) api.access.deny('Once.')`))
    expect(await signInAs(tenant, 'session@example.com', browser)).toEqual({ refused: 'Once.' })
    expect(await signInAs(tenant, 'session@example.com', browser)).toHaveProperty('claims')
  })

  it.each([
    ['throws', `throw new Error('No such colour')`, 'No such colour'],
    [
      'calls something that is not a function',
      `api.nothing.here()`,
      "Cannot read properties of undefined (reading 'here')",
    ],
    ['ends its process', `process.exit(0)`, 'The Action ended its process.'],
    ['leaves a rejected promise behind', `Promise.reject(new Error('Left'))`, 'Left'],
    [
      'asks for an npm package',
      `require('lodash')`,
      'The local tenant does not implement npm packages in Actions: lodash',
    ],
    [
      'calls something that is not implemented',
      `api.multifactor.enable('any')`,
      'The local tenant does not implement api.multifactor.enable',
    ],
    [
      'writes too much',
      `api.user.setAppMetadata('a', 'x'.repeat(40000))`,
      'The Actions write more than 32 kB of app_metadata.',
    ],
  ])('fail the sign-in and say why, if one %s', async (what, body, message) => {
    const { tenant } = stand
    const email = `${what.replace(/\W/g, '-')}@example.com`
    await register(tenant, email)
    await bind(tenant, 'post-login', postLogin(body))
    expect(await signInAs(tenant, email)).toEqual({ refused: message })
    await bind(tenant, 'post-login')
    expect(await signInAs(tenant, email)).toHaveProperty('claims')
  })

  it.each([
    ['a name', `globalThis.runs = (globalThis.runs ?? 0) + 1; api.idToken.setCustomClaim('runs', globalThis.runs)`],
    ['a timer that throws', `setTimeout(() => { throw new Error('Late') }, 5); api.idToken.setCustomClaim('runs', 1)`],
  ])('start the next sign-in without %s that one left behind', async (what, body) => {
    const { tenant } = stand
    const email = `${what.replace(/\W/g, '-')}@example.com`
    await register(tenant, email)
    await bind(tenant, 'post-login', postLogin(body))
    for (let count = 0; count < 5; count++) {
      const { claims } = (await signInAs(tenant, email)) as { claims: object }
      expect(claims).toMatchObject({ runs: 1 })
    }
  })

  it('remove metadata at the root with null, and cannot set the protocol’s own claims', async () => {
    const { tenant } = stand
    await register(tenant, 'claims@example.com', { app_metadata: { gone: 1, stays: { deep: 1 } } })
    await bind(
      tenant,
      'post-login',
      postLogin(`api.user.setAppMetadata('gone', null); api.user.setAppMetadata('stays', { other: 2 })
        api.idToken.setCustomClaim('invitation', 'yes'); api.idToken.setCustomClaim('roles', ['admin'])`),
    )
    const { claims } = (await signInAs(tenant, 'claims@example.com')) as { claims: object }
    expect(claims).toHaveProperty('invitation', 'yes')
    expect(claims).not.toHaveProperty('roles')
    expect((await userOf(tenant, 'claims@example.com'))['app_metadata']).toEqual({ stays: { other: 2 } })
  })

  it('have the tenant’s time in every form of Date', async () => {
    const { tenant } = stand
    await register(tenant, 'clock@example.com')
    await tenant.advance(366 * 86_400)
    const year = new Date(Date.now() + 366 * 86_400_000).getFullYear()
    await bind(
      tenant,
      'post-login',
      postLogin(`api.idToken.setCustomClaim('years', [new Date(), new Date(Date.now()), new Date(Date())].map((date) => date.getFullYear()))
        api.idToken.setCustomClaim('fixed', [Date.UTC(2020, 0), new Date(0).getTime(), new Date() instanceof Date])`),
    )
    const { claims } = (await signInAs(tenant, 'clock@example.com')) as { claims: object }
    expect(claims).toMatchObject({ years: [year, year, year], fixed: [1_577_836_800_000, 0, true] })
    await tenant.advance(-366 * 86_400)
  })

  it('have secrets of their own, share the trigger’s cache, and log at most 256 characters', async () => {
    const { tenant } = stand
    await register(tenant, 'secrets@example.com')
    await bind(
      tenant,
      'post-login',
      { code: postLogin(`api.cache.set('key', event.secrets.COLOUR)`), secrets: [{ name: 'COLOUR', value: 'red' }] },
      postLogin(`console.log('x'.repeat(300))
        api.idToken.setCustomClaim('seen', [Object.keys(event.secrets), api.cache.get('key').value])`),
    )
    const { claims } = (await signInAs(tenant, 'secrets@example.com')) as { claims: object }
    expect(claims).toHaveProperty('seen', [[], 'red'])
    expect((await executions(tenant)).at(-1)?.logs).toEqual(['x'.repeat(256)])
  })

  it('run for password grants and refresh tokens as well, under their protocol', async () => {
    const { tenant } = stand
    await register(tenant, 'grants@example.com')
    await bind(
      tenant,
      'post-login',
      postLogin(`console.log(event.transaction.protocol, api.redirect.canRedirect())
      api.accessToken.addScope('extra')`),
    )
    const first = (await passwordGrant(tenant, 'grants@example.com')).body as { refresh_token: string; scope: string }
    expect(first.scope.split(' ')).toContain('extra')
    const { client_id, client_secret } = tenant.description.clients.app
    const { refresh_token } = first
    await tenant.post('oauth/token', { grant_type: 'refresh_token', client_id, client_secret, refresh_token })
    const said = (await executions(tenant)).slice(-2).flatMap(({ logs }) => logs)
    expect(said).toEqual(['oauth2-password false', 'oauth2-refresh-token false'])
  })

  it('send the user away, and go on with the same Action at /continue, with the token that the page signed', async () => {
    const { tenant } = stand
    await register(tenant, 'away@example.com')
    await bind(
      tenant,
      'post-login',
      `exports.onExecutePostLogin = async (event, api) => {
        api.transaction.setMetadata('asked', 'colour'); api.user.setAppMetadata('wasAway', true)
        api.redirect.sendUserTo('${tenant.description.issuer}_local/callback', { query: { question: 'colour' } })
      }
      exports.onContinuePostLogin = async (event, api) => {
        api.user.setUserMetadata(event.transaction.metadata.asked, event.request.query.answer)
      }`,
      postLogin(`api.idToken.setCustomClaim('colour', event.user.user_metadata.colour)`),
    )
    const browser = new Visitor()
    await signInAs(tenant, 'away@example.com', browser).catch(() => undefined)
    const away = browser.url
    expect(away.searchParams.get('question')).toBe('colour')
    expect((await userOf(tenant, 'away@example.com'))['app_metadata']).toEqual({ wasAway: true })
    const state = away.searchParams.get('state') ?? ''
    await browser.open(
      `${tenant.description.issuer}continue?state=${state}&answer=red`,
      tenant.description.clients.app.callback,
    )
    expect(browser.url.searchParams.has('code')).toBe(true)
    expect((await userOf(tenant, 'away@example.com'))['user_metadata']).toEqual({ colour: 'red' })
  })
})

describe('a post-login Action', () => {
  it('that revokes the session refuses the sign-in, and the next one asks for the password', async () => {
    const { tenant } = stand
    await register(tenant, 'revoked@example.com')
    await bind(tenant, 'post-login', postLogin(`api.session.revoke('Not from here.')`))
    const browser = new Visitor()
    expect(await signInAs(tenant, 'revoked@example.com', browser)).toEqual({ refused: 'Not from here.' })
    const { client_id, callback } = tenant.description.clients.app
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' })
    await browser.open(`${tenant.description.issuer}authorize?${query.toString()}`, callback)
    expect(browser.url.pathname).toBe('/u/login')
  })

  it('can be tested as a draft: the answer has its error, and nothing else happens', async () => {
    const { tenant } = stand
    const { body } = await register(tenant, 'tested@example.com')
    const { user_id } = body as { user_id: string }
    const test = async (code: string) => {
      const draft = { name: `draft ${code.length}`, supported_triggers: [{ id: 'post-login', version: 'v3' }], code }
      const { id } = (await tenant.manage('POST', 'actions/actions', draft)).body as { id: string }
      return tenant.manage('POST', `actions/actions/${id}/test`, { payload: { event: { user: { user_id } } } })
    }
    expect(await test(postLogin(`throw new TypeError('No ' + event.user.user_id)`))).toMatchObject({
      status: 200,
      body: { payload: { error: { name: 'TypeError', message: `No ${user_id}` } } },
    })
    const { status, body: passed } = await test(postLogin(`api.user.setAppMetadata('a', 1)`))
    expect([status, passed]).toEqual([200, { payload: { stats: expect.any(Object) as unknown } }])
    expect(await userOf(tenant, 'tested@example.com')).not.toHaveProperty('app_metadata')
  })
})

it('an Action that is changed after its deploy says so, and what is deployed', async () => {
  const { tenant } = stand
  const action = { name: 'changed', supported_triggers: [{ id: 'post-login', version: 'v3' }], code: postLogin('') }
  const { id } = (await tenant.manage('POST', 'actions/actions', action)).body as { id: string }
  await tenant.manage('POST', `actions/actions/${id}/deploy`)
  const deployed = await tenant.manage('GET', 'actions/actions?deployed=true&actionName=changed')
  expect(deployed.body).toMatchObject({ actions: [{ id, all_changes_deployed: true }] })
  expect((await tenant.manage('GET', 'actions/actions?deployed=false&actionName=changed')).body).toMatchObject({
    actions: [],
  })
  expect((await tenant.manage('PATCH', `actions/actions/${id}`, { code: postLogin('return') })).body).toMatchObject({
    status: 'pending',
    all_changes_deployed: false,
    code: postLogin('return'),
    current_version: { number: 1, code: postLogin('') },
    deployed_version: { number: 1, deployed: true, code: postLogin('') },
  })
})

describe('registration Actions', () => {
  const denying = `exports.onExecutePreUserRegistration = async (event, api) => {
    if (!event.user.app_metadata?.invitation) return api.access.deny('not_invited', 'Ask for an invitation.')
    api.user.setAppMetadata('registered', 'by invitation')
  }`

  it('deny POST /users with a 400 without the reason; otherwise the user gets the metadata', async () => {
    const { tenant } = stand
    await bind(tenant, 'pre-user-registration', denying)
    expect(await register(tenant, 'stranger@example.com')).toMatchObject({
      status: 400,
      body: { statusCode: 400, error: 'Bad Request', message: 'Sandbox error' },
    })
    expect(await userOf(tenant, 'stranger@example.com')).toEqual({})
    const { body } = await register(tenant, 'guest@example.com', { app_metadata: { invitation: 1 } })
    expect(body).toMatchObject({ app_metadata: { invitation: 1, registered: 'by invitation' } })
  })

  it('deny a sign-up with a reason for the app and a sentence for the user', async () => {
    const { tenant } = stand
    const { clients, connection } = tenant.description
    const { client_id } = clients.app
    await bind(tenant, 'pre-user-registration', denying)
    const person = { client_id, connection, email: 'public@example.com', password: 'Tr0ub4dor&3-public' }
    expect(await tenant.post('dbconnections/signup', person)).toEqual({
      status: 400,
      body: {
        ...{ name: 'InternalExtensibilityError', code: 'extensibility_error', statusCode: 400, fromSandbox: true },
        ...{ message: 'not_invited', description: 'not_invited', friendly_message: 'Ask for an invitation.' },
      },
    })
    await bind(tenant, 'pre-user-registration')
  })

  it('run in the background after a registration and after a change of the password', async () => {
    const { tenant } = stand
    const slow = (handler: string) =>
      `exports.${handler} = async (event) => { await new Promise((done) => setTimeout(done, 300)); console.log(event.user.email) }`
    await bind(tenant, 'post-user-registration', slow('onExecutePostUserRegistration'))
    await bind(tenant, 'post-change-password', slow('onExecutePostChangePassword'))
    const { body } = await register(tenant, 'slow@example.com')
    const { user_id } = body as { user_id: string }
    const { body: ticket } = await tenant.manage('POST', 'tickets/password-change', { user_id })
    await choosePassword((ticket as { ticket: string }).ticket, 'An0ther&Passw0rd')
    const ran = (await executions(tenant)).slice(-2).map(({ trigger_id, logs }) => [trigger_id, ...logs])
    expect(ran.sort()).toEqual([
      ['post-change-password', 'slow@example.com'],
      ['post-user-registration', 'slow@example.com'],
    ])
  })
})
