import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword } from '../../app.ts'
import { errorIn, objects } from '../stage.ts'
import { password, scene } from './scene.ts'

const at = scene()
const HOUR = 3600
const unreadable = { refused: 'This invitation cannot be read. Ask the person who invited you for a new one.' }

beforeAll(async () => {
  await at.invite(['claimed@example.com', 'forged@example.com'], '--ttl', '1h')
  const names = ['newer', 'newer-owner', 'torn', 'full', 'full-revoked', 'rolled-back', 'stretched', 'nothing']
  await at.invite(names.map((name) => `${name}@example.com`))
})

async function changeRecord(email: string, changes: Record<string, unknown>): Promise<void> {
  const invitation = { ...(await at.recordOf(email)), ...changes }
  expect((await at.change(email, { app_metadata: { invitation } })).status).toBe(200)
}

/** Fills the metadata of a profile up to Auth0's limit, except for some bytes. */
async function fillMetadata(email: string, bytesLeft: number): Promise<void> {
  const { app_metadata } = await at.userOf(email)
  const taken = Buffer.byteLength(JSON.stringify({ app_metadata: { ...(app_metadata as object), crm: '' } }))
  expect((await at.change(email, { app_metadata: { crm: 'x'.repeat(10_240 - taken - bytesLeft) } })).status).toBe(200)
}

describe('Metadata that people may write themselves', () => {
  it('user_metadata claims that the invitation is still open', async () => {
    const email = 'claimed@example.com'
    await choosePassword(await at.newestLink(email), password)
    const invitation = { ...(await at.recordOf(email)), expires_at: '2099-01-01T00:00:00Z' }
    await at.change(email, { user_metadata: { invitation } })
    await at.later(HOUR, async () => expect(await at.signsIn(email)).toHaveProperty('refused'))
    await at.expectNobodyAccepted(email)
  })

  it('user_metadata claims that the invitation was accepted', async () => {
    const email = 'forged@example.com'
    await choosePassword(await at.newestLink(email), password)
    const { id } = await at.recordOf(email)
    await at.change(email, { user_metadata: { invitation_acceptance: { id, at: '2026-01-01T00:00:00Z' } } })
    await at.later(HOUR, async () => expect(await at.signsIn(email)).toHaveProperty('refused'))
    expect(objects(await at.invitations(['show', email, '--json']))[0]).toMatchObject({ accepted_at: null })
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { id, accepted_now: true } } })
  })
})

describe('A record that this version cannot read', () => {
  it('a newer version wrote it, and nobody accepted: refused, not guessed at', async () => {
    const email = 'newer@example.com'
    await choosePassword(await at.newestLink(email), password)
    await changeRecord(email, { version: 2 })
    expect(await at.signsIn(email)).toEqual(unreadable)
    await at.expectNobodyAccepted(email)
    for (const command of ['resend', 'revoke']) {
      const ended = await at.invitations([command, email, ...(command === 'revoke' ? ['--yes'] : []), '--json'])
      expect(errorIn(ended).code).toBe('invitation_malformed')
    }
    expect(await at.recordOf(email)).toMatchObject({ version: 2 })
  })

  it('a newer version wrote it after the acceptance: the owner is not locked out', async () => {
    const email = 'newer-owner@example.com'
    await at.expectInviteeGetsIn(email)
    await changeRecord(email, { version: 2, state: { moved: true }, expires_at: 'never' })
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('an Action rolled back to an older version meets the newer record', async () => {
    const email = 'rolled-back@example.com'
    await at.expectInviteeGetsIn(email)
    const { body } = await at.tenant.manage('GET', 'actions/actions?actionName=accept-invitation')
    const { id } = (body as { actions: { id: string }[] }).actions[0] ?? { id: '' }
    await at.tenant.manage('POST', `actions/actions/${id}/deploy`)
    const versions = (await at.tenant.manage('GET', `actions/actions/${id}/versions`)).body
    const first = (versions as { versions: { id: string; number: number }[] }).versions.find(
      ({ number }) => number === 1,
    )
    const rollback = await at.tenant.manage('POST', `actions/actions/${id}/versions/${first?.id}/deploy`, {})
    expect(rollback.status).toBeLessThan(300)
    await changeRecord(email, { version: 2 })
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('an expiry that is not a date, in the hope of an invitation without an end', async () => {
    const email = 'torn@example.com'
    await choosePassword(await at.newestLink(email), password)
    await changeRecord(email, { expires_at: 'never' })
    expect(await at.signsIn(email)).toEqual(unreadable)
    await at.expectNobodyAccepted(email)
  })

  it('an acceptance without an id: it does not count', async () => {
    const email = 'nothing@example.com'
    await choosePassword(await at.newestLink(email), password)
    await changeRecord(email, { expires_at: '2026-01-01T00:00:00Z' })
    await at.change(email, { app_metadata: { invitation_acceptance: ['inv_0123456789'] } })
    expect(await at.signsIn(email)).toHaveProperty('refused')
  })
})

describe('Other products in the same metadata', () => {
  it('`invitation` is another product’s text or list: its users sign in as before, and our tools leave it alone', async () => {
    for (const [email, invitation] of [
      ['text@example.net', 'INV-2026-17'],
      ['list@example.net', ['INV-2026-17', { created_user: true, state: 'revoked' }]],
    ] as const) {
      await at.signUp(email)
      await at.change(email, { app_metadata: { invitation } })
      const outcome = await at.signsIn(email)
      expect(outcome).toHaveProperty('claims')
      expect(outcome).not.toHaveProperty('claims.invitation')
      expect((await at.invitations(['revoke', email, '--yes'])).exitCode).toBe(1)
      expect(await at.userOf(email)).toMatchObject({ app_metadata: { invitation }, email })
    }
  })

  it('metadata filled up to Auth0’s limit before the invitee accepts', async () => {
    const email = 'full@example.com'
    await choosePassword(await at.newestLink(email), password)
    await fillMetadata(email, 0)
    const signedIn = await at.signsIn(email)
    expect(signedIn).toHaveProperty('claims')
    expect(signedIn).not.toHaveProperty('claims.invitation') // nothing is stored, so nothing is claimed
    await at.expectNobodyAccepted(email)
  })

  it('metadata filled up to Auth0’s limit before the revocation', async () => {
    const email = 'full-revoked@example.com'
    await choosePassword(await at.newestLink(email), password)
    await fillMetadata(email, 0)
    await at.revoke(email)
    expect(await at.recordOf(email)).toMatchObject({ state: 'revoked' })
    expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' })
  })

  it('a context with __proto__ in it reaches the app as plain data', async () => {
    const email = 'proto@example.com'
    const context = '{"__proto__":{"status":"admin"},"constructor":{"prototype":{"id":"x"}},"plan":"team"}'
    await at.invite([email], '--context', context)
    await choosePassword(await at.newestLink(email), password)
    const outcome = await at.signsIn(email)
    const claim = 'claims' in outcome ? (outcome.claims['invitation'] as Record<string, unknown>) : {}
    expect(claim).toMatchObject({ status: 'accepted', id: (await at.recordOf(email))['id'] })
    expect(JSON.stringify(claim['context'])).toBe(context)
  })
})
