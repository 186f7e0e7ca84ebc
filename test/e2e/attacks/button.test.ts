import { beforeAll, describe, expect, it } from 'vitest'
import { forgotPassword } from '../../app.ts'
import { Accounts } from '../accounts.ts'
import { errorIn, objects, untilSearchesCaughtUp } from '../stage.ts'
import { scene } from './scene.ts'

const home = 'https://app.example.com/login'
const at = scene({ INVITATIONS_APP_URL: home })
const accounts = new Accounts(at)
let shop = ''

/** Two apps, the second one without an address of its own, and a callback that is code: all of them are deployed. */
beforeAll(async () => {
  const { client_id, callback } = at.tenant.description.clients.app
  const callbacks = [callback, 'https://app.example.com/callback', "https://a'}}{{url}}.example.net/callback"]
  expect((await at.tenant.manage('PATCH', `clients/${client_id}`, { callbacks })).status).toBe(200)
  const made = await at.tenant.manage('POST', 'clients', {
    name: 'Shop',
    app_type: 'regular_web',
    callbacks: ['https://shop.example.com/callback'],
  })
  shop = (made.body as { client_id: string }).client_id
  expect((await at.invitations(['deploy', 'apply', '--yes'], { INVITATIONS_OTHER_APPS: shop })).exitCode).toBe(0)
})

/** Invites somebody with an account, changes the record as another tool may, and asks for the mail. @returns the mail */
async function mailAfter(email: string, changes: object, facts: object = {}) {
  await accounts.make(email)
  await at.invite([email])
  await at.change(email, { app_metadata: { invitation: { ...(await at.recordOf(email)), ...changes }, ...facts } })
  await forgotPassword(at.tenant, email)
  const mail = (await at.tenant.outbox(email)).at(-1)
  if (mail === undefined) throw new Error('no mail')
  return mail
}

async function expectHome(name: string, addresses: string[], more: object = {}): Promise<void> {
  for (const [index, redirect_to] of addresses.entries()) {
    const { subject, links, html } = await mailAfter(`${name}-${index}@example.com`, { redirect_to, ...more })
    expect(subject).toBe('You are invited to Analytical Engine')
    expect(links[0], redirect_to).toBe(home)
    expect(links[1]).toContain(`${at.tenant.description.issuer}u/reset-verify?ticket=`)
    expect(html).not.toMatch(/evil|javascript:|data:/)
  }
}

async function expectReset(name: string, changes: object, facts: object = {}): Promise<void> {
  const { subject, links } = await mailAfter(`${name}@example.com`, changes, facts)
  expect(subject).toBe('Choose a new password for Analytical Engine')
  expect(links).toHaveLength(1)
  expect(links[0]).toMatch(/\/u\/reset-verify\?ticket=\w+&type=reset$/)
}

describe('The button of the mail to an account, when somebody writes app_metadata and asks for the mail', () => {
  it('redirect_to is javascript: or data:', () =>
    expectHome('script', [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\tscript:alert(1)',
      'data:text/html,evil',
    ]))

  it('redirect_to is at an origin that looks like the app’s', () =>
    expectHome('look-alike', [
      ...['https://app.example.com.evil.example/', 'https://app.example.com@evil.example/', '//app.example.com/evil'],
      ...['https://app.example.com:444/evil', 'https://app.example.com\\@evil.example', 'https:app.example.com/evil'],
      ...['https://\u0430pp.example.com/evil', 'https:\\\\app.example.com/evil', 'http://app.example.com/evil'],
    ]))

  it('redirect_to is at the origin of another app that people are invited to', async () => {
    await expectHome('other-app', ['https://shop.example.com/'])
    const redirect_to = 'https://shop.example.com/welcome'
    const { links } = await mailAfter('shopper@example.com', { redirect_to, client_id: shop })
    expect(links[0]).toBe(redirect_to)
  })

  it('the invitation is for an app that has no page there and no address of its own: an ordinary reset', async () => {
    await expectReset('wrong-app', { redirect_to: 'https://app.example.com/', client_id: shop })
    await expectReset('no-app', { redirect_to: 'https://evil.example/', client_id: 'constructor' })
  })

  it('a callback of the app is code: nothing of it reaches the template, and mails go out', async () => {
    const { body } = await at.tenant.manage('GET', 'email-templates/reset_email')
    expect(JSON.stringify(body)).not.toContain('example.net')
    await expectHome('callback', ["https://a'}}{{url}}.example.net/", 'https://a'])
  })

  it('redirect_to is at an origin of the app: what the path holds stays in the address', async () => {
    const redirect_to = 'https://app.example.com/"><script>alert(1)</script>{{ user.email }}'
    const { links, html } = await mailAfter('path@example.com', { redirect_to })
    expect(links[0]).toBe(redirect_to)
    expect(html).not.toContain('<script')
  })
})

