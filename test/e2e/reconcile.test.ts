import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeEach, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { errorIn, objects, stage, startEmpty, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true })
const password = 'Difference-Engine-2'

beforeEach(() => startEmpty(play))

/** Once searches have caught up. */
async function reconcile(...flags: string[]) {
  await untilSearchesCaughtUp(play)
  return play.invitations(['reconcile', ...flags])
}

interface User {
  user_id: string
  blocked?: boolean
  app_metadata: { invitation: Record<string, unknown>; invitation_acceptance?: object }
}

async function userOf(email: string): Promise<User | undefined> {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  return (body as User[])[0]
}

async function change(email: string, fields: object, profile: object = {}): Promise<void> {
  const user = await userOf(email)
  const invitation = { ...user?.app_metadata.invitation, ...fields }
  await play.tenant.manage('PATCH', `users/${user?.user_id}`, { app_metadata: { invitation }, ...profile })
}

/** Invited, and never accepted in time. */
async function expired(email: string): Promise<void> {
  await play.invitations(['invite', email])
  await change(email, { expires_at: '2026-01-08T00:00:00Z', expires_on: '8 January 2026, 00:00 UTC' })
}

const newestLink = async (email: string) => (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''
/** Leaves the reset page without our Action. */
const unbindGuard = () =>
  play.tenant.manage('PATCH', 'actions/triggers/password-reset-post-challenge/bindings', { bindings: [] })

const nothing = 'Nothing is left to finish.\n'

describe('reconcile', () => {
  it('asks for a mail that was never sent, once', async () => {
    await play.tenant.faults([{ path: '/dbconnections/change_password', status: 503 }])
    await play.invitations(['invite', 'owed@example.com'])
    await play.tenant.faults([])
    const ended = await reconcile('--json')
    expect(ended.exitCode).toBe(0)
    expect(objects(ended)).toMatchObject([
      { email: 'owed@example.com', outcome: 'invited', email_sent: true, repair: 'send_mail' },
      { type: 'summary', invited: 1 },
    ])
    expect(await play.tenant.outbox('owed@example.com')).toMatchObject([
      { subject: 'You are invited to Analytical Engine' },
    ])
    expect((await reconcile()).stdout).toBe(nothing)
  })

  it('looks for cleared records among the accounts in the log with one call for 25 that were deleted', async () => {
    const people = Array.from({ length: 30 }, (_, at) => `gone${at}@example.com`)
    await play.invitations(['invite', ...people, '--yes'])
    for (const email of people) await play.tenant.manage('DELETE', `users/${(await userOf(email))?.user_id}`)
    await untilSearchesCaughtUp(play)
    await play.tenant.forgetRequests()
    expect((await reconcile()).stdout).toBe(nothing)
    const calls = (await play.tenant.requests()).filter(({ path }) => path.startsWith('/api/v2/users'))
    const ofOne = calls.filter(({ path }) => /users\/auth0/.test(path))
    expect(ofOne).toEqual([])
    expect(calls.length).toBeLessThan(30)
  })

  it('asks for a mail that is in the record but not in the log, after a kill between the calls', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
    await play.tenant.setClock(new Date(Date.now() - 7_200_000))
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, hold: 'kill' }])
    const env = { ...process.env, ...play.tenant.settings }
    const child = spawn(process.execPath, ['dist/invitations.cjs', 'invite', 'killed@example.com'], { env })
    const ended = once(child, 'close')
    await play.tenant.held('kill')
    child.kill('SIGKILL')
    await ended
    await play.tenant.faults([])
    while ((await userOf('killed@example.com')) === undefined); // the call that was held goes on, and makes it
    await change('killed@example.com', { last_sent_at: hourAgo })
    await play.tenant.setClock(new Date(hourAgo))
    await play.invitations(['invite', 'mailed@example.com'])
    await change('mailed@example.com', { last_sent_at: hourAgo })
    await play.tenant.setClock(new Date())
    const found = await reconcile('--dry-run')
    expect(found.stdout).toContain('killed@example.com: would ask Auth0 for the mail that was never sent.')
    expect(found.stdout).not.toContain('mailed@example.com:')
    expect(objects(await reconcile('--json'))[0]).toMatchObject({ email: 'killed@example.com', repair: 'send_mail' })
    expect(await play.tenant.outbox('killed@example.com')).toHaveLength(1)
    expect(await play.tenant.outbox('mailed@example.com')).toHaveLength(1)
    expect((await reconcile()).stdout).toBe(nothing)
  })

  it('blocks an expired account that nobody owns, and ends its link; inviting again unblocks it', async () => {
    const email = 'late@example.com'
    await expired(email)
    const link = await newestLink(email)
    await unbindGuard() // so that the dead link itself is tested
    const ended = await reconcile()
    expect(ended.stdout).toBe(
      `The invitation of ${email} is dead (expired on 8 January 2026, 00:00 UTC): the account is blocked, and the link no longer works.\n1 repaired.\n`,
    )
    expect(await userOf(email)).toMatchObject({ blocked: true, app_metadata: { invitation: { state: 'open' } } })
    expect((await new Visitor().open(link)).status).toBe(400)
    expect((await reconcile()).stdout).toBe(nothing)
    await play.invitations(['invite', email])
    await choosePassword(await newestLink(email), password)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims')
  })

  it('lifts no block because of an acceptance: it reports ours, and leaves an administrator’s alone', async () => {
    const [outran, banned] = ['outran@example.com', 'banned@example.com']
    for (const email of [outran, banned]) {
      await play.invitations(['invite', email])
      await choosePassword(await newestLink(email), password)
    }
    await play.invitations(['revoke', outran, '--yes'])
    const user = await userOf(outran)
    const acceptance = { id: user?.app_metadata.invitation['id'], at: '2026-01-01T00:00:00Z' }
    const app_metadata = { invitation_acceptance: acceptance }
    await play.tenant.manage('PATCH', `users/${user?.user_id}`, { app_metadata })
    await signIn(play.tenant, banned, password)
    await change(banned, {}, { blocked: true })
    const ended = await reconcile('--json')
    const told = { email: outran, outcome: 'skipped', repair: 'report', reason: 'blocked_after_acceptance' }
    expect(objects(ended)).toMatchObject([told, {}])
    expect(await signIn(play.tenant, outran, password)).toEqual({ refused: 'user is blocked' })
    expect(await userOf(banned)).toMatchObject({ blocked: true })
  })

  it('with --dry-run says what there is to do, changes nothing, and ends with exit code 1 if there is something', async () => {
    const email = 'dry@example.com'
    await expired(email)
    const before = await userOf(email)
    const dry = await reconcile('--dry-run', '--json')
    expect(dry.exitCode).toBe(1)
    expect(objects(dry)[0]).toMatchObject({ email, repair: 'block', reason: 'dry_run' })
    expect(await userOf(email)).toEqual(before)
    await reconcile()
    expect((await reconcile('--dry-run')).exitCode).toBe(0)
  })

  it('with --purge asks, deletes expired accounts that were never used, and blocks the others', async () => {
    const [unused, used, banned] = ['unused@example.com', 'used@example.com', 'banned@example.com']
    for (const email of [unused, used, banned]) await play.invitations(['invite', email])
    await choosePassword(await newestLink(used), password)
    for (const email of [unused, used]) await change(email, { expires_at: '2026-01-08T00:00:00Z' })
    await change(banned, { expires_at: '2026-01-08T00:00:00Z' }, { blocked: true })
    const asked = await reconcile('--purge', '--json')
    expect(asked.exitCode).toBe(2)
    expect(errorIn(asked)).toMatchObject({ code: 'confirmation_needed' })
    expect(await userOf(unused)).not.toHaveProperty('blocked', true)
    const ended = await reconcile('--purge', '--yes', '--json')
    expect(objects(ended).at(-1)).toEqual({ type: 'summary', repaired: 2 })
    expect(await userOf(unused)).toBeUndefined()
    expect(await userOf(used)).toMatchObject({ blocked: true })
    expect(await userOf(banned)).toMatchObject({ blocked: true })
    expect((await reconcile('--purge', '--yes')).stdout).toBe(nothing)
  })

  it('does everything again after a kill between the end of the link and the block', async () => {
    const email = 'crash@example.com'
    await expired(email)
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/tickets/password-change', times: 1, hold: 'end' }])
    await untilSearchesCaughtUp(play)
    const env = { ...process.env, ...play.tenant.settings }
    const child = spawn(process.execPath, ['dist/invitations.cjs', 'reconcile'], { env, stdio: 'ignore' })
    await play.tenant.held('end')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await play.tenant.faults([])
    expect(objects(await reconcile('--json')).at(-1)).toMatchObject({ repaired: 1 })
    expect(await userOf(email)).toMatchObject({ blocked: true })
  })

  it('leaves people alone who accepted after the search, and goes on if Auth0 refuses one', async () => {
    const [accepts, refused, fine] = ['accepts@example.com', 'refused@example.com', 'fine@example.com']
    for (const email of [accepts, refused, fine]) await expired(email)
    await play.tenant.faults([{ method: 'GET', path: '/api/v2/users/*', times: 1, hold: 'look' }])
    const running = reconcile('--json')
    await play.tenant.held('look')
    const user = await userOf(accepts)
    const acceptance = { id: user?.app_metadata.invitation['id'], at: '2026-01-01T00:00:00Z' }
    const app_metadata = { invitation_acceptance: acceptance }
    await play.tenant.manage('PATCH', `users/${user?.user_id}`, { app_metadata })
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/tickets/password-change', times: 1, status: 400 }])
    await play.tenant.release('look')
    const ended = await running
    expect(ended.exitCode).toBe(1)
    expect(objects(ended).at(-1)).toEqual({ type: 'summary', failed: 1, repaired: 1 })
    expect(await userOf(accepts)).not.toHaveProperty('blocked', true)
    expect((await reconcile('--dry-run')).exitCode).toBe(1)
  })
})
