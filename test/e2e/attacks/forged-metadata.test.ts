import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword } from '../../app.ts'
import { objects, untilSearchesCaughtUp } from '../stage.ts'
import { password, scene } from './scene.ts'

// Somebody has a token with read:users and update:users_app_metadata, and nothing else: another team's tool, or a thief.
// With it they can read and copy what Auth0 says about an account, but not change it.

const at = scene({ INVITATIONS_APP_URL: 'https://app.example.com/start' })
const id = 'inv_00000000000000000000000000000000'
const past = '2026-01-02T00:00:00Z'
let admin = ''

beforeAll(async () => {
  admin = ((await at.tenant.manage('POST', 'roles', { name: 'admin' })).body as { id: string }).id
})

/** Somebody's own account, verified and in use. */
async function victim(email: string, more: object = {}): Promise<Record<string, unknown>> {
  const { connection } = at.tenant.description
  await at.tenant.manage('POST', 'users', { connection, email, password, email_verified: true, ...more })
  expect(await at.signsIn(email)).toHaveProperty('claims')
  return at.userOf(email)
}

function record(email: string, fields: object = {}): Record<string, unknown> {
  return {
    ...{ version: 1, id, email, state: 'open', created_user: true, delivery: 'mail', sends: 1 },
    ...{ invited_at: '2026-01-01T00:00:00Z', expires_at: past, ...fields },
  }
}

const forge = (email: string, app_metadata: object) => at.change(email, { app_metadata })
/** Once searches have caught up. */
const reconcile = async (...flags: string[]) => {
  await untilSearchesCaughtUp(at)
  return objects(await at.invitations(['reconcile', '--yes', '--json', ...flags]))
}
const rolesOf = async (email: string) => {
  const { user_id } = await at.userOf(email)
  return (await at.tenant.manage('GET', `users/${encodeURIComponent(String(user_id))}/roles`)).body
}

describe('A record that somebody forged', () => {
  it('of an acceptance, with a role: reconcile gives none that INVITATIONS_ROLES lacks', async () => {
    const email = 'wants-admin@example.com'
    await victim(email)
    const invitation = record(email, { created_user: false, roles: [admin] })
    await forge(email, { invitation, invitation_acceptance: { id, at: past } })
    expect((await reconcile()).filter((one) => one['email'] === email)).toMatchObject([
      { outcome: 'failed', reason: 'role_not_allowed', repair: 'give_roles' },
    ])
    expect(await rolesOf(email)).toEqual([])
    await forge(email, { invitation: null, invitation_acceptance: null })
  })

  it('of a request, with a role: nobody is invited with it', async () => {
    const email = 'requests-admin@example.com'
    await victim(email)
    await forge(email, { invitation: { state: 'requested', roles: ['admin'] } })
    await reconcile()
    expect(await rolesOf(email)).toEqual([])
    expect(await at.tenant.outbox(email)).toEqual([])
    await forge(email, { invitation: null })
  })

  it('of a block of ours and an acceptance: an administrator’s block stays', async () => {
    await staysBlocked('banned-owner@example.com', { invitation_acceptance: { id, at: past } })
  })

  it('of a block of ours and a dead invitation: an administrator’s block stays', async () => {
    await staysBlocked('banned@example.com', {})
  })

  it('of an invitation that made the account: nobody is shut out, deleted or handed over', async () => {
    await staysTheirs('made@example.com', () => ({}))
  })

  it('of an invitation that made the account, with its created_at copied', async () => {
    await staysTheirs('made-at@example.com', ({ created_at }) => ({ invited_at: created_at }))
  })

  it('of an invitation that made the account, with earlier ids made up', async () => {
    const previous_ids = ['inv_11111111111111111111111111111111']
    await staysTheirs('made-earlier@example.com', () => ({ previous_ids }))
  })

  it('of an account that was kept, with an ended password made up', async () => {
    await staysTheirs('kept-before@example.com', ({ created_at }) => ({ password_ended_at: created_at }))
  })
})

async function staysBlocked(email: string, more: object): Promise<void> {
  await victim(email)
  await at.change(email, { blocked: true })
  await forge(email, { invitation: record(email), invitation_block: { id, at: past }, ...more })
  await reconcile()
  await at.invitations(['invite', email])
  expect(await at.userOf(email)).toMatchObject({ blocked: true })
  await forge(email, { invitation: null, invitation_block: null, invitation_acceptance: null })
}

async function staysTheirs(email: string, fields: (user: Record<string, unknown>) => object): Promise<void> {
  const user = await victim(email)
  await forge(email, { invitation: record(email, fields(user)) })
  for (const flags of [[], ['--purge']]) {
    expect((await reconcile(...flags)).filter((one) => one['email'] === email)).toMatchObject([
      { outcome: 'skipped', repair: 'report', reason: 'not_proven' },
    ])
  }
  expect((await at.invitations(['revoke', email, '--delete-account', '--yes'])).exitCode).toBe(1)
  expect((await at.invitations(['revoke', email, '--yes'])).exitCode).toBe(0)
  expect(await at.userOf(email)).not.toMatchObject({ blocked: true })
  expect(await at.signsIn(email)).toHaveProperty('claims') // the Action does not refuse it either
  const open = record(email, { ...fields(user), expires_at: '2099-01-01T00:00:00Z' })
  await forge(email, { invitation: open, invitation_revocation: null })
  expect((await at.invitations(['resend', email, '--link', '--trust-address'])).exitCode).toBe(1)
  await forge(email, { invitation: record(email, fields(user)) })
  expect(objects(await at.invitations(['invite', email, '--json']))[0]).toMatchObject({ outcome: 'attached' })
  expect(await at.signsIn(email)).toHaveProperty('claims') // and the password is still the owner's
  await forge(email, { invitation: null })
}

describe('The same records, if they are true', () => {
  it('an account that an invitation made is blocked after the expiry, even if it was revoked and invited again', async () => {
    const email = 'renewed@example.com'
    await at.invite([email])
    await at.revoke(email)
    await at.invite([email])
    const invitation = { ...(await at.recordOf(email)), expires_at: past }
    await forge(email, { invitation })
    expect((await reconcile()).filter((one) => one['email'] === email)).toMatchObject([{ repair: 'block' }])
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    await at.invite([email])
    await at.expectInviteeGetsIn(email)
  })

  it('an account that was kept, with every way into it ended, is shut after the expiry', async () => {
    const email = 'kept@example.com'
    await at.signUp(email)
    await at.invite([email], '--keep-account', '--yes')
    const invitation = { ...(await at.recordOf(email)), expires_at: past }
    await forge(email, { invitation })
    expect((await reconcile()).filter((one) => one['email'] === email)).toMatchObject([{ repair: 'block' }])
    expect(await at.signsIn(email)).toHaveProperty('refused')
  })

  it('an account that another system asked to invite is shut after the expiry', async () => {
    const email = 'requested@example.com'
    const { connection } = at.tenant.description
    const app_metadata = { invitation: { state: 'requested' } }
    await at.tenant.manage('POST', 'users', { connection, email, password, app_metadata })
    await reconcile()
    await choosePassword(await at.newestLink(email), password)
    const invitation = { ...(await at.recordOf(email)), expires_at: past }
    await forge(email, { invitation })
    expect((await reconcile()).filter((one) => one['email'] === email)).toMatchObject([{ repair: 'block' }])
  })
})
