import { describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { Accounts, app, password } from './accounts.ts'
import { errorIn, objects, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true })
const accounts = new Accounts(play)
const invite = (...args: string[]) => play.invitations(['invite', ...args, '--json'], app)

/** The invitee sets a password with the mailed link and signs in. */
async function accepts(email: string): Promise<void> {
  const [link = ''] = (await play.tenant.outbox(email)).at(-1)?.links ?? []
  expect((await choosePassword(link, 'Another-Engine-3')).heading).toBe('Your password is saved')
  const signedIn = await signIn(play.tenant, email, 'Another-Engine-3')
  expect(signedIn).toHaveProperty('claims.invitation.accepted_now', true)
}

describe('an account whose address nobody has ever verified', () => {
  it('is deleted and created again after a yes; the team’s app_metadata stays, what its maker wrote goes', async () => {
    const email = 'anew@example.com'
    const userId = await accounts.make(email, {
      app_metadata: { crm: 7 },
      user_metadata: { role: 'admin' },
      name: 'Eve',
    })
    const asked = await invite(email)
    expect(asked.exitCode).toBe(2)
    expect(errorIn(asked)).toMatchObject({ code: 'confirmation_needed' })
    expect(errorIn(asked).message).toMatch(
      /^Invite anew@example\.com: delete the account auth0\|\w+, whose address was never verified \(created .*, nobody ever signed in\), with its password, user_metadata, roles and memberships; create it again with another user_id and the same app_metadata and ask Auth0 for the mail\? /,
    )
    expect(await accounts.of(email)).toMatchObject([{ user_id: userId }])
    expect(objects(await invite(email, '--yes', '--name', 'Ada'))[0]).toMatchObject({
      outcome: 'invited',
      email_sent: true,
    })
    const [made, ...others] = await accounts.of(email)
    expect(others).toEqual([])
    expect(made).toMatchObject({ name: 'Ada', app_metadata: { crm: 7, invitation: { created_user: true } } })
    expect(made?.user_id).not.toBe(userId)
    expect(made).not.toHaveProperty('user_metadata')
    await accepts(email)
  })

  it('stays with --keep-account, with its metadata and user_id, and every way into it ends', async () => {
    const email = 'kept@example.com'
    const userId = await accounts.make(email, { user_metadata: { theme: 'dark' }, name: 'Eve' })
    const ended = await play.invitations(['invite', email, '--keep-account', '--yes'], app)
    expect(ended.stdout).toMatch(/^Invited kept@example\.com until .*\n$/)
    expect(await accounts.of(email)).toMatchObject([{ user_id: userId, name: email, user_metadata: { theme: 'dark' } }])
    expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
    await accepts(email)
    expect((await accounts.of(email))[0]?.user_id).toBe(userId)
  })

  it('counts as having a new password once the invitee sets it, not when our tools end the earlier one', async () => {
    const [kept, requested] = ['kept-and-counted@example.com', 'requested-and-counted@example.com']
    await accounts.make(kept, {})
    await accounts.make(requested, { app_metadata: { invitation: { state: 'requested' } } })
    await play.invitations(['invite', kept, '--keep-account', '--yes'], app)
    await untilSearchesCaughtUp(play)
    await play.invitations(['reconcile', '--yes'], app)
    const passwordSet = async (email: string) => objects(await play.invitations(['show', email, '--json']))[0]
    for (const email of [kept, requested]) {
      expect(await accounts.of(email)).toMatchObject([{ last_password_reset: expect.any(String) as string }])
      expect(await passwordSet(email)).toMatchObject({ status: 'pending', password_set_at: null })
    }
    const [link = ''] = (await play.tenant.outbox(kept)).at(-1)?.links ?? []
    await play.tenant.advance(5)
    await choosePassword(link, 'Another-Engine-3')
    expect(await passwordSet(kept)).toMatchObject({ password_set_at: expect.any(String) as string })
  })

  it('can get a link, created again or kept: the person who gets it sets the password that accepts', async () => {
    for (const flags of [[], ['--keep-account']]) {
      const email = `handed-over-${flags.length}@example.com`
      await accounts.make(email, {})
      const [outcome] = objects(await invite(email, '--link', '--yes', ...flags))
      expect(outcome).toMatchObject({ outcome: 'invited', email_sent: false })
      expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
      await choosePassword(String(outcome?.['link']), 'Analytical-Engine-3')
      expect(await signIn(play.tenant, email, 'Analytical-Engine-3')).toHaveProperty('claims.invitation')
    }
  })

  it('does not hold up people who need no question', async () => {
    await accounts.make('asked@example.com', {})
    const ended = await invite('asked@example.com', 'unasked@example.com')
    expect(ended.exitCode).toBe(2)
    expect(objects(ended).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['failed', 'confirmation_needed'],
      ['invited', null],
    ])
  })

  it('is left alone if somebody verifies the address after the first check', async () => {
    for (const flags of [[], ['--keep-account']]) {
      const email = `just-verified-${flags.length}@example.com`
      const userId = await accounts.make(email, {})
      await play.tenant.faults([{ method: 'GET', path: '/api/v2/users/*', times: 1, hold: 'second look' }])
      const inviting = invite(email, ...flags, '--yes')
      await play.tenant.held('second look')
      await accounts.change(userId, { email_verified: true })
      await play.tenant.release('second look')
      expect(errorIn(await inviting)).toMatchObject({ code: 'account_changed' })
      await play.tenant.faults([])
      expect(await signIn(play.tenant, email, password)).toHaveProperty('claims')
      expect(objects(await invite(email))[0]).toMatchObject({ outcome: 'attached', user_id: userId })
    }
  })

  it('is reported if it could not be created again, with what is lost; the same command invites', async () => {
    const email = 'lost@example.com'
    await accounts.make(email, { app_metadata: { crm: 'secret' } })
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', after: 1, status: 503 }])
    const ended = await invite(email, '--yes')
    await play.tenant.faults([])
    expect(errorIn(ended)).toMatchObject({ code: 'tenant_refused' })
    expect(errorIn(ended).message).toMatch(
      /^The account lost@example\.com was deleted, but could not be created again\..*app_metadata \(crm\) is lost\.$/,
    )
    expect(ended.stderr).not.toContain('secret')
    expect(objects(await invite(email))[0]).toMatchObject({ outcome: 'invited' })
  })

  it('is finished by the same command if only half of its access was ended', async () => {
    const email = 'half@example.com'
    await accounts.make(email, {})
    await play.tenant.faults([{ method: 'DELETE', path: '/api/v2/grants', status: 503 }])
    expect(errorIn(await invite(email, '--keep-account', '--yes')).code).toBe('tenant_refused')
    await play.tenant.faults([])
    expect((await accounts.of(email))[0]).not.toHaveProperty('app_metadata.invitation')
    expect(objects(await invite(email, '--keep-account', '--yes'))[0]).toMatchObject({ outcome: 'invited' })
    await accepts(email)
  })
})

describe('on a plan without the Enterprise calls', () => {
  const professional = stage({ deployed: false, plan: 'professional' })

  it('--keep-account ends what every plan can end, and says so', async () => {
    const email = 'kept@example.com'
    const { connection, clients } = professional.tenant.description
    const { client_id, client_secret } = clients.app
    await professional.tenant.manage('POST', 'users', { email, password, connection, verify_email: false })
    const scope = 'openid offline_access'
    const grant = { grant_type: 'password', client_id, client_secret, username: email, password, scope }
    const { refresh_token } = (await professional.tenant.post('oauth/token', grant)).body as { refresh_token: string }
    const renewal = { grant_type: 'refresh_token', client_id, client_secret, refresh_token }
    expect((await professional.tenant.post('oauth/token', renewal)).status).toBe(200)

    const ended = await professional.invitations(['invite', email, '--keep-account', '--yes'])
    expect(ended.stdout).toMatch(/The tenant's plan has no call to end sessions and refresh tokens\. /)
    expect(await signIn(professional.tenant, email, password)).toHaveProperty('refused')
    expect((await professional.tenant.post('oauth/token', renewal)).status).toBe(403)
  })
})
