import { describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: true })
const password = 'Difference-Engine-2'

async function userOf(email: string): Promise<Record<string, unknown>> {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  return (body as Record<string, unknown>[])[0] ?? {}
}

async function invitationOf(email: string): Promise<Record<string, unknown>> {
  const { app_metadata } = await userOf(email)
  return (app_metadata as { invitation: Record<string, unknown> }).invitation
}

/** Invites somebody, with a last mail so long ago that the next is possible. */
async function inviteEarlier(email: string, ...flags: string[]): Promise<Record<string, unknown>> {
  await play.invitations(['invite', email, ...flags])
  const { user_id } = await userOf(email)
  const invitation = { ...(await invitationOf(email)), last_sent_at: '2026-01-01T00:00:00Z' }
  await play.tenant.manage('PATCH', `users/${encodeURIComponent(String(user_id))}`, { app_metadata: { invitation } })
  return invitation
}

async function newestLink(email: string): Promise<string> {
  return (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''
}

describe('resend', () => {
  it('mails a reminder: id and inviter stay, the expiry moves if asked, the older link is dead', async () => {
    const email = 'remind@example.com'
    const before = await inviteEarlier(email, '--invited-by', 'Grace')
    const older = await newestLink(email)
    const ended = await play.invitations(['resend', email, '--extend', '20d', '--json'])
    expect(objects(ended)[0]).toMatchObject({ outcome: 'resent', email_sent: true, invitation_id: before['id'] })
    const after = await invitationOf(email)
    expect(after).toMatchObject({ id: before['id'], invited_by: 'Grace', sends: 2 })
    expect(Date.parse(String(after['expires_at']))).toBeGreaterThan(Date.parse(String(before['expires_at'])))
    expect((await play.tenant.outbox(email)).at(-1)?.subject).toBe('Reminder: you are invited to Analytical Engine')
    expect((await new Visitor().open(older)).status).toBe(400)
    expect((await choosePassword(await newestLink(email), password)).heading).toBe('Your password is saved')
  })

  it('twice within a minute is refused, and says when the next is possible', async () => {
    await play.invitations(['invite', 'soon@example.com'])
    const ended = await play.invitations(['resend', 'soon@example.com', '--json'])
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended).code).toBe('resend_too_soon')
    expect(errorIn(ended).hint).toMatch(/^The next mail can be sent from \d{4}-.*Z on\.$/)
    expect(await play.tenant.outbox('soon@example.com')).toHaveLength(1)
  })

  it('does not count a mail that could not be asked for', async () => {
    const before = await inviteEarlier('uncounted@example.com')
    await play.tenant.faults([{ path: '/dbconnections/change_password', status: 503 }])
    const ended = await play.invitations(['resend', 'uncounted@example.com', '--json'])
    await play.tenant.faults([])
    expect(errorIn(ended)).toMatchObject({ code: 'email_not_sent' })
    expect(await invitationOf('uncounted@example.com')).toEqual(before)
  })
})

