import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { errorIn, objects } from '../stage.ts'
import { password, scene } from './scene.ts'

const at = scene()
const evil = 'eve@example.net'

beforeAll(async () => {
  const names = ['shared', 'asked', 'taken', 'ada', 'moved', 'secondary', 'primary', 'other-database', 'both', 'after']
  await at.invite(names.map((name) => `${name}@example.com`))
  await at.signUp(evil)
})

/** Signs in as somebody who was never invited: it works, and no invitation comes of it. */
async function expectOrdinarySignIn(email: string, browser?: Visitor): Promise<void> {
  const outcome = await at.signsIn(email, browser)
  expect(outcome).toMatchObject({ claims: { email } })
  expect(outcome).not.toHaveProperty('claims.invitation')
  await at.expectNobodyAccepted(email)
}

describe('At a browser in which somebody else is signed in', () => {
  it('the app asks for a sign-in without prompt=login: the other person is signed in again and accepts nothing', async () => {
    const browser = new Visitor()
    await expectOrdinarySignIn(evil, browser)
    await choosePassword(await at.newestLink('shared@example.com'), password)
    const { searchParams } = (await at.authorize({ login_hint: 'shared@example.com' }, browser)).url
    const { client_id, callback } = at.tenant.description.clients.app
    const code = { grant_type: 'authorization_code', code: searchParams.get('code') ?? '', redirect_uri: callback }
    const { body } = await at.exchange({ ...code, client_id })
    expect(body).toHaveProperty('id_token')
    await at.expectNobodyAccepted('shared@example.com')
    await at.expectNobodyAccepted(evil)
  })

  it('the app asks with prompt=login: the invitee signs in and accepts', async () => {
    const email = 'asked@example.com'
    const browser = new Visitor()
    await expectOrdinarySignIn(evil, browser)
    await choosePassword(await at.newestLink(email), password)
    await at.authorize({ prompt: 'login', login_hint: email }, browser)
    expect(browser.heading).toBe('Sign in to Analytical Engine')
    await browser.submit({ password, username: email }, at.tenant.description.clients.app.callback)
    expect(browser.url.searchParams.get('code')).not.toBeNull()
    expect(await at.userOf(email)).toHaveProperty('app_metadata.invitation_acceptance')
    await at.expectNobodyAccepted(evil)
  })

  it('the session of a refused sign-in: without prompt=login it is refused again, with it the invitee gets in', async () => {
    const email = 'after@example.com'
    const refused = 'refused@example.com'
    await at.invite([refused], '--ttl', '1h')
    await choosePassword(await at.newestLink(refused), password)
    const browser = new Visitor()
    await at.later(3600, async () => {
      expect(await at.signsIn(refused, browser)).toHaveProperty('refused')
      const { searchParams } = (await at.authorize({}, browser)).url
      expect(searchParams.get('error_description')).toMatch(/^This invitation expired/)
    })
    await choosePassword(await at.newestLink(email), password)
    await at.authorize({ prompt: 'login' }, browser)
    await browser.submit({ username: email, password }, at.tenant.description.clients.app.callback)
    expect(await at.userOf(email)).toHaveProperty('app_metadata.invitation_acceptance')
    await at.expectNobodyAccepted(refused)
  })
})

