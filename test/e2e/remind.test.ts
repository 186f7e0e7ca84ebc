import { beforeEach, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { errorIn, objects, stage, startEmpty, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true })
const password = 'Difference-Engine-2'

beforeEach(() => startEmpty(play))

/** Once searches have caught up. */
async function remind(...flags: string[]) {
  await untilSearchesCaughtUp(play)
  return play.invitations(['remind', ...flags])
}

async function userOf(email: string) {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  const [user] = body as { user_id: string; app_metadata: { invitation: Record<string, unknown> } }[]
  if (user === undefined) throw new Error(`There is no account ${email}.`)
  return user
}

/** Invited, and mailed long ago. */
async function invitedEarlier(email: string, fields: object = {}): Promise<void> {
  await play.invitations(['invite', email, '--invited-by', 'Grace'])
  const { user_id, app_metadata } = await userOf(email)
  const invitation = { ...app_metadata.invitation, last_sent_at: '2026-01-01T00:00:00Z', ...fields }
  await play.tenant.manage('PATCH', `users/${user_id}`, { app_metadata: { invitation } })
}

const mailsTo = async (email: string) => (await play.tenant.outbox(email)).map(({ subject }) => subject)

/** The clock on the wall in UTC, some hours from now: like 08:00. */
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)

describe('remind', () => {
  it('mails people who have not set a password since the last mail, and nobody twice', async () => {
    await invitedEarlier('due@example.com')
    await invitedEarlier('begun@example.com')
    await choosePassword((await play.tenant.outbox('begun@example.com'))[0]?.links[0] ?? '', password)
    await play.invitations(['invite', 'new@example.com'])
    const first = await remind('--json')
    expect(first.exitCode).toBe(0)
    expect(objects(first)).toMatchObject([
      { email: 'due@example.com', outcome: 'reminded', email_sent: true },
      { type: 'summary', reminded: 1 },
    ])
    expect(await mailsTo('due@example.com')).toEqual([
      'You are invited to Analytical Engine',
      'Reminder: you are invited to Analytical Engine',
    ])
    expect((await userOf('due@example.com')).app_metadata.invitation).toMatchObject({ sends: 2, invited_by: 'Grace' })
    const second = await remind()
    expect(second.stdout).toBe('Nobody is due for a reminder.\n')
  })

  it('stops after the allowed number of reminders', async () => {
    await invitedEarlier('often@example.com', { sends: 2 })
    expect(objects(await remind('--most', '1', '--json'))).toEqual([{ type: 'summary' }])
    expect(objects(await remind('--most', '2', '--json')).at(-1)).toMatchObject({ reminded: 1 })
  })

  it('in quiet hours sends nothing, and says when it may', async () => {
    await invitedEarlier('asleep@example.com')
    const quiet = `${hoursFromNow(-2)}-${hoursFromNow(2)}`
    const ended = await remind('--quiet', quiet, '--json')
    expect(ended.exitCode).toBe(0)
    const [skipped, summary] = objects(ended)
    expect(skipped).toMatchObject({ outcome: 'skipped', email_sent: false, reason: 'quiet_hours' })
    expect(String(skipped?.['not_before']).slice(11, 16)).toBe(quiet.slice(6))
    expect(summary).toEqual({ type: 'summary', skipped: 1 })
    expect(await mailsTo('asleep@example.com')).toHaveLength(1)
    const awake = await remind('--quiet', `${hoursFromNow(2)}-${hoursFromNow(4)}`)
    expect(awake.stdout).toMatch(/^Reminded asleep@example.com until .*\n1 reminded.\n$/)
  })

  it('uses the quiet hours of the place where the invitee lives', async () => {
    await invitedEarlier('tokyo@example.com', { time_zone: 'Asia/Tokyo' })
    // It is nine hours later there.
    const [skipped] = objects(await remind('--quiet', `${hoursFromNow(8)}-${hoursFromNow(10)}`, '--json'))
    expect(skipped).toMatchObject({ email: 'tokyo@example.com', outcome: 'skipped', reason: 'quiet_hours' })
    const awake = await remind('--quiet', `${hoursFromNow(-2)}-${hoursFromNow(2)}`)
    expect(awake.stdout).toMatch(/^Reminded tokyo@example.com until /)
  })

  it('with --dry-run says whom it would mail, and asks before more than 50 mails', async () => {
    await invitedEarlier('dry@example.com')
    const dry = await remind('--dry-run')
    expect(dry.stdout).toMatch(/^Would remind dry@example.com, reminder 1; .* Nothing was done.\n/)
    const { app_metadata } = await userOf('dry@example.com')
    const { connection } = play.tenant.description
    for (let index = 0; index < 50; index++) {
      const email = `crowd${index}@example.com`
      const invitation = { ...app_metadata.invitation, email, id: `inv_crowd0000${index}` }
      await play.tenant.manage('POST', 'users', { email, connection, password, app_metadata: { invitation } })
    }
    const asked = await remind('--json')
    expect(asked.exitCode).toBe(2)
    expect(errorIn(asked).code).toBe('confirmation_needed')
    expect(await mailsTo('dry@example.com')).toHaveLength(1)
  })

  it('checks each person before the mail: somebody who accepted after the search gets none', async () => {
    await invitedEarlier('meanwhile@example.com')
    await play.tenant.faults([{ method: 'GET', path: '/api/v2/users/*', times: 1, hold: 'look' }])
    const reminding = remind('--json')
    await play.tenant.held('look')
    await choosePassword((await play.tenant.outbox('meanwhile@example.com'))[0]?.links[0] ?? '', password)
    await signIn(play.tenant, 'meanwhile@example.com', password)
    await play.tenant.release('look')
    expect(objects(await reminding)).toEqual([{ type: 'summary' }])
    expect(await mailsTo('meanwhile@example.com')).toHaveLength(1)
  })

  it('goes on with the next person if Auth0 refuses one', async () => {
    await invitedEarlier('first@example.com')
    await invitedEarlier('second@example.com')
    await play.tenant.faults([{ method: 'PATCH', path: '/api/v2/users/*', times: 1, status: 400 }])
    const ended = await remind('--json')
    expect(ended.exitCode).toBe(1)
    expect(objects(ended).at(-1)).toEqual({ type: 'summary', failed: 1, reminded: 1 })
    expect(objects(await remind('--json')).at(-1)).toEqual({ type: 'summary', reminded: 1 })
  })

  it.each([
    ['--quiet', '20-8', '--quiet 20-8 is not hours like 20:00-08:00.'],
    ['--after', 'soon', '--after soon is not a span like 3d or 12h.'],
    ['--most', '0', '--most 0 is not a number from 1 to 9.'],
  ])('%s %s is refused before the first call', async (flag, said, message) => {
    await play.tenant.forgetRequests()
    const ended = await remind(flag, said, '--json')
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({ code: 'usage', message })
    expect(await play.tenant.requests()).toEqual([])
  })
})
