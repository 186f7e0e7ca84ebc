import { beforeEach, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { Accounts, app, password } from './accounts.ts'
import { objects, stage, startEmpty, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true })
const accounts = new Accounts(play)
const chosen = 'Analytical-Engine-3'
beforeEach(() => startEmpty(play))

/** Once searches have caught up. */
async function reconcile(...flags: string[]) {
  await untilSearchesCaughtUp(play)
  return play.invitations(['reconcile', ...flags, '--json'], app)
}

/** An account that another system made and asks to invite. */
async function requested(email: string, fields: object = {}, profile: object = {}): Promise<string> {
  return accounts.make(email, {
    email_verified: false,
    app_metadata: { invitation: { state: 'requested', ...fields } },
    ...profile,
  })
}

const recordOf = async (email: string) => (await accounts.of(email))[0]?.app_metadata['invitation']
const newestLink = async (email: string) => (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''

describe('an account with a request for an invitation, made by another system,', () => {
  it('is reported if its role is not allowed, and the others are invited', async () => {
    await play.tenant.manage('POST', 'roles', { name: 'admin' })
    await requested('eve@example.com', { roles: ['admin'] })
    await requested('ada@example.com')
    await requested('zoe@example.com', { roles: ['admin'] })
    const ended = await reconcile()
    expect(ended.exitCode).toBe(1)
    expect(objects(ended)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ email: 'eve@example.com', outcome: 'failed' }),
        expect.objectContaining({ email: 'ada@example.com', outcome: 'invited', email_sent: true }),
        expect.objectContaining({ email: 'zoe@example.com', outcome: 'failed' }),
      ]),
    )
    expect(await play.tenant.outbox('ada@example.com')).toHaveLength(1)
  })

  it('is invited with the details in its request; only the mailed link opens it, not the password that it was made with', async () => {
    const email = 'made@example.com'
    const wishes = { note: 'Welcome', invited_by: 'Grace', locale: 'de', ttl: '2d', context: { plan: 'team' } }
    const user_id = await requested(email, wishes, { name: 'Ada Lovelace' })
    const ended = await reconcile()
    expect(ended.exitCode).toBe(0)
    expect(objects(ended)).toMatchObject([
      { email, user_id, outcome: 'invited', email_sent: true, repair: 'invite' },
      { type: 'summary', invited: 1 },
    ])
    const record = await recordOf(email)
    expect(record).toMatchObject({
      ...{ version: 1, state: 'open', email, created_user: true, delivery: 'mail', sends: 1 },
      ...{ note: 'Welcome', invited_by: 'Grace', locale: 'de', context: '{"plan":"team"}' },
    })
    const lifetime = Date.parse(String(record?.['expires_at'])) - Date.parse(String(record?.['invited_at']))
    expect(lifetime).toBe(2 * 86_400_000)
    expect((await play.tenant.outbox(email))[0]?.text).toContain('Guten Tag Ada Lovelace')
    expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
    await choosePassword(await newestLink(email), chosen)
    expect(await signIn(play.tenant, email, chosen)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
    expect(objects(await reconcile())).toEqual([{ type: 'summary' }])
  })

  it('stays as it is if its address is verified, and accepts by signing in', async () => {
    const email = 'verified@example.com'
    await requested(email, {}, { email_verified: true })
    expect(objects(await reconcile())[0]).toMatchObject({ outcome: 'attached', email_sent: true })
    expect(await recordOf(email)).toMatchObject({ created_user: false })
    expect(await signIn(play.tenant, email, password)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('is asked about if somebody has signed in to it and nobody has verified its address; the others are not', async () => {
    const [used, unused] = ['used@example.com', 'unused@example.com']
    for (const email of [used, unused]) await requested(email)
    await signIn(play.tenant, used, password)
    const asked = await reconcile()
    expect(asked.exitCode).toBe(1)
    const outcomes = objects(asked).map(({ email, outcome, reason }) => [email, outcome, reason])
    expect(outcomes).toContainEqual([used, 'failed', 'confirmation_needed'])
    expect(outcomes).toContainEqual([unused, 'invited', null])
    expect(objects(await reconcile('--yes'))[0]).toMatchObject({ email: used, outcome: 'invited' })
    expect(await signIn(play.tenant, used, password)).toHaveProperty('refused')
  })

  it('is listed if the request is wrong, and the others are invited', async () => {
    const wrong = { ttl: { ttl: 'soon' }, note: { note: 7 }, role: { roles: ['nobody'] }, blocked: {} }
    for (const [name, fields] of Object.entries(wrong)) {
      await requested(`${name}@example.com`, fields, { blocked: name === 'blocked' })
    }
    await requested('fine@example.com')
    const ended = await reconcile()
    expect(ended.exitCode).toBe(1)
    const reasons = Object.fromEntries(objects(ended).map(({ email, reason }) => [String(email), reason]))
    expect(reasons).toMatchObject({
      'ttl@example.com': 'invalid_ttl',
      'note@example.com': 'invitation_malformed',
      'role@example.com': 'unknown_role',
      'blocked@example.com': 'account_blocked',
      'fine@example.com': null,
    })
    expect(await recordOf('ttl@example.com')).toEqual({ state: 'requested', ttl: 'soon' })
  })

  it('is only named with --dry-run', async () => {
    const email = 'dry@example.com'
    await requested(email)
    const before = await accounts.of(email)
    const ended = await reconcile('--dry-run')
    expect(ended.exitCode).toBe(1)
    expect(objects(ended)[0]).toMatchObject({ email, outcome: 'invited', reason: 'dry_run', repair: 'invite' })
    expect(await accounts.of(email)).toEqual(before)
  })
})

describe('the roles of an invitation for an account that was there before', () => {
  const email = 'roles@example.com'
  const rolesOf = async (user_id: string) =>
    (await play.tenant.manage('GET', `users/${user_id}/roles`)).body as object[]

  async function accepted(): Promise<{ user_id: string; roles: string[] }> {
    const name = 'editor'
    const { body } = await play.tenant.manage('GET', `roles?name_filter=${name}`)
    const [there] = body as { id: string }[]
    const role = there ?? ((await play.tenant.manage('POST', 'roles', { name })).body as { id: string })
    const user_id = await accounts.make(email)
    await play.invitations(['invite', email, '--role', name], app)
    expect(objects(await reconcile())).toEqual([{ type: 'summary' }])
    await signIn(play.tenant, email, password)
    return { user_id, roles: [role.id] }
  }

  it('are given after the acceptance; a role that an administrator takes away later is not given again', async () => {
    const { user_id, roles } = await accepted()
    expect(await rolesOf(user_id)).toEqual([])
    expect((await reconcile('--dry-run')).exitCode).toBe(1)
    expect(objects(await reconcile())).toMatchObject([{ email, outcome: 'repaired', repair: 'give_roles' }, {}])
    expect(await rolesOf(user_id)).toMatchObject([{ id: roles[0] }])
    await play.tenant.manage('DELETE', `users/${user_id}/roles`, { roles })
    expect(objects(await reconcile())).toEqual([{ type: 'summary' }])
    expect(await rolesOf(user_id)).toEqual([])
  })

  it('are listed as not given if the plan has no roles, or a role is gone', async () => {
    await accepted()
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users/*/roles', status: 403 }])
    const ended = await reconcile()
    expect(ended.exitCode).toBe(1)
    expect(objects(ended)[0]).toMatchObject({ outcome: 'failed', reason: 'roles_not_given', repair: 'give_roles' })
    await play.tenant.faults([])
    expect((await reconcile()).exitCode).toBe(0)
  })
})
