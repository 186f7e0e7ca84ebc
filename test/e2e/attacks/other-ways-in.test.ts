import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, mailedCode, signIn, signInAtProvider, signInByCode, signInByPasskey } from '../../app.ts'
import type { AppSignIn, ProviderIdentity } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { password, scene } from './scene.ts'

const at = scene({
  INVITATIONS_REQUIRE: 'on',
  INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z',
  INVITATIONS_ALLOWED_DOMAINS: 'allowed.example',
  INVITATIONS_APP_URL: 'https://app.example.com/start',
})
const google = 'google-oauth2'
const WEEK = 7 * 24 * 3600
const notInvited = {
  refused: 'You need an invitation. Ask somebody who has access to invite the address that you sign in with.',
}
const notConfirmed = { refused: expect.stringMatching(/^Please confirm/) as string }
let ids = 0

/** Somebody's identity at a provider, which says that they have this address. */
function identity(email: string, isVerified: boolean): ProviderIdentity {
  return { user_id: String((ids += 1)), email, ...(isVerified && { email_verified: 'true' as const }) }
}

const entersAt = (connection: string, who: ProviderIdentity, browser?: Visitor): Promise<AppSignIn> =>
  signInAtProvider(at.tenant, connection, who, browser)

/** After its first sign-in, the identity is a separate account; another team's tool links it to somebody else's. */
async function link(who: ProviderIdentity, email: string): Promise<void> {
  await entersAt(google, who)
  const { user_id } = await at.userOf(email)
  const path = `users/${encodeURIComponent(String(user_id))}/identities`
  const { status } = await at.tenant.manage('POST', path, { provider: google, user_id: who.user_id })
  expect(status).toBe(201)
}

/** An admin invites the account that the identity's first sign-in made. */
async function inviteItself(who: ProviderIdentity): Promise<void> {
  await entersAt(google, who)
  const { exitCode, stderr } = await at.invitations(['invite', who.email, '--user-id', `${google}|${who.user_id}`])
  expect(exitCode, stderr).toBe(0)
}

beforeAll(async () => {
  const enabled_clients = [at.tenant.description.clients.app.client_id]
  for (const [name, strategy] of [
    [google, google],
    ['acme', 'samlp'],
    ['email', 'email'],
  ]) {
    await at.tenant.manage('POST', 'connections', { name, strategy, enabled_clients })
  }
  const { body } = await at.tenant.manage('GET', 'connections?strategy=auth0')
  const [{ id, options }] = body as [{ id: string; options: object }]
  const authentication_methods = { password: { enabled: true }, passkey: { enabled: true } }
  await at.tenant.manage('PATCH', `connections/${id}`, { options: { ...options, authentication_methods } })
})

describe('Another account with the invitee’s address, at an invite-only app', () => {
  it('a social one, whose provider never verified the address: not invited', async () => {
    const email = 'unverified@example.com'
    await at.invite([email])
    expect(await entersAt(google, identity(email, false))).toEqual(notInvited)
    await at.expectInviteeGetsIn(email)
  })

  it('a social one, whose provider verified the address: the invitation is for another account', async () => {
    const email = 'verified@example.com'
    await at.invite([email])
    const who = identity(email, true)
    expect(await entersAt(google, who)).toEqual(notInvited)
    await at.expectInviteeGetsIn(email)
    expect(await entersAt(google, who)).toEqual(notInvited)
  })

  it('one of an enterprise connection, whatever its directory says', async () => {
    const email = 'directory@example.com'
    await at.invite([email])
    for (const isVerified of [true, false])
      expect(await entersAt('acme', identity(email, isVerified))).toEqual(notInvited)
    await at.expectInviteeGetsIn(email)
  })

  it('a social one, into which another tool copies the record of the invited account', async () => {
    const email = 'copied@example.com'
    await at.invite([email])
    const invitation = await at.recordOf(email)
    const who = identity(email, false)
    await entersAt(google, who)
    await at.tenant.manage('PATCH', `users/google-oauth2%7C${who.user_id}`, { app_metadata: { invitation } })
    expect(await entersAt(google, who)).toMatchObject(notConfirmed)
    const { body } = await at.tenant.manage('GET', `users/google-oauth2%7C${who.user_id}`)
    expect(body).not.toHaveProperty('app_metadata.invitation_acceptance')
  })
})

