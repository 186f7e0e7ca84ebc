import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../app.ts'
import { Accounts, app, password } from './accounts.ts'
import { errorIn, objects, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true, settings: app })
const accounts = new Accounts(play)
const invite = (...args: string[]) => play.invitations(['invite', ...args, '--json'])

describe('somebody who has an account with a verified address', () => {
  it('is invited, too, with five calls; the account stays as it is', async () => {
    const email = 'four@example.com'
    await accounts.make(email, { email_verified: true, app_metadata: { plan: 'team' } })
    const [before] = await accounts.of(email)
    await play.invitations(['invite', 'looked@example.com'])
    await play.tenant.forgetRequests()
    const token = { AUTH0_ACCESS_TOKEN: play.tenant.description.management_token }
    const ended = await play.invitations(['invite', email, '--json'], token)
    expect(
      (await play.tenant.requests()).map(({ method, path }) => `${method} ${path.replace(/auth0.*/, '…')}`),
    ).toEqual([
      'POST /api/v2/users',
      'GET /api/v2/users-by-email',
      'PATCH /api/v2/users/…',
      'POST /dbconnections/change_password',
      'GET /api/v2/users/…',
    ])
    expect(objects(ended)[0]).toMatchObject({ outcome: 'attached', email_sent: true, user_id: before?.user_id })
    const [after] = await accounts.of(email)
    expect(after?.app_metadata['invitation']).toMatchObject({
      created_user: false,
      redirect_to: app.INVITATIONS_APP_URL,
    })
    const { invitation: _, ...others } = after?.app_metadata ?? {}
    expect({ ...after, app_metadata: others }).toEqual({ ...before, updated_at: expect.any(String) as string })
  })

  it('gets a mail that leads to the app, and accepts by signing in; after that, “Forgot password?” is an ordinary reset', async () => {
    const email = 'verified@example.com'
    await accounts.make(email)
    await invite(email, '--invited-by', 'Grace')
    const [mail] = await play.tenant.outbox(email)
    expect(mail?.subject).toBe('You are invited to Analytical Engine')
    expect(mail?.text).toContain('You already have an account. Sign in as verified@example.com to accept.')
    expect(mail?.links[0]).toBe('https://app.example.com/start')
    expect(await signIn(play.tenant, email, password)).toMatchObject({
      claims: { invitation: { status: 'accepted', accepted_now: true, invited_by: 'Grace' } },
    })
    await forgotPassword(play.tenant, email)
    expect((await play.tenant.outbox(email)).at(-1)?.subject).toBe('Choose a new password for Analytical Engine')
  })

  it('can set a new password while invited, with a link in the mail of the invitation', async () => {
    const email = 'forgetful@example.com'
    await accounts.make(email)
    await invite(email)
    await forgotPassword(play.tenant, email)
    const mail = (await play.tenant.outbox(email)).at(-1)
    expect(mail?.text).toContain('Did you ask for a new password?')
    expect((await choosePassword(mail?.links[1] ?? '', 'Another-Engine-3')).heading).toBe('Your password is saved')
    expect(await signIn(play.tenant, email, 'Another-Engine-3')).toHaveProperty('claims.invitation.accepted_now', true)
  })

  it('signs in as before if the invitation is expired or revoked, and accepts nothing', async () => {
    const email = 'as-before@example.com'
    await accounts.make(email)
    await invite(email, '--ttl', '1h')
    expect(objects(await play.invitations(['revoke', email, '--yes', '--json']))[0]).toMatchObject({
      outcome: 'revoked',
    })
    expect(await signIn(play.tenant, email, password)).not.toHaveProperty('claims.invitation')
    expect(objects(await invite(email, '--ttl', '1h'))[0]).toMatchObject({ outcome: 'attached' })
    await play.tenant.advance(3600)
    expect(await signIn(play.tenant, email, password)).not.toHaveProperty('claims.invitation')
    await play.tenant.advance(-3600)
    expect((await accounts.of(email))[0]?.app_metadata).not.toHaveProperty('invitation_acceptance')
  })

  it('accepts nothing once the account has another address, but can still sign in', async () => {
    const userId = await accounts.make('old-address@example.com')
    await invite('old-address@example.com')
    await accounts.change(userId, { email: 'new-address@example.com', email_verified: true })
    const signedIn = await signIn(play.tenant, 'new-address@example.com', password)
    expect(signedIn).toHaveProperty('claims')
    expect(signedIn).not.toHaveProperty('claims.invitation')
  })

  it('is not invited if no address of the app is known, and nothing is changed', async () => {
    await accounts.make('nowhere@example.com')
    const before = await accounts.of('nowhere@example.com')
    const unknown = { INVITATIONS_APP_URL: undefined }
    const ended = await play.invitations(['invite', 'nowhere@example.com', '--json'], unknown)
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({ code: 'app_url_needed' })
    expect(await accounts.of('nowhere@example.com')).toEqual(before)
    const allowed = { ...unknown, INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com' }
    const to = ['--redirect-to', 'https://app.example.com/', '--json']
    const told = await play.invitations(['invite', 'nowhere@example.com', ...to], allowed)
    expect(objects(told)[0]).toMatchObject({ outcome: 'attached' })
  })

  it('is only named with --dry-run', async () => {
    const userId = await accounts.make('dry-run@example.com')
    const ended = await play.invitations(['invite', 'dry-run@example.com', '--dry-run'])
    expect(ended.stdout).toMatch(
      /^Would invite dry-run@example\.com until .*: attach the invitation to the account auth0\|/,
    )
    expect(ended.stdout).toContain(`${userId}, which stays as it is, and ask Auth0 for the mail. Nothing was done.`)
    expect((await accounts.of('dry-run@example.com'))[0]).not.toHaveProperty('app_metadata')
  })

  it('gets nothing from a second invite, unless the first mail could not be asked for', async () => {
    const email = 'owed@example.com'
    await accounts.make(email)
    await play.tenant.faults([{ path: '/dbconnections/change_password', times: 1, status: 503 }])
    expect(errorIn(await invite(email)).code).toBe('email_not_sent')
    await play.tenant.faults([])
    expect(objects(await invite(email))[0]).toMatchObject({ outcome: 'attached', email_sent: true })
    expect(objects(await invite(email))[0]).toMatchObject({ outcome: 'already_invited', email_sent: false })
    expect(await play.tenant.outbox(email)).toHaveLength(1)
  })

  it('and nearly full metadata is refused by the program, before Auth0 would refuse', async () => {
    const app_metadata = { history: 'x'.repeat(10_000) }
    await accounts.make('full@example.com', { email_verified: true, app_metadata })
    const ended = await invite('full@example.com')
    expect(errorIn(ended).message).toMatch(
      /^With the invitation, the profile of full@example\.com would exceed Auth0's limit of 10 kB/,
    )
    expect((await accounts.of('full@example.com'))[0]?.app_metadata).toEqual(app_metadata)
  })
})

describe('an account that is invited with --link', () => {
  it('gets the app’s address instead of a mail, and no link that would set a password', async () => {
    const email = 'handed@example.com'
    await accounts.make(email, { email_verified: true })
    await play.tenant.forgetRequests()
    expect(objects(await invite(email, '--link'))[0]).toMatchObject({
      ...{ outcome: 'attached', email_sent: false, link: app.INVITATIONS_APP_URL },
    })
    expect((await play.tenant.requests()).filter(({ path }) => path.includes('/tickets/'))).toEqual([])
    expect(await play.tenant.outbox(email)).toEqual([])
    expect(errorIn(await play.invitations(['resend', email, '--link', '--json'])).code).toBe('link_not_possible')
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims.invitation')
  })

  it('gets its roles only after the acceptance; until then the record holds them', async () => {
    const email = 'roles@example.com'
    const userId = await accounts.make(email, { email_verified: true })
    const { body } = await play.tenant.manage('POST', 'roles', { name: 'editor' })
    const { id } = body as { id: string }
    expect(objects(await invite(email, '--role', 'editor'))[0]).toMatchObject({ outcome: 'attached' })
    expect((await accounts.of(email))[0]?.app_metadata['invitation']).toMatchObject({ roles: [id] })
    expect((await play.tenant.manage('GET', `users/${encodeURIComponent(userId)}/roles`)).body).toEqual([])
  })
})

describe('an account that is not invited', () => {
  it('was blocked by an administrator', async () => {
    await accounts.make('blocked@example.com', { email_verified: true, blocked: true })
    expect(errorIn(await invite('blocked@example.com')).code).toBe('account_blocked')
    expect((await accounts.of('blocked@example.com'))[0]).toMatchObject({ blocked: true })
  })

  it('belongs to another provider, and nobody has verified its address', async () => {
    await accounts.make('trap@example.com', { connection: await accounts.otherDatabase() })
    const user_id = (await accounts.of('trap@example.com'))[0]?.user_id ?? ''
    for (const flags of [[], ['--keep-account']]) {
      expect(errorIn(await invite('trap@example.com', '--user-id', user_id, ...flags)).code).toBe(
        'account_not_verified',
      )
    }
  })

  it('has another product’s data in app_metadata.invitation', async () => {
    await accounts.make('product@example.com', { email_verified: true, app_metadata: { invitation: ['open'] } })
    expect(errorIn(await invite('product@example.com')).code).toBe('invitation_malformed')
    expect((await accounts.of('product@example.com'))[0]?.app_metadata['invitation']).toEqual(['open'])
  })
})

describe('several accounts with one address', () => {
  it('are listed, and --user-id chooses the one to invite', async () => {
    const email = 'several@example.com'
    const connection = await accounts.otherDatabase()
    const ours = await accounts.make(email)
    const other = await accounts.make(email, { email_verified: true, connection })
    const ended = await invite(email)
    expect(errorIn(ended).code).toBe('several_accounts')
    expect(errorIn(ended).message).toContain(`${ours} (Username-Password-Authentication)\n  ${other} (Other-Database)`)
    expect(objects(await invite(email, '--user-id', ours))[0]).toMatchObject({ outcome: 'attached', user_id: ours })
    expect(objects(await invite(email))[0]).toMatchObject({ outcome: 'already_invited', user_id: ours })
  })

  it('give the same outcome and exit code with every command, and other people are still handled', async () => {
    const email = 'twins@example.com'
    const connection = await accounts.otherDatabase()
    await play.invitations(['invite', 'alone@example.com'])
    const [alone] = await accounts.of('alone@example.com')
    const twins = [await accounts.make(email), await accounts.make(email, { connection })]
    const invitation = { ...alone?.app_metadata['invitation'], email, created_user: false }
    for (const [index, id] of twins.entries()) {
      await accounts.change(id, { app_metadata: { invitation: { ...invitation, id: `inv_twins0000${index}` } } })
    }
    await untilSearchesCaughtUp(play)
    const people = join(mkdtempSync(join(tmpdir(), 'several-')), 'people.csv')
    writeFileSync(people, `email\n${email}\n`)
    for (const args of [
      ['invite', email],
      ['import', people],
      ['resend', email],
      ['resend', email, '--link'],
      ['revoke', email, '--yes'],
      ['revoke', email, '--dry-run'],
    ]) {
      const ended = await play.invitations([...args, '--json'], app)
      const first = objects(ended).find((one) => one['email'] === email)
      expect([args, ended.exitCode, first]).toMatchObject([args, 1, { outcome: 'failed', reason: 'several_accounts' }])
      for (const id of twins) expect(errorIn(ended).message).toContain(id)
      if (args[0] !== 'import') expect(errorIn(ended).hint).toContain(`${args[0]} ${email} --user-id <id>`)
    }
    const both = await play.invitations(['revoke', email, 'alone@example.com', '--yes', '--json'])
    expect([both.exitCode, objects(both).map(({ outcome }) => outcome)]).toEqual([1, ['failed', 'revoked']])
    const [revoked] = objects(await play.invitations(['revoke', email, '--user-id', twins[0] ?? '', '--yes', '--json']))
    expect(revoked).toMatchObject({ outcome: 'revoked', user_id: twins[0] })
    const wrong = await play.invitations(['revoke', email, '--user-id', 'auth0|other', '--yes', '--json'])
    expect([wrong.exitCode, errorIn(wrong).code]).toEqual([2, 'usage'])
  })

  it('if one of another provider is chosen, it is invited without a mail, and the inviter is told where to send the invitee', async () => {
    const email = 'elsewhere@example.com'
    const elsewhere = await accounts.make(email, { email_verified: true, connection: await accounts.otherDatabase() })
    const ended = await play.invitations(['invite', email, '--user-id', elsewhere])
    expect(ended.stdout).toMatch(
      /Auth0 cannot mail to this account: tell elsewhere@example\.com to sign in at this address\.\nhttps:\/\/app\.example\.com\/start\n$/,
    )
    expect(await play.tenant.outbox(email)).toEqual([])
    const again = await invite(email, '--user-id', elsewhere)
    expect(objects(again)[0]).toMatchObject({ outcome: 'already_invited', email_sent: false })
    const resent = await play.invitations(['resend', email, '--json'])
    expect(errorIn(resent)).toMatchObject({ code: 'no_mail_to_account' })
    expect(errorIn(resent).hint).toContain(
      'Tell elsewhere@example.com to sign in at https://app.example.com/start until',
    )
  })

  it('with an id of nobody, or of an account with another address, nobody is invited', async () => {
    const userId = await accounts.make('mine@example.com')
    expect(errorIn(await invite('yours@example.com', '--user-id', userId)).code).toBe('usage')
    expect(errorIn(await invite('yours@example.com', '--user-id', 'auth0|nobody')).code).toBe('not_found')
  })
})
