import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../app.ts'
import { runProgram } from '../run-program.ts'
import { startTenant } from '../start-tenant.ts'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'

async function makeUser(email: string): Promise<{ user_id: string }> {
  const { connection } = play.tenant.description
  return (await play.tenant.manage('POST', 'users', { email, password, connection, verify_email: false })).body as {
    user_id: string
  }
}

/** Deploys an Action for post-login and binds only it. */
async function bindPostLogin(name: string, code: string): Promise<void> {
  const draft = { name, code, supported_triggers: [{ id: 'post-login', version: 'v3' }] }
  const { body } = await play.tenant.manage('POST', 'actions/actions', draft)
  await play.tenant.manage('POST', `actions/actions/${(body as { id: string }).id}/deploy`)
  const bindings = [{ ref: { type: 'action_name', value: name }, display_name: name }]
  await play.tenant.manage('PATCH', 'actions/triggers/post-login/bindings', { bindings })
}

async function newestLinkTo(email: string): Promise<string> {
  return (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''
}

describe('the local tenant, asked for something that it does not do,', () => {
  it.each([
    ['GET', 'api/v2/nothing-like-it', 'GET /api/v2/nothing-like-it'],
    ['GET', 'api/v2/users?connection=x', 'the query parameter connection of GET /api/v2/users'],
    ['POST', 'api/v2/users', 'the body field phone_number of POST /api/v2/users'],
    ['GET', 'api/v2/users?q=email:a~', 'the search term a~'],
  ])('answers 501 and names itself: %s %s', async (method, path, what) => {
    const response = await fetch(`${play.tenant.description.issuer}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${play.tenant.description.management_token}`,
        'content-type': 'application/json',
      },
      ...(method === 'POST' && { body: JSON.stringify({ connection: 'x', phone_number: '+4930123' }) }),
    })
    expect(response.status).toBe(501)
    expect(await response.json()).toMatchObject({
      statusCode: 501,
      message: `The local tenant does not implement ${what}.`,
    })
  })
})

describe('the Management API', () => {
  it('requires a token of this tenant', async () => {
    const url = `${play.tenant.description.issuer}api/v2/users`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer x.y.z' } })).status).toBe(401)
  })

  it('merges app_metadata at the root only; null removes a key', async () => {
    const { user_id } = await makeUser('merge@example.com')
    const patch = (app_metadata: object) =>
      play.tenant.manage('PATCH', `users/${encodeURIComponent(user_id)}`, { app_metadata })
    await patch({ a: { x: 1, y: 2 }, b: 1 })
    expect((await patch({ a: { x: 3 }, b: null })).body).toMatchObject({ app_metadata: { a: { x: 3 } } })
  })

  it('refuses the same address twice, whatever its letter case', async () => {
    await makeUser('twice@example.com')
    const { connection } = play.tenant.description
    expect(
      await play.tenant.manage('POST', 'users', { email: 'Twice@Example.com', password, connection }),
    ).toMatchObject({
      status: 409,
      body: { message: 'The user already exists.' },
    })
  })
})