describe('Signing up', () => {
  it('with the invitee’s address: it is taken', async () => {
    const before = await at.userOf('taken@example.com')
    expect(await at.signUp('TAKEN@example.com')).toMatchObject({ status: 400, body: { code: 'invalid_signup' } })
    expect(await at.userOf('taken@example.com')).toEqual(before)
    await at.expectInviteeGetsIn('taken@example.com')
  })

  it('with app_metadata in the body', async () => {
    const invitation = await at.recordOf('ada@example.com')
    const app_metadata = {
      invitation,
      invitation_acceptance: { id: String(invitation['id']), at: '2026-01-01T00:00:00Z' },
    }
    await at.signUp('body@example.net', { app_metadata })
    expect(await at.userOf('body@example.net')).not.toHaveProperty('app_metadata')
    await expectOrdinarySignIn('body@example.net')
  })

  it('with user_metadata that looks like an invitation', async () => {
    const record = await at.recordOf('ada@example.com')
    const invitation = JSON.stringify({ ...record, email: 'claims@example.net' })
    const user_metadata = { invitation, invitation_acceptance: String(record['id']) }
    expect((await at.signUp('claims@example.net', { user_metadata })).status).toBe(200)
    await expectOrdinarySignIn('claims@example.net')
  })

  it('with the same address in another database of the tenant', async () => {
    const email = 'other-database@example.com'
    const { client_id } = at.tenant.description.clients.app
    const connection = 'Another-Database'
    const made = { name: connection, strategy: 'auth0', enabled_clients: [client_id] }
    expect((await at.tenant.manage('POST', 'connections', made)).status).toBe(201)
    expect((await at.signUp(email, { connection })).status).toBe(200)
    const browser = await at.authorize({ connection })
    await browser.submit({ username: email, password }, at.tenant.description.clients.app.callback)
    expect(browser.url.searchParams.get('code')).not.toBeNull()
    const { body } = await at.tenant.manage('GET', `users-by-email?email=${email}`)
    for (const user of body as object[]) expect(user).not.toHaveProperty('app_metadata.invitation_acceptance')
  })

  it('with a plus tag after the invitee’s name', async () => {
    expect((await at.signUp('ada+me@example.com')).status).toBe(200)
    await expectOrdinarySignIn('ada+me@example.com')
    await at.expectNobodyAccepted('ada@example.com')
  })

  it('with letters that look like the invitee’s, as a mailbox or as a punycode domain', async () => {
    for (const lookAlike of ['\u0430da@example.com', 'ada@xn--exmple-cua.com']) {
      expect((await at.signUp(lookAlike)).status).toBe(200)
      await expectOrdinarySignIn(lookAlike)
    }
    await at.expectNobodyAccepted('ada@example.com')
  })
})

describe('An address in disguise', () => {
  it('capitals, outer spaces or full-width letters: it is the same person, who is not invited twice', async () => {
    for (const spelling of ['ADA@Example.COM', ' ada@example.com ', 'ａｄａ@example.com']) {
      const ended = await at.invitations(['invite', spelling, '--json'])
      expect(objects(ended)[0]).toMatchObject({ email: 'ada@example.com', outcome: 'already_invited' })
    }
    expect(await at.tenant.outbox('ada@example.com')).toHaveLength(1)
  })

  it('letters of another alphabet: such an address is not invited', async () => {
    for (const spelling of ['\u0430da@example.com', 'ada@ex\u0430mple.com']) {
      expect(errorIn(await at.invitations(['invite', spelling, '--json'])).code).toBe('invalid_email')
    }
  })

  it('a second recipient or a mail header behind the address', async () => {
    const before = await at.tenant.outbox(evil)
    for (const spelling of ['ada@example.com,eve@example.net', 'ada@example.com\r\nBcc: eve@example.net']) {
      expect(errorIn(await at.invitations(['invite', spelling, '--json'])).code).toBe('invalid_email')
    }
    expect(await at.tenant.outbox(evil)).toEqual(before)
  })
})

describe('The invited account in other hands', () => {
  it('its address is changed to the attacker’s before the invitation is accepted', async () => {
    const [email, theirs] = ['moved@example.com', 'mallory@example.net']
    await at.change(email, { email: theirs })
    await forgotPassword(at.tenant, theirs)
    await choosePassword(await at.newestLink(theirs), password)
    const sentence = 'This invitation was sent to another address. Ask for one to the address that you sign in with.'
    expect(await at.signsIn(theirs)).toEqual({ refused: sentence })
    await at.expectNobodyAccepted(theirs)
  })

  it('it is linked into an account that was there before: the invitation does not move along', async () => {
    const email = 'secondary@example.com'
    await at.signUp('owner@example.net')
    const [primary, secondary] = [await at.userOf('owner@example.net'), await at.userOf(email)]
    const path = `users/${encodeURIComponent(String(primary['user_id']))}/identities`
    await at.tenant.manage('POST', path, { provider: 'auth0', user_id: secondary['user_id'] })
    await expectOrdinarySignIn('owner@example.net')
  })

  it('an account is linked to it after the revocation: it stays blocked', async () => {
    const email = 'primary@example.com'
    await choosePassword(await at.newestLink(email), password)
    await at.revoke(email)
    await at.signUp('linked@example.net')
    const [primary, secondary] = [await at.userOf(email), await at.userOf('linked@example.net')]
    const path = `users/${encodeURIComponent(String(primary['user_id']))}/identities`
    await at.tenant.manage('POST', path, { provider: 'auth0', user_id: secondary['user_id'] })
    expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' })
    expect(await at.signsIn('linked@example.net')).toHaveProperty('refused')
    await at.expectNobodyAccepted(email)
  })
})
