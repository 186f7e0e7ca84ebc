import { beforeAll, describe, expect, it } from 'vitest'
import { createInvitations, settingsFrom, type Invitations } from '../../../scripts/invitations/index.ts'
import { Visitor } from '../../visitor.ts'
import { errorIn, objects, untilSearchesCaughtUp } from '../stage.ts'
import { password, scene } from './scene.ts'

// Auth0 has no compare-and-set: a write that waited (a slow network, a retry) overwrites what is there by then.

const at = scene({ INVITATIONS_APP_URL: 'https://app.example.com/start' })
const users = { method: 'PATCH', path: '/api/v2/users/*' }
const mail = { method: 'POST', path: '/dbconnections/change_password' }
let library: Invitations

beforeAll(() => {
  library = createInvitations(
    settingsFrom({ ...at.tenant.settings, INVITATIONS_APP_URL: 'https://app.example.com/start' }),
  )
})

/** An account that was there before, with a verified address. */
async function thereBefore(email: string): Promise<void> {
  const { connection } = at.tenant.description
  await at.tenant.manage('POST', 'users', { connection, email, password, email_verified: true })
}

/** Somebody revokes while a call of this kind waits; then it goes on. */
async function revokedWhileHeld<T>(
  email: string,
  held: object,
  begin: () => Promise<T>,
  more: object[] = [],
): Promise<T> {
  await at.tenant.faults([{ ...held, times: 1, hold: 'late' }, ...more])
  const begun = begin()
  await at.tenant.held('late')
  await at.revoke(email)
  await at.tenant.release('late')
  const ended = await begun
  await at.tenant.faults([])
  return ended
}

/** The revocation still counts: for the tools, at the next sign-in and in the next mail. */
async function expectRevoked(email: string): Promise<void> {
  expect(objects(await at.invitations(['show', email, '--json']))[0]).toMatchObject({ status: 'revoked' })
  expect(await at.signsIn(email)).not.toHaveProperty('claims.invitation')
  await at.expectNobodyAccepted(email)
  const subjects = (await at.tenant.outbox(email)).map(({ subject }) => subject)
  await at.tenant.post('dbconnections/change_password', {
    client_id: at.tenant.description.clients.app.client_id,
    connection: at.tenant.description.connection,
    email,
  })
  const later = (await at.tenant.outbox(email)).slice(subjects.length)
  expect(later.map(({ subject }) => subject)).toEqual(['Choose a new password for Analytical Engine'])
}

async function oweMail(email: string): Promise<void> {
  const { last_sent_at: _, ...invitation } = await at.recordOf(email)
  await at.change(email, { app_metadata: { invitation: { ...invitation, sends: 0 } } })
}

async function forgetLastMail(email: string): Promise<void> {
  const invitation = { ...(await at.recordOf(email)), last_sent_at: '2026-01-01T00:00:00Z' }
  await at.change(email, { app_metadata: { invitation } })
}