describe('the change-password mail', () => {
  it('answers the same 200 for an unknown address, and sends nothing', async () => {
    const { clients, connection } = play.tenant.description
    const ask = (email: string) =>
      play.tenant.post('dbconnections/change_password', { client_id: clients.app.client_id, email, connection })
    await makeUser('known@example.com')
    expect(await ask('known@example.com')).toEqual(await ask('unknown@example.com'))
    expect(await play.tenant.outbox('known@example.com')).toHaveLength(1)
    expect(await play.tenant.outbox('unknown@example.com')).toHaveLength(0)
  })

  it('has a link that works once, only while it is the newest; opening it does not use it up', async () => {
    const email = 'links@example.com'
    await makeUser(email)
    await forgotPassword(play.tenant, email)
    const older = await newestLinkTo(email)
    await forgotPassword(play.tenant, email)
    const newest = await newestLinkTo(email)
    expect((await new Visitor().open(older)).heading).toBe('Used link')
    await new Visitor().open(newest)
    expect((await choosePassword(newest, password)).heading).toBe('Password changed')
    expect((await new Visitor().open(newest)).heading).toBe('Used link')
  })

  it('has a link that lasts five days by default', async () => {
    const email = 'expiry@example.com'
    await makeUser(email)
    await forgotPassword(play.tenant, email)
    await play.tenant.advance(5 * 86_400)
    expect((await new Visitor().open(await newestLinkTo(email))).heading).toBe('Expired link')
    await play.tenant.advance(-5 * 86_400)
  })

  it('verifies the address once its link has been used', async () => {
    const email = 'verify@example.com'
    await makeUser(email)
    await forgotPassword(play.tenant, email)
    await choosePassword(await newestLinkTo(email), password)
    const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
    expect(body).toMatchObject([{ email_verified: true }])
  })

  it('asks for two equal passwords that are strong enough', async () => {
    const email = 'weak@example.com'
    await makeUser(email)
    await forgotPassword(play.tenant, email)
    const page = await new Visitor().open(await newestLinkTo(email))
    expect((await page.submit({ password, password2: 'other' })).alert).toBe('The two passwords differ.')
    expect((await page.submit({ password: 'weak', password2: 'weak' })).alert).toContain('too weak')
    expect((await page.submit({ password, password2: password })).heading).toBe('Password changed')
  })

  it('is not sent if its template cannot be rendered', async () => {
    const email = 'broken@example.com'
    await makeUser(email)
    const template = { template: 'reset_email', subject: 'x', from: '', syntax: 'liquid', enabled: true }
    await play.tenant.manage('POST', 'email-templates', { ...template, body: '{{ url | where: "x" }}' })
    await forgotPassword(play.tenant, email)
    expect(await play.tenant.outbox(email)).toEqual([])
  })
})

describe('signing in', () => {
  it('with a wrong password stays at the page and says so', async () => {
    await makeUser('wrong@example.com')
    expect(await signIn(play.tenant, 'wrong@example.com', 'guess')).toEqual({
      refused: 'The address or the password is wrong.',
    })
  })

  it('keeps the browser’s session, so that the next sign-in asks nothing', async () => {
    const browser = new Visitor()
    await makeUser('session@example.com')
    await signIn(play.tenant, 'session@example.com', password, browser)
    expect(await signIn(play.tenant, 'nobody', 'nothing', browser)).toMatchObject({
      claims: { email: 'session@example.com' },
    })
  })

  it('by the password grant runs the post-login trigger too', async () => {
    await bindPostLogin(
      'deny-grant',
      `exports.onExecutePostLogin = async (event, api) => {
      if (event.transaction.protocol === 'oauth2-password') return api.access.deny('Not like this.')
    }`,
    )
    await makeUser('grant@example.com')
    const { client_id, client_secret } = play.tenant.description.clients.app
    const grant = { grant_type: 'password', client_id, client_secret, username: 'grant@example.com', password }
    expect(await play.tenant.post('oauth/token', grant)).toEqual({
      status: 403,
      body: { error: 'access_denied', error_description: 'Not like this.' },
    })
  })

  it('runs Actions with the tenant’s clock, keeps what they wrote even when they deny, and the session too', async () => {
    await bindPostLogin(
      'write-and-deny',
      `exports.onExecutePostLogin = async (event, api) => {
      api.user.setAppMetadata('seen_at', new Date().toISOString())
      api.access.deny('Come back later.')
    }`,
    )
    const { user_id } = await makeUser('denied@example.com')
    await play.tenant.advance(86_400)
    expect(await signIn(play.tenant, 'denied@example.com', password)).toEqual({ refused: 'Come back later.' })
    const { body } = await play.tenant.manage('GET', `users/${encodeURIComponent(user_id)}`)
    const { app_metadata } = body as { app_metadata: { seen_at: string } }
    expect(Date.parse(app_metadata.seen_at) - Date.now()).toBeGreaterThan(86_000_000)
    await play.tenant.advance(-86_400)
  })
})

describe('the controls', () => {
  it('go back to the state at the start with reset: the same clients, no users, no mails', async () => {
    await makeUser('reset@example.com')
    await forgotPassword(play.tenant, 'reset@example.com')
    await play.tenant.reset()
    expect((await play.tenant.manage('GET', 'users')).body).toEqual([])
    expect(await play.tenant.outbox('reset@example.com')).toEqual([])
  })

  it('show the outbox as a page', async () => {
    await makeUser('page@example.com')
    await forgotPassword(play.tenant, 'page@example.com')
    const page = await new Visitor().open(play.tenant.description.inbox_url)
    expect(page.heading).toBe('Outbox')
    expect(page.html).toContain('page@example.com')
  })
})