describe('Another account with another address, at an invite-only app', () => {
  it('a social one, verified: each sign-in is refused, and so is its session at other apps', async () => {
    const browser = new Visitor()
    const who = identity('eve@evil.example', true)
    expect(await entersAt(google, who, browser)).toEqual(notInvited)
    expect(await entersAt(google, who, browser)).toEqual(notInvited)
    const { searchParams } = (await at.authorize({ prompt: 'none' }, browser)).url
    expect(searchParams.get('error')).toBe('access_denied')
  })

  it('one that only asked to be invited', async () => {
    const who = identity('asked@example.com', true)
    await entersAt(google, who)
    await at.change(who.email, { app_metadata: { invitation: { state: 'requested' } } })
    expect(await entersAt(google, who)).toEqual(notInvited)
  })

  it('one at an allowed domain, whose provider never verified the address', async () => {
    for (const connection of [google, 'acme']) {
      expect(await entersAt(connection, identity('eve@allowed.example', false))).toMatchObject(notConfirmed)
      expect(await entersAt(connection, identity('bob@allowed.example', true))).toHaveProperty('claims')
    }
  })
})

describe('A social account that was invited itself', () => {
  it('while its provider gives another address, or no longer calls it verified: not accepted', async () => {
    const who = identity('own@example.com', true)
    await inviteItself(who)
    expect(await entersAt(google, { ...who, email: 'eve@example.com' })).toHaveProperty('refused')
    const { email_verified: _, ...unverified } = who
    expect(await entersAt(google, unverified)).toMatchObject(notConfirmed)
    await at.expectNobodyAccepted(who.email)
    expect(await entersAt(google, who)).toMatchObject({ claims: { invitation: { accepted_now: true } } })
  })

  it('after the invitation was revoked, or has expired', async () => {
    const [revoked, expired] = [identity('gone@example.com', true), identity('late@example.com', true)]
    for (const who of [revoked, expired]) await inviteItself(who)
    await at.revoke(revoked.email)
    expect(await entersAt(google, revoked)).toEqual({ refused: expect.stringContaining('revoked') as string })
    await at.later(WEEK, async () =>
      expect(await entersAt(google, expired)).toEqual({ refused: expect.stringContaining('expired') as string }),
    )
    expect(await entersAt(google, expired)).toHaveProperty('claims.invitation')
  })
})

describe('A social identity that another tool linked to the invited account', () => {
  it('and that never proved the address: it accepts nothing, and the invitee gets in by the link', async () => {
    const email = 'linked@example.com'
    await at.invite([email])
    const who = identity(email, false)
    await link(who, email)
    expect(await entersAt(google, who)).toMatchObject(notConfirmed)
    await at.expectNobodyAccepted(email)
    await at.expectInviteeGetsIn(email)
  })

  it('with another address, once the invitee’s is verified, but before they have signed in', async () => {
    const email = 'linked-other@example.com'
    await at.invite([email])
    const who = identity('eve@evil.example', true)
    await link(who, email)
    await choosePassword(await at.newestLink(email), password)
    await at.change(email, { email_verified: true })
    expect(await entersAt(google, who)).toMatchObject(notConfirmed)
    await at.expectNobodyAccepted(email)
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { accepted_now: true } } })
  })

  it('after the invitation was revoked: neither it nor an earlier password gets in, although the address is verified', async () => {
    const email = 'linked-revoked@example.com'
    await at.invite([email])
    await choosePassword(await at.newestLink(email), password)
    const who = identity(email, true)
    await link(who, email)
    await at.change(email, { email_verified: true })
    await at.revoke(email)
    expect(await entersAt(google, who)).toHaveProperty('refused')
    expect(await signIn(at.tenant, email, password)).toHaveProperty('refused')
  })

  it('after the invitation has expired: neither it nor an earlier password gets in, although the address is verified', async () => {
    const email = 'linked-expired@example.com'
    await at.invite([email])
    await choosePassword(await at.newestLink(email), password)
    const who = identity(email, true)
    await link(who, email)
    await at.change(email, { email_verified: true })
    await at.later(WEEK, async () => {
      expect(await entersAt(google, who)).toHaveProperty('refused')
      expect(await signIn(at.tenant, email, password)).toHaveProperty('refused')
    })
    expect(await entersAt(google, who)).toMatchObject({ claims: { invitation: { accepted_now: true } } })
  })
})

