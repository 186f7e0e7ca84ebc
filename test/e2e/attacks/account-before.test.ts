import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { password, scene } from './scene.ts'

const at = scene()
const theirs = 'Chosen-by-a-th1ef'

/** An account that an attacker made with the invitee's address and a password of their own. */
async function madeBefore(email: string): Promise<void> {
  expect((await at.signUp(email, { password: theirs })).status).toBe(200)
}

/** The invitee takes the account over with a reset mail, which proves the mailbox. */
async function takeOver(email: string): Promise<void> {
  await forgotPassword(at.tenant, email)
  expect((await choosePassword(await at.newestLink(email), password)).heading).toBe('Your password is saved')
  await at.change(email, { email_verified: true }) // where the reset itself did not
}

/** Invites somebody who has an account: writes a record that did not make it, and asks for the mail. */
async function attach(email: string): Promise<void> {
  const invitation = { ...(await at.recordOf('model@example.com')), email, created_user: false }
  expect((await at.change(email, { app_metadata: { invitation } })).status).toBe(200)
  const { clients, connection } = at.tenant.description
  await at.tenant.post('dbconnections/change_password', { client_id: clients.app.client_id, connection, email })
}

beforeAll(() => at.invite(['model@example.com']))

describe('An account that somebody made with the invitee’s address', () => {
  it('its password, while nobody has proved the mailbox: the account is not invited', async () => {
    const email = 'unproven@example.com'
    await madeBefore(email)
    expect((await at.invitations(['invite', email])).exitCode).toBe(2)
    expect(await signIn(at.tenant, email, theirs)).not.toHaveProperty('claims.invitation')
    expect(await at.userOf(email)).not.toHaveProperty('app_metadata')
  })

  it('its password, although the account has an invitation: the sign-in accepts nothing', async () => {
    const email = 'planted@example.com'
    await madeBefore(email)
    await attach(email)
    const outcome = await signIn(at.tenant, email, theirs)
    expect(outcome).toHaveProperty('claims')
    expect(outcome).not.toHaveProperty('claims.invitation')
    await at.expectNobodyAccepted(email)
  })

  it('its password, after the invitee took the account over and was invited', async () => {
    const email = 'taken-over@example.com'
    await madeBefore(email)
    await takeOver(email)
    await attach(email)
    expect(await signIn(at.tenant, email, theirs)).toHaveProperty('refused')
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { accepted_now: true } } })
  })

  it('its session, kept in a browser', async () => {
    const email = 'session@example.com'
    await madeBefore(email)
    const browser = new Visitor()
    expect(await signIn(at.tenant, email, theirs, browser)).toHaveProperty('claims')
    await takeOver(email)
    await attach(email)
    const { searchParams } = (await at.authorize({ prompt: 'none' }, browser)).url
    expect(searchParams.get('error')).toBe('login_required')
    await at.expectNobodyAccepted(email)
  })

  it('its refresh token, which no new password ends', async () => {
    const email = 'refresh@example.com'
    await madeBefore(email)
    const grant = { grant_type: 'password', username: email, password: theirs, scope: 'openid offline_access' }
    const { refresh_token } = (await at.exchange(grant)).body as { refresh_token: string }
    await takeOver(email)
    await attach(email)
    await at.exchange({ grant_type: 'refresh_token', refresh_token })
    await at.expectNobodyAccepted(email)
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { accepted_now: true } } })
  })

  it('a sign-in page that was opened with its password at hand', async () => {
    const email = 'half-way@example.com'
    await madeBefore(email)
    const browser = await at.authorize()
    await takeOver(email)
    await attach(email)
    await browser.submit({ username: email, password: theirs }, at.tenant.description.clients.app.callback)
    expect(browser.alert).toContain('The email address or the password is wrong.')
    await at.expectNobodyAccepted(email)
  })

  it('an unused reset link from before the invitation', async () => {
    const email = 'unused-link@example.com'
    await madeBefore(email)
    await takeOver(email)
    await forgotPassword(at.tenant, email)
    const older = await at.newestLink(email)
    await attach(email)
    expect((await new Visitor().open(older)).status).toBe(400)
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { accepted_now: true } } })
  })
})
