import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { passwordOfAll as password } from '../actions-on-stage.ts'
import { resetMachineClock } from '../machine-clock.ts'
import { objects, stage } from '../stage.ts'
import { Admin, DAY, HOUR, MINUTE } from './admin.ts'

const play = stage({ deployed: true })
const admin = new Admin(play)
let people = 0

beforeEach(() => admin.startsEmpty())

afterEach(resetMachineClock)

describe('a record that a wrong clock wrote', () => {
  const nights = async (count: number): Promise<string[]> => {
    const said: string[] = []
    for (let night = 1; night <= count; night++) {
      await admin.wait(DAY)
      const { stdout, stderr } = await admin.run(['reconcile', '--yes'])
      said.push(stdout + stderr)
    }
    return said
  }

  async function shift(email: string, seconds: number): Promise<void> {
    const { user_id, app_metadata } = await admin.userOf(email)
    const by = (instant: unknown) => new Date(Date.parse(String(instant)) + seconds * 1000).toISOString()
    const { invited_at, last_sent_at, expires_at } = app_metadata.invitation
    const instants = { invited_at: by(invited_at), last_sent_at: by(last_sent_at), expires_at: by(expires_at) }
    const invitation = { ...app_metadata.invitation, ...instants }
    await play.tenant.manage('PATCH', `users/${user_id}`, { app_metadata: { invitation } })
  }

  it.each([
    ['5 minutes ahead', 5 * MINUTE],
    ['5 minutes behind', -5 * MINUTE],
    ['an hour ahead', HOUR],
    ['an hour behind', -HOUR],
  ])('%s: reconcile never mails the invitee of a new account again', async (_, seconds) => {
    const email = `person${++people}@example.com`
    await admin.run(['invite', email])
    await shift(email, seconds)
    const said = await nights(5)
    expect(said.filter((text) => !text.startsWith('Nothing is left to finish.'))).toEqual([])
    expect(await admin.mailsTo(email)).toBe(1)
  })

  it.each([
    ['5 minutes ahead', 5 * MINUTE],
    ['an hour ahead', HOUR],
  ])('%s: reconcile mails an invitee who had an account at most once more', async (_, seconds) => {
    const { connection, clients } = play.tenant.description
    const email = `person${++people}@example.com`
    await play.tenant.manage('POST', 'users', { connection, email, password, email_verified: true })
    await admin.run(['invite', email], { INVITATIONS_APP_URL: clients.app.callback })
    await shift(email, seconds)
    await nights(5)
    expect(await admin.mailsTo(email)).toBeLessThanOrEqual(2)
  })

  it('a mail that the record owes waits for a day after a mail in the log, and reconcile says so', async () => {
    const email = `person${++people}@example.com`
    await play.tenant.faults([{ path: '/dbconnections/change_password', drop_response: true }])
    expect((await admin.run(['invite', email])).exitCode).toBe(1)
    await play.tenant.faults([])
    expect(await admin.recordOf(email)).toMatchObject({ sends: 0 })
    await admin.wait(HOUR)
    const { stdout, stderr } = await admin.run(['reconcile', '--yes'])
    expect(stdout).toBe('Nothing is left to finish.\n')
    expect(stderr).toContain('1 invitation seems to be owed a mail, but none is sent')
    expect(await admin.mailsTo(email)).toBe(1)
    await nights(2)
    expect(await admin.mailsTo(email)).toBe(2)
  })
})

it('deploy history shows Auth0’s time, whatever the machine’s clock says', async () => {
  admin.sitsAt(() => HOUR)
  expect((await admin.run(['deploy', 'rollback', '--yes'])).exitCode).toBe(0)
  const [newest] = objects(await admin.run(['deploy', 'history', '--json']))
  expect(newest).toMatchObject({ what: 'rollback' })
  admin.expectNow(newest?.['at'])
})