describe('An invitation that died meanwhile', () => {
  it('it was revoked, and a stale write put the open record back: the mail is an ordinary reset', async () => {
    const past = '2020-01-01T00:00:00Z'
    const future = '2100-01-01T00:00:00Z'
    const id = 'inv_0123456789abcdef0123456789abcdef'
    await expectReset('same-id', { id }, { invitation_revocation: { id, at: past } })
    await expectReset('later', {}, { invitation_revocation: { id, at: future } })
    const { subject } = await mailAfter('before@example.com', {}, { invitation_revocation: { id, at: past } })
    expect(subject).toBe('You are invited to Analytical Engine')
  })

  it('it expired: “Forgot password?” sends an ordinary reset', async () => {
    await expectReset('expired', { expires_at: '2020-01-01T00:00:00Z' })
    await at.invite(['new@example.com'], '--ttl', '1h')
    await at.later(3600, async () => {
      await forgotPassword(at.tenant, 'new@example.com')
      expect((await at.tenant.outbox('new@example.com')).at(-1)?.subject).toMatch(/^Choose a new password/)
    })
  })
})

describe('Our program', () => {
  it('gets a request for an invitation that leads elsewhere: refused before anything is written', async () => {
    const email = 'asked@example.com'
    const invitation = { state: 'requested', redirect_to: 'https://app.example.com.evil.example/' }
    await accounts.make(email, { email_verified: true, app_metadata: { invitation } })
    await untilSearchesCaughtUp(at)
    const ended = await at.invitations(['reconcile', '--yes', '--json'])
    expect(objects(ended).find((one) => one['email'] === email)).toMatchObject({ reason: 'invalid_redirect_to' })
    expect(await at.recordOf(email)).toEqual(invitation)
    expect(await at.tenant.outbox(email)).toEqual([])
  })

  it('resends an invitation that leads elsewhere: refused if no address of the app is known', async () => {
    const { client_id } = at.tenant.description.clients.app
    const redirect_to = 'https://evil.example/'
    await mailAfter('again@example.com', { redirect_to, client_id, last_sent_at: '2020-01-01T00:00:00Z' })
    const before = await at.tenant.outbox('again@example.com')
    const ended = await at.invitations(['resend', 'again@example.com', '--json'], { INVITATIONS_APP_URL: undefined })
    expect(errorIn(ended).code).toBe('invalid_redirect_to')
    expect(await at.tenant.outbox('again@example.com')).toEqual(before)
    expect((await at.invitations(['resend', 'again@example.com'])).exitCode).toBe(0)
    expect((await at.tenant.outbox('again@example.com')).at(-1)?.links[0]).toBe(home)
  })

  it('tells an admin where to send somebody whom Auth0 cannot mail: never to the address in the record', async () => {
    const email = 'elsewhere@example.com'
    const userId = await accounts.make(email, { email_verified: true, connection: await accounts.otherDatabase() })
    await at.invite([email], '--user-id', userId)
    await at.change(email, {
      app_metadata: { invitation: { ...(await at.recordOf(email)), redirect_to: 'https://evil.example/' } },
    })
    const { hint } = errorIn(await at.invitations(['resend', email, '--json']))
    expect(hint).toContain(`sign in at ${home} until`)
    expect(hint).not.toContain('evil')
  })
})
