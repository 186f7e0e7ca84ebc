import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { password, scene } from './scene.ts'

const at = scene()
const HOUR = 3600
const expiry = expect.stringMatching(
  /^This invitation expired on .* Ask the person who invited you for a new one\.$/,
) as string
const expired = { refused: expiry }
const wrongPassword =
  'The email address or the password is wrong. If you were invited and have not chosen a password yet, open the link in your email first.'
const blocked = { refused: 'user is blocked' }

beforeAll(async () => {
  const names = ['forgot', 'opened', 'earlier', 'login-page', 'older', 'again', 'stolen', 'stolen-passkey']
  await at.invite(names.map((name) => `${name}@example.com`))
  const shortLived = ['late-forgot', 'late-opened', 'late-password', 'silent', 'refresh', 'grant', 'tool', 'confirm']
  await at.invite(
    shortLived.map((name) => `${name}@example.com`),
    ...['--ttl', '1h'],
  )
})

describe('A revoked invitation', () => {
  it('“Forgot password?” after the revocation', async () => {
    const email = 'forgot@example.com'
    await at.revoke(email)
    await forgotPassword(at.tenant, email)
    expect((await at.tenant.outbox(email)).at(-1)?.subject).toBe('Choose a new password for Analytical Engine')
    const page = await new Visitor().open(await at.newestLink(email))
    expect(page.status).toBe(400)
    expect(page.html).not.toContain('name="password"')
    await at.expectNobodyAccepted(email)
  })

  it('the link opened before the revocation, its form sent after it', async () => {
    const email = 'opened@example.com'
    const browser = await new Visitor().open(await at.newestLink(email))
    expect(browser.heading).toBe('Choose your password')
    await at.revoke(email)
    expect((await browser.submit({ password, password2: password })).status).toBe(400)
    expect(await at.userOf(email)).not.toHaveProperty('last_password_reset')
    expect(await at.signsIn(email)).toEqual({ refused: wrongPassword })
  })

  it('a password that was set before the revocation', async () => {
    const email = 'earlier@example.com'
    await choosePassword(await at.newestLink(email), password)
    await at.revoke(email)
    expect(await at.signsIn(email)).toEqual(blocked)
    await at.expectNobodyAccepted(email)
  })

  it('a sign-in page opened before the revocation, sent after it', async () => {
    const email = 'login-page@example.com'
    await choosePassword(await at.newestLink(email), password)
    const browser = await at.authorize()
    await at.revoke(email)
    await browser.submit({ username: email, password }, at.tenant.description.clients.app.callback)
    expect(browser.url.searchParams.get('error_description')).toBe('user is blocked')
    await at.expectNobodyAccepted(email)
  })

  it('the link of the revoked invitation, after the same person was invited again', async () => {
    const email = 'again@example.com'
    const link = await at.newestLink(email)
    await at.revoke(email)
    await at.invite([email])
    expect((await new Visitor().open(link)).status).toBe(400)
    await at.expectInviteeGetsIn(email)
  })

  it('a password set with the link of the dead invitation, after the same person was invited again', async () => {
    const email = 'stolen@example.com'
    await choosePassword(await at.newestLink(email), 'Chosen-by-a-th1ef')
    await at.revoke(email)
    await at.invite([email])
    expect(await signIn(at.tenant, email, 'Chosen-by-a-th1ef')).toEqual({ refused: wrongPassword })
    await at.expectNobodyAccepted(email)
    await at.expectInviteeGetsIn(email)
  })

  it('a passkey that was set up with the link of the dead invitation, after the same person was invited again', async () => {
    const email = 'stolen-passkey@example.com'
    await choosePassword(await at.newestLink(email), 'Chosen-by-a-th1ef')
    const path = `users/${encodeURIComponent(String((await at.userOf(email))['user_id']))}/authentication-methods`
    const passkey = { type: 'passkey', public_key: 'eve', key_id: 'eve', relying_party_identifier: 'example.com' }
    expect((await at.tenant.manage('POST', path, passkey)).status).toBe(201)
    await at.revoke(email)
    await at.invite([email])
    expect((await at.tenant.manage('GET', path)).body).toEqual([])
    await at.expectInviteeGetsIn(email)
  })
})

