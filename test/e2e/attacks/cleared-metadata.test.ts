import { describe, expect, it } from 'vitest'
import { deskOf } from '../desk.ts'
import { errorIn, objects, untilSearchesCaughtUp } from '../stage.ts'
import { Visitor } from '../../visitor.ts'
import { password, scene } from './scene.ts'

// PATCH {"app_metadata": {}} clears app_metadata whole (docs: manage-users/user-accounts/metadata/manage-metadata-api);
// other teams' tools do it by accident. The record is gone, and the link that was mailed still opens.

const at = scene()
const { Desk } = deskOf(at)

const reconciled = async (flags: string[], folder?: string) => {
  await untilSearchesCaughtUp(at)
  return objects(await at.invitations(['reconcile', '--yes', '--json', ...flags], {}, folder))
}
const reported = async (email: string) => (await reconciled([])).filter((one) => one['email'] === email)

describe('A record that another tool has cleared', () => {
  it('completely: reconcile finds the account by the log, and says that its link may work', async () => {
    const email = 'cleared@example.com'
    await at.invite([email])
    await at.change(email, { app_metadata: {} })
    expect(await reported(email)).toMatchObject([{ outcome: 'skipped', repair: 'report', reason: 'record_gone' }])
    expect((await new Visitor().open(await at.newestLink(email))).status).toBe(200)
  })

  it('completely: revoking by address ends the link, and blocks the account', async () => {
    const email = 'cleared-and-revoked@example.com'
    await at.invite([email])
    await at.change(email, { app_metadata: {} })
    expect((await at.invitations(['revoke', email, '--yes'])).exitCode).toBe(0)
    expect((await new Visitor().open(await at.newestLink(email))).status).toBe(400)
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    expect(objects(await at.invitations(['show', email, '--json']))[0]).toMatchObject({ status: 'revoked' })
    await at.invite([email])
    await at.expectInviteeGetsIn(email)
  })

  it('only the invitation: it is found and revoked in the same way', async () => {
    const email = 'cleared-key@example.com'
    await at.invite([email])
    await at.change(email, { app_metadata: { invitation: null } })
    expect(await reported(email)).toMatchObject([{ reason: 'record_gone' }])
    expect((await at.invitations(['revoke', email, '--yes'])).exitCode).toBe(0)
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
  })

  it('of somebody who accepted: the owner is not shut out', async () => {
    const email = 'cleared-owner@example.com'
    await at.invite([email])
    await at.expectInviteeGetsIn(email)
    await at.change(email, { app_metadata: {} })
    const ended = await at.invitations(['revoke', email, '--yes', '--json'])
    expect(errorIn(ended).code).toBe('account_not_proven')
    expect(await at.signsIn(email)).toHaveProperty('claims')
  })

  it('after the log has forgotten it: an earlier export names the account', async () => {
    const email = 'cleared-long-ago@example.com'
    const { connection } = at.tenant.description
    await at.tenant.manage('POST', 'users', { connection, email, password })
    const { user_id } = await at.userOf(email)
    for (const text of [`email,user_id\n${email},${String(user_id)}\n`, `${JSON.stringify({ email, user_id })}\n`]) {
      const desk = new Desk().write(text)
      const found = await reconciled(['--export', 'people.csv'], desk.folder)
      expect(found.filter((one) => one['email'] === email)).toMatchObject([{ reason: 'record_gone' }])
    }
    expect(await reported(email)).toEqual([])
  })
})