describe('A code that Auth0 mails to anyone who asks, at an invite-only app', () => {
  it('to an address that was not invited: no account is made, by the page or by the API', async () => {
    const email = 'eve@evil.example'
    expect(await signInByCode(at.tenant, email)).toEqual(notInvited)
    const { client_id, client_secret } = at.tenant.description.clients.app
    const grant_type = 'http://auth0.com/oauth/grant-type/passwordless/otp'
    const grant_types = ['authorization_code', 'refresh_token', 'password']
    await at.tenant.manage('PATCH', `clients/${client_id}`, { grant_types: [...grant_types, grant_type] })
    await at.tenant.post('passwordless/start', { client_id, client_secret, connection: 'email', email, send: 'code' })
    const otp = await mailedCode(at.tenant, email)
    expect(otp).toMatch(/^\d{6}$/)
    expect((await at.exchange({ grant_type, realm: 'email', username: email, otp })).status).toBe(403)
    const { body } = await at.tenant.manage('GET', `users?q=${encodeURIComponent('identities.connection:"email"')}`)
    expect(body).toEqual([])
  })

  it('to the invitee’s own address: the invitation is for another account, and a dead one stays dead', async () => {
    const [email, revoked] = ['code@example.com', 'code-revoked@example.com']
    await at.invite([email, revoked])
    await at.revoke(revoked)
    const mailed = await at.newestLink(email)
    for (const one of [email, revoked]) expect(await signInByCode(at.tenant, one)).toEqual(notInvited)
    await choosePassword(mailed, password)
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { accepted_now: true } } })
  })

  it('to an account that another program makes for it', async () => {
    const made = await at.tenant.manage('POST', 'users', { connection: 'email', email: 'eve@evil.example' })
    expect(made.status).toBe(400)
  })
})

describe('The invited account, linked by another tool to a social account that nobody invited', () => {
  it('its password lets nobody in, before and after the invitation was revoked', async () => {
    for (const [index, email] of ['moved@example.com', 'moved-revoked@example.com'].entries()) {
      await at.invite([email])
      await choosePassword(await at.newestLink(email), password)
      const invited = String((await at.userOf(email))['user_id']).split('|')[1]
      if (index > 0) await at.revoke(email)
      const who = identity('eve@evil.example', true)
      await entersAt(google, who)
      const path = `users/google-oauth2%7C${who.user_id}/identities`
      expect((await at.tenant.manage('POST', path, { provider: 'auth0', user_id: invited })).status).toBe(201)
      expect(await signIn(at.tenant, email, password)).toEqual(notInvited)
      expect(await entersAt(google, who)).toEqual(notInvited)
    }
  })
})

describe('A passkey of the invited account', () => {
  /** As a browser does once somebody is signed in, or another tool. */
  async function setUp(email: string): Promise<void> {
    const { user_id } = await at.userOf(email)
    const path = `users/${encodeURIComponent(String(user_id))}/authentication-methods`
    const passkey = { type: 'passkey', public_key: email, key_id: email, relying_party_identifier: 'localhost' }
    expect((await at.tenant.manage('POST', path, passkey)).status).toBe(201)
  }

  it('set up with the link of an invitation that was revoked afterwards, or has expired', async () => {
    const [revoked, expired] = ['key-revoked@example.com', 'key-expired@example.com']
    for (const email of [revoked, expired]) {
      await at.invite([email])
      await choosePassword(await at.newestLink(email), password)
      await setUp(email)
    }
    await at.revoke(revoked)
    expect(await signInByPasskey(at.tenant, revoked)).toHaveProperty('refused')
    await at.later(WEEK, async () => expect(await signInByPasskey(at.tenant, expired)).toHaveProperty('refused'))
  })

  it('set up by another tool, before anybody has used the link: it accepts nothing, and the invitee gets in', async () => {
    const email = 'key-early@example.com'
    await at.invite([email])
    await setUp(email)
    expect(await signInByPasskey(at.tenant, email)).toMatchObject(notConfirmed)
    await at.expectNobodyAccepted(email)
    await at.expectInviteeGetsIn(email)
  })
})
