import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword } from '../app.ts'
import { scene, password } from './attacks/scene.ts'
import { objects, untilSearchesCaughtUp } from './stage.ts'

// A tenant in which version 0.1 invited people, and one that still has the Actions of 0.1 (version-0.1/, as a deploy of
// 0.1 left them): before the upgrade's deploy, and after a rollback.

const at = scene({ INVITATIONS_APP_URL: 'https://app.example.com/start' })
const id = 'inv_abcdefabcdefabcdefabcdefabcdefab'
const instant = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
const DAY = 86_400

/** An account as 0.1 made it, with its record; the user_id does not show that an invitation made it. */
async function madeBy01(email: string, fields: object, more: object = {}, user: object = {}): Promise<void> {
  const { connection } = at.tenant.description
  const invitation = {
    ...{ version: 1, id, email, state: 'open', created_user: true, delivery: 'mail', sends: 1 },
    ...{ invited_at: instant(0), expires_at: instant(7 * DAY), last_sent_at: instant(0), ...fields },
  }
  await at.tenant.manage('POST', 'users', {
    ...{ connection, email, password: 'Nobody-knows-this-1', email_verified: false, verify_email: false },
    ...{ app_metadata: { invitation, ...more }, ...user },
  })
}

const statusOf = async (email: string) => objects(await at.invitations(['show', email, '--json']))[0]?.['status']
const setPassword = (email: string) => at.change(email, { password })

describe('an invitation that version 0.1 made', () => {
  it('is mailed again and accepted if it is open', async () => {
    const email = 'open-01@example.com'
    await madeBy01(email, { last_sent_at: '2026-01-01T00:00:00Z' })
    expect(await statusOf(email)).toBe('pending')
    expect((await at.invitations(['resend', email])).exitCode).toBe(0)
    await at.expectInviteeGetsIn(email)
  })

  it('refuses, is blocked by reconcile, and can be made again if it has expired', async () => {
    const email = 'expired-01@example.com'
    await madeBy01(email, { expires_at: instant(-DAY) })
    expect(await statusOf(email)).toBe('expired')
    await untilSearchesCaughtUp(at)
    expect((await at.invitations(['reconcile', '--yes'])).stdout).toContain(email)
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    await at.invite([email])
    await at.expectInviteeGetsIn(email)
  })

  it('stays revoked and blocked, and inviting again lifts the block', async () => {
    const email = 'revoked-01@example.com'
    const at01 = { state: 'revoked', revoked_at: instant(-60), blocked_at: instant(-60) }
    await madeBy01(email, at01, {}, { blocked: true })
    expect(await statusOf(email)).toBe('revoked')
    expect(objects(await at.invitations(['revoke', email, '--yes', '--json']))[0]).toMatchObject({
      outcome: 'already_revoked',
    })
    expect(await at.signsIn(email)).toHaveProperty('refused')
    await at.invite([email])
    expect(await at.userOf(email)).toMatchObject({ blocked: false })
    await at.expectInviteeGetsIn(email)
  })

  it('lets its owner in after the acceptance, even if 0.1 revoked it afterwards', async () => {
    const email = 'accepted-01@example.com'
    const acceptance = { invitation_acceptance: { id, at: instant(-60) } }
    await madeBy01(email, { state: 'revoked', revoked_at: instant(-90) }, acceptance)
    await setPassword(email)
    expect(await statusOf(email)).toBe('accepted')
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('does not expire once somebody has agreed to it in the app', async () => {
    const email = 'consented-01@example.com'
    const fields = { created_user: false, consented_at: instant(-2 * DAY), expires_at: instant(-DAY) }
    await madeBy01(email, { ...fields, redirect_to: 'https://app.example.com/start' }, {}, { email_verified: true })
    expect(await statusOf(email)).toBe('pending')
    await setPassword(email)
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })
})

describe('while the tenant still has the Actions of version 0.1', () => {
  const old: Record<string, object> = {}

  beforeAll(async () => {
    for (const [trigger, name] of [
      ['post-login', 'accept-invitation'],
      ['password-reset-post-challenge', 'guard-invitation-link'],
    ] as const) {
      const code = readFileSync(`test/e2e/version-0.1/${name}.js`, 'utf8')
      old[trigger] = await at.anotherTeams(trigger, `${name} of version 0.1`, code)
    }
  })

  const withOldActions = (story: () => Promise<void>) =>
    at.withBindings(
      'post-login',
      () => [old['post-login'] ?? {}],
      () => at.withBindings('password-reset-post-challenge', () => [old['password-reset-post-challenge'] ?? {}], story),
    )

  it('an invitation is accepted, and the owner keeps the account after the upgrade', async () => {
    const email = 'accepts@example.com'
    await at.invite([email])
    await withOldActions(() => at.expectInviteeGetsIn(email))
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('a revocation holds at both doors, also without the block', async () => {
    const email = 'revoked@example.com'
    await at.invite([email])
    await choosePassword(await at.newestLink(email), password)
    await at.revoke(email)
    await at.change(email, { blocked: false })
    await withOldActions(async () => expect(await at.signsIn(email)).toHaveProperty('refused'))
    await at.expectNobodyAccepted(email)
  })

  it('the block holds a revocation that a late write has covered', async () => {
    const email = 'covered@example.com'
    await at.invite([email])
    await choosePassword(await at.newestLink(email), password)
    const invitation = await at.recordOf(email)
    await at.revoke(email)
    await at.change(email, { app_metadata: { invitation } })
    await withOldActions(async () => expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' }))
    await at.expectNobodyAccepted(email)
  })
})