describe('A revocation', () => {
  it('is not undone by the note that a mail could not be sent', async () => {
    const email = 'unsent@example.com'
    await thereBefore(email)
    const invite = () => at.invitations(['invite', email, '--json'])
    const ended = await revokedWhileHeld(email, { ...mail, status: 500 }, invite)
    expect(errorIn(ended).code).toBe('invitation_revoked')
    await expectRevoked(email)
  })

  it('is not undone by a mail that was on its way: it is an ordinary reset', async () => {
    const email = 'on-its-way@example.com'
    await thereBefore(email)
    const ended = await revokedWhileHeld(email, mail, () => at.invitations(['invite', email, '--json']))
    expect(errorIn(ended).code).toBe('invitation_revoked')
    expect((await at.tenant.outbox(email)).map(({ subject }) => subject)).toEqual([
      'Choose a new password for Analytical Engine',
    ])
    await expectRevoked(email)
  })

  it('is not undone by a consent that the app notes', async () => {
    const email = 'consent@example.com'
    await thereBefore(email)
    await at.invite([email])
    const { user_id } = await at.userOf(email)
    const { id } = await at.recordOf(email)
    const consent = { user_id: String(user_id), invitation_id: String(id) }
    const outcome = await revokedWhileHeld(email, users, () => library.accept(consent))
    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'invitation_revoked' })
    await expectRevoked(email)
  })

  it('is not undone by an owed mail that reconcile counts', async () => {
    const email = 'owed@example.com'
    await thereBefore(email)
    await at.invite([email])
    await oweMail(email)
    await at.later(2 * 24 * 3600, async () => {
      const ended = await revokedWhileHeld(email, users, () => at.invitations(['reconcile', '--yes', '--json']))
      expect(ended.stdout + ended.stderr).toContain('invitation_revoked')
    })
    await expectRevoked(email)
  })

  it('is not undone by an import that goes on with the same id', async () => {
    const email = 'goes-on@example.com'
    await thereBefore(email)
    await at.invite([email])
    await oweMail(email)
    const { id } = await at.recordOf(email)
    const outcome = await revokedWhileHeld(email, users, () => library.invite({ email }, { invitation_id: String(id) }))
    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'invitation_revoked', email_sent: false })
    expect(await library.invite({ email }, { invitation_id: String(id) })).toMatchObject({ outcome: 'already_revoked' })
    await expectRevoked(email)
  })

  it('is not undone by the note that a link could not be made', async () => {
    const email = 'no-link@example.com'
    const ticket = { method: 'POST', path: '/api/v2/tickets/password-change', status: 500 }
    const invite = () => at.invitations(['invite', email, '--link', '--json'])
    const tries = { ...ticket, after: 1, times: 9 } // the revocation's own ticket comes between
    expect(errorIn(await revokedWhileHeld(email, ticket, invite, [tries])).code).toBe('invitation_revoked')
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    await expectRevoked(email)
  })

  it('is not undone by a reminder', async () => {
    const email = 'reminded@example.com'
    await thereBefore(email)
    await at.invite([email])
    await forgetLastMail(email)
    const ended = await revokedWhileHeld(email, users, () => at.invitations(['resend', email, '--json']))
    expect(errorIn(ended).code).toBe('invitation_revoked')
    expect(await at.tenant.outbox(email)).toHaveLength(1)
    await expectRevoked(email)
  })

  it('is not undone by a block that reconcile writes for an expired invitation, and neither is the block', async () => {
    const email = 'expired@example.com'
    await at.invite([email])
    const invitation = { ...(await at.recordOf(email)), expires_at: '2026-01-02T00:00:00Z' }
    await at.change(email, { app_metadata: { invitation } })
    await untilSearchesCaughtUp(at)
    await revokedWhileHeld(email, users, () => at.invitations(['reconcile', '--yes']))
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    await expectRevoked(email)
  })

  it('that was killed halfway is finished by the next one: the account is blocked, and the link is dead', async () => {
    const email = 'halfway@example.com'
    await at.invite([email])
    const link = await at.newestLink(email)
    await at.tenant.faults([{ ...users, after: 1, times: 5, status: 500 }])
    expect((await at.invitations(['revoke', email, '--yes'])).exitCode).toBe(1)
    await at.tenant.faults([])
    expect(await at.userOf(email)).not.toMatchObject({ blocked: true })
    const again = await at.invitations(['revoke', email, '--yes', '--json'])
    expect(objects(again)[0]).toMatchObject({ outcome: 'already_revoked' })
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    expect((await new Visitor().open(link)).status).toBe(400)
    await expectRevoked(email)
  })
})

describe('Two admins at once', () => {
  it('invite the same existing account: one invitation, one mail', async () => {
    const email = 'both@example.com'
    await thereBefore(email)
    await at.tenant.faults([{ ...mail, times: 1, hold: 'first' }])
    const first = at.invitations(['invite', email, '--json'])
    await at.tenant.held('first')
    const second = await at.invitations(['invite', email, '--json'])
    await at.tenant.release('first')
    await at.tenant.faults([])
    expect(objects(await first)[0]).toMatchObject({ outcome: 'attached', email_sent: true })
    expect(objects(second)[0]).toMatchObject({ outcome: 'already_invited', email_sent: false })
    expect(await at.tenant.outbox(email)).toHaveLength(1)
  })

  it('invite the same account, and one overwrites the other: the later invitation counts, and the other admin is told', async () => {
    const email = 'over@example.com'
    await thereBefore(email)
    await at.tenant.faults([
      { ...users, times: 1, hold: 'over' },
      { ...mail, times: 1, hold: 'mail' },
    ])
    const over = at.invitations(['invite', email, '--json'])
    await at.tenant.held('over')
    const other = at.invitations(['invite', email, '--json'])
    await at.tenant.held('mail')
    await at.tenant.release('over')
    expect(objects(await over)[0]).toMatchObject({ outcome: 'attached' })
    await at.tenant.release('mail')
    expect(errorIn(await other).code).toBe('invitation_replaced')
    await at.tenant.faults([])
    expect(objects(await over)[0]).toMatchObject({ invitation_id: (await at.recordOf(email))['id'] })
  })
})