describe('An expired invitation', () => {
  it('“Forgot password?” after the expiry', async () => {
    const email = 'late-forgot@example.com'
    await at.later(HOUR, async () => {
      await forgotPassword(at.tenant, email)
      expect((await new Visitor().open(await at.newestLink(email))).status).toBe(400)
    })
    await at.expectNobodyAccepted(email)
  })

  it('the link opened before the expiry, its form sent after it', async () => {
    const email = 'late-opened@example.com'
    const browser = await new Visitor().open(await at.newestLink(email))
    await at.later(HOUR, async () => {
      // Auth0 runs no Action when the form comes in: the password is saved, and the sign-in refuses.
      expect((await browser.submit({ password, password2: password })).heading).toBe('Your password is saved')
      expect(await at.signsIn(email)).toEqual(expired)
    })
    await at.expectNobodyAccepted(email)
  })

  it('a password that was set before the expiry', async () => {
    const email = 'late-password@example.com'
    await choosePassword(await at.newestLink(email), password)
    await at.later(HOUR, async () => expect(await at.signsIn(email)).toEqual(expired))
    await at.expectNobodyAccepted(email)
  })

  it('silent login, with the session that a refused sign-in leaves behind', async () => {
    const email = 'silent@example.com'
    await choosePassword(await at.newestLink(email), password)
    await at.later(HOUR, async () => {
      const browser = new Visitor()
      expect(await at.signsIn(email, browser)).toEqual(expired)
      const { searchParams } = (await at.authorize({ prompt: 'none' }, browser)).url
      expect(searchParams.get('code')).toBeNull()
      expect(searchParams.get('error_description')).toEqual(expiry)
    })
  })

  it('a refresh token from a time when our Actions were not bound', async () => {
    const email = 'refresh@example.com'
    await choosePassword(await at.newestLink(email), password)
    let refresh_token = ''
    await at.withBindings(
      'post-login',
      () => [],
      async () => {
        const grant = { grant_type: 'password', username: email, password, scope: 'openid offline_access' }
        refresh_token = ((await at.exchange(grant)).body as { refresh_token: string }).refresh_token
      },
    )
    await at.later(HOUR, async () => {
      const { status, body } = await at.exchange({ grant_type: 'refresh_token', refresh_token })
      expect(status).toBe(403)
      expect(body).toMatchObject({ error: 'access_denied', error_description: expiry })
    })
    await at.expectNobodyAccepted(email)
  })

  it('the password grant, which shows no page', async () => {
    const email = 'grant@example.com'
    await choosePassword(await at.newestLink(email), password)
    await at.later(HOUR, async () => {
      const { status, body } = await at.exchange({ grant_type: 'password', username: email, password, scope: 'openid' })
      expect(status).toBe(403)
      expect(body).toMatchObject({ error: 'access_denied', error_description: expiry })
    })
    await at.expectNobodyAccepted(email)
  })

  it('a password link that another tool asked for without client_id, so that no Action sees it', async () => {
    const email = 'tool@example.com'
    const { user_id } = await at.userOf(email)
    await at.later(HOUR, async () => {
      const { body } = await at.tenant.manage('POST', 'tickets/password-change', { user_id })
      await choosePassword((body as { ticket: string }).ticket, password)
      expect(await at.signsIn(email)).toEqual(expired)
    })
    await at.expectNobodyAccepted(email)
  })

  it('an address that was confirmed in another way', async () => {
    const email = 'confirm@example.com'
    await choosePassword(await at.newestLink(email), password)
    await at.change(email, { email_verified: true })
    await at.later(HOUR, async () => expect(await at.signsIn(email)).toEqual(expired))
    await at.expectNobodyAccepted(email)
  })
})

describe('A live invitation', () => {
  it('the older link, after the mail was sent again', async () => {
    const email = 'older@example.com'
    const older = await at.newestLink(email)
    const invitation = { ...(await at.recordOf(email)), last_sent_at: '2026-01-01T00:00:00Z' }
    await at.change(email, { app_metadata: { invitation } })
    expect((await at.invitations(['resend', email])).exitCode).toBe(0)
    expect((await new Visitor().open(older)).status).toBe(400)
    await at.expectInviteeGetsIn(email)
  })
})