describe('revoke', () => {
  it('holds at every door: the link, “Forgot password?” and an earlier password; it takes four calls', async () => {
    const email = 'gone@example.com'
    await play.invitations(['invite', email])
    await choosePassword(await newestLink(email), password)
    await forgotPassword(play.tenant, email)
    const link = await newestLink(email)
    await play.tenant.forgetRequests()
    const token = { AUTH0_ACCESS_TOKEN: play.tenant.description.management_token }
    const ended = await play.invitations(['revoke', email, '--yes', '--json'], token)
    expect(objects(ended)[0]).toMatchObject({ outcome: 'revoked' })
    expect(ended.stdout + ended.stderr).not.toContain('ticket=')
    expect((await play.tenant.requests()).map(({ method }) => method)).toEqual(['GET', 'PATCH', 'PATCH', 'POST'])
    expect((await new Visitor().open(link)).status).toBe(400)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
    await forgotPassword(play.tenant, email)
    expect((await new Visitor().open(await newestLink(email))).status).toBe(400)
    expect(await userOf(email)).not.toHaveProperty('app_metadata.invitation_acceptance')
  })

  it('twice changes nothing more', async () => {
    await play.invitations(['invite', 'twice@example.com'])
    await play.invitations(['revoke', 'twice@example.com', '--yes'])
    const before = await invitationOf('twice@example.com')
    const ended = await play.invitations(['revoke', 'twice@example.com', '--yes', '--json'])
    expect(objects(ended)[0]).toMatchObject({ outcome: 'already_revoked' })
    expect(await invitationOf('twice@example.com')).toEqual(before)
  })

  it('a second time ends a link that was made in between', async () => {
    const email = 'between@example.com'
    const [{ user_id } = { user_id: '' }] = objects(await play.invitations(['invite', email, '--json']))
    await play.invitations(['revoke', email, '--yes'])
    await play.tenant.manage('PATCH', `users/${String(user_id)}`, { blocked: false })
    const { body } = await play.tenant.manage('POST', 'tickets/password-change', { user_id })
    const { ticket } = body as { ticket: string }
    const ended = await play.invitations(['revoke', email, '--yes', '--json'])
    expect([ended.exitCode, objects(ended)[0]]).toMatchObject([0, { outcome: 'already_revoked' }])
    await play.tenant.advance(2)
    expect((await choosePassword(ticket, 'Difference-Engine-2')).heading).not.toBe('Your password is saved')
  })

  it('is refused after the acceptance, and the owner keeps the account', async () => {
    const email = 'owner@example.com'
    await play.invitations(['invite', email])
    await choosePassword(await newestLink(email), password)
    await signIn(play.tenant, email, password)
    const ended = await play.invitations(['revoke', email, '--yes', '--json'])
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended).code).toBe('already_accepted')
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims')
  })

  it('counts even if a resend puts the open record back at the same time', async () => {
    const email = 'both@example.com'
    await inviteEarlier(email)
    await play.tenant.faults([{ method: 'PATCH', path: '/api/v2/users/*', times: 1, hold: 'resend' }])
    const resending = play.invitations(['resend', email, '--json'])
    await play.tenant.held('resend')
    await play.invitations(['revoke', email, '--yes'])
    await play.tenant.release('resend')
    expect(errorIn(await resending).code).toBe('invitation_revoked')
    expect(objects(await play.invitations(['show', email, '--json']))[0]).toMatchObject({ status: 'revoked' })
    expect(await play.tenant.outbox(email)).toHaveLength(1)
  })

  it('asks, and with --dry-run says what it would do', async () => {
    await play.invitations(['invite', 'asked@example.com'])
    const asked = await play.invitations(['revoke', 'asked@example.com', '--json'])
    expect(asked.exitCode).toBe(2)
    expect(errorIn(asked).code).toBe('confirmation_needed')
    const dry = await play.invitations(['revoke', 'asked@example.com', '--dry-run'])
    expect(dry.stdout).toBe(
      'Would revoke the invitation of asked@example.com and block the account and end the link. Nothing was done.\n',
    )
    expect(await invitationOf('asked@example.com')).toMatchObject({ state: 'open' })
  })

  it('deletes the account on request, but only if no password was ever set', async () => {
    await play.invitations(['invite', 'unused@example.com', 'used@example.com'])
    await choosePassword(await newestLink('used@example.com'), password)
    const unused = await play.invitations(['revoke', 'unused@example.com', '--delete-account', '--yes', '--json'])
    expect(objects(unused)[0]).toMatchObject({ outcome: 'revoked' })
    expect(await userOf('unused@example.com')).toEqual({})
    const used = await play.invitations(['revoke', 'used@example.com', '--delete-account', '--yes', '--json'])
    expect(errorIn(used).code).toBe('password_was_set')
    expect(await invitationOf('used@example.com')).toMatchObject({ state: 'open' })
  })
})

describe('several at once', () => {
  it('go on after somebody who was never invited', async () => {
    await play.invitations(['invite', 'last@example.com'])
    const ended = await play.invitations(['revoke', 'nobody@example.com', 'last@example.com', '--yes', '--json'])
    expect(ended.exitCode).toBe(1)
    expect(objects(ended).map(({ email, outcome, reason }) => [email, outcome, reason])).toEqual([
      ['nobody@example.com', 'failed', 'not_found'],
      ['last@example.com', 'revoked', null],
    ])
  })

  it('are all refused before the first call if one is not an address', async () => {
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['revoke', 'last@example.com', 'not-an-address', '--yes', '--json'])
    expect(ended.exitCode).toBe(2)
    expect(await play.tenant.requests()).toEqual([])
  })
})

describe('inviting again', () => {
  it('after a revocation makes a new invitation, lifts our block and keeps the old id', async () => {
    const email = 'back@example.com'
    await play.invitations(['invite', email])
    const { id } = await invitationOf(email)
    await play.invitations(['revoke', email, '--yes'])
    const ended = await play.invitations(['invite', email, '--json'])
    expect(objects(ended)[0]).toMatchObject({ outcome: 'invited', email_sent: true })
    expect(await invitationOf(email)).toMatchObject({ state: 'open', previous_ids: [id], created_user: true })
    await choosePassword(await newestLink(email), password)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims')
  })

  it('does not lift a block if somebody has signed in or tried to, because an administrator’s would look the same', async () => {
    const email = 'vain@example.com'
    await play.invitations(['invite', email, '--ttl', '1m'])
    await choosePassword(await newestLink(email), password)
    await play.tenant.advance(61)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
    await play.invitations(['revoke', email, '--yes'])
    const { code, message, hint } = errorIn(await play.invitations(['invite', email, '--json']))
    expect([code, message]).toEqual([
      'account_blocked',
      `The account ${email} is blocked. Its record blames a revocation, but somebody has tried to sign in since. Nothing was changed.`,
    ])
    expect(hint).toContain('unblock the user in the dashboard and invite again')
    await play.tenant.manage('PATCH', `users/${String((await userOf(email))['user_id'])}`, { blocked: false })
    expect((await play.invitations(['invite', email])).exitCode).toBe(0)
  })

  it('does not lift the block of an administrator', async () => {
    const email = 'blocked@example.com'
    await play.invitations(['invite', email])
    const { user_id } = await userOf(email)
    await play.tenant.manage('PATCH', `users/${encodeURIComponent(String(user_id))}`, { blocked: true })
    await play.invitations(['revoke', email, '--yes'])
    const ended = await play.invitations(['invite', email, '--json'])
    expect(errorIn(ended).code).toBe('account_blocked')
    expect(await userOf(email)).toMatchObject({ blocked: true })
  })
})