describe('npm run tenant', () => {
  it('prints one JSON line, serves until SIGTERM, and ends with exit code 0', async () => {
    const tenant = await startTenant(process.cwd())
    expect(Object.keys(tenant.description)).toEqual([
      ...['domain', 'issuer', 'ca_file', 'management_token', 'inbox_url', 'clients', 'connection'],
    ])
    expect(await tenant.stop()).toBe(0)
  })

  it('has flags for the plan, the email provider, the switches, and the delay of searches', async () => {
    const assume = ['unknown-address=404']
    const flags = { plan: 'essentials', emailProvider: 'builtin', searchDelaySec: 5, assume, checkAnswers: true }
    const tenant = await startTenant(process.cwd(), flags)
    const { domain, connection, management_token } = tenant.description
    const headers = { authorization: `Bearer ${management_token}` }
    expect((await fetch(`https://${domain}/api/v2/clients`, { headers })).headers.get('x-ratelimit-limit')).toBe('5')
    expect((await tenant.manage('GET', 'emails/provider')).status).toBe(404)
    expect(
      await tenant.post('dbconnections/change_password', { connection, email: 'nobody@example.com' }),
    ).toMatchObject({ status: 404 })
    await tenant.manage('POST', 'users', { connection, email: 'ada@example.com', password: 'Analytical-Engine-1843' })
    expect((await tenant.manage('GET', 'users')).body).toEqual([])
    await tenant.advance(5)
    expect((await tenant.manage('GET', 'users')).body).toHaveLength(1)
    expect(await tenant.stop()).toBe(0)
  })

  it('ends when npm is stopped', async () => {
    const npm = spawn('npm', ['run', '-s', 'tenant', '--', '--port', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const output = createInterface({ input: npm.stdout })
    await once(output, 'line')
    npm.kill('SIGTERM')
    await once(output, 'close') // the tenant keeps the pipe open until it ends
  })

  it.each([
    [['--plan', 'gold'], '--plan must be one of: none, free, essentials, professional, enterprise.'],
    [['--assume', 'weather=fine'], '--assume has no switch weather.'],
    [['--assume', 'superseded-link=blue'], '--assume superseded-link must be one of: used, expired, generic.'],
    [['--port', 'x'], '--port must be a number from 0 to 65535.'],
    [['--email-provider', 'pigeon'], '--email-provider must be smtp or builtin.'],
  ])('refuses %j with exit code 2', async (args, sentence) => {
    const ended = await runProgram(['dist/tenant.js', ...args], {})
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain(sentence)
  })

  it('takes switches from the facts file in LOCAL_TENANT_FACTS, except those that --assume sets', async () => {
    const facts = join(mkdtempSync(join(tmpdir(), 'facts-')), 'facts.json')
    writeFileSync(facts, '{"assume":{"unknown-address":"404","superseded-link":"expired"}}')
    const env = { LOCAL_TENANT_FACTS: facts }
    const statuses: number[] = []
    for (const assume of [[], ['unknown-address=200']]) {
      const tenant = await startTenant(process.cwd(), { assume, env })
      const body = { email: 'nobody@example.com', connection: tenant.description.connection }
      statuses.push((await tenant.post('dbconnections/change_password', body)).status)
      await tenant.stop()
    }
    expect(statuses).toEqual([404, 200])
  })

  it('does not start with a facts file that names an unknown switch', async () => {
    const facts = join(mkdtempSync(join(tmpdir(), 'facts-')), 'facts.json')
    writeFileSync(facts, '{"assume":{"weather":"fine"}}')
    const ended = await runProgram(['dist/tenant.js', '--port', '0'], { LOCAL_TENANT_FACTS: facts })
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain(`The facts file ${facts} sets weather, which is not a switch.`)
  })

  it('says so if its port is taken', async () => {
    const port = new URL(play.tenant.description.issuer).port
    const ended = await runProgram(['dist/tenant.js', '--port', port], {})
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toContain('EADDRINUSE')
  })
})
