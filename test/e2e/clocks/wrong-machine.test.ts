import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createInvitations } from '../../../scripts/invitations/index.ts'
import { readInvitationSettings } from '../../../scripts/ground/settings/invitation-settings.ts'
import { Visitor } from '../../visitor.ts'
import { passwordOfAll as password } from '../actions-on-stage.ts'
import { deskOf } from '../desk.ts'
import { resetMachineClock } from '../machine-clock.ts'
import { errorIn, objects, stage } from '../stage.ts'
import { Admin, DAY, emailsIn, HOUR, MINUTE, type Ahead } from './admin.ts'

const play = stage({
  deployed: true,
  settings: { INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' },
})
const admin = new Admin(play)
const { Desk } = deskOf(play)

let looks = 0
const machines: [string, Ahead][] = [
  ['is right', () => 0],
  ['is a second ahead', () => 1],
  ['is a second behind', () => -1],
  ['is 5 minutes ahead', () => 5 * MINUTE],
  ['is 5 minutes behind', () => -5 * MINUTE],
  ['is an hour ahead', () => HOUR],
  ['is an hour behind', () => -HOUR],
  ['jumps by two hours between commands', (command) => (command % 2 === 0 ? HOUR : -HOUR)],
  ['jumps each time it is read', () => [HOUR, -5 * MINUTE, -HOUR, 1][looks++ % 4] ?? 0],
]

beforeEach(() => admin.startsEmpty())

afterEach(resetMachineClock)

/** Everything that compares an instant of the record or the machine with Auth0's. */
const stories: [string, (email: string) => Promise<void>][] = [
  [
    'invite: valid from now, for a week, with two calls; the second time nothing is sent',
    async (email) => {
      await play.invitations(['invite', 'looked@example.com']) // the first one remembers what it finds in order
      await play.tenant.forgetRequests()
      expect((await admin.run(['invite', email])).exitCode).toBe(0)
      const calls = (await play.tenant.requests()).map(({ method, path }) => `${method} ${path}`)
      expect(calls).toEqual(['POST /oauth/token', 'POST /api/v2/users', 'POST /dbconnections/change_password'])
      const { invited_at, expires_at, expires_on, last_sent_at } = await admin.recordOf(email)
      admin.expectNow(invited_at)
      admin.expectNow(last_sent_at)
      admin.expectNow(expires_at, 7 * DAY)
      expect(String(expires_on)).toContain(String(expires_at).slice(11, 16))
      expect(objects(await admin.run(['invite', email, '--json']))).toMatchObject([{ outcome: 'already_invited' }])
      expect(await admin.mailsTo(email)).toBe(1)
    },
  ],
  [
    'invite with a given token: the same, and a third call only if the clock is wrong',
    async (email) => {
      const token = { AUTH0_ACCESS_TOKEN: play.tenant.description.management_token }
      const isRight = admin.isRight
      await play.tenant.forgetRequests()
      await admin.run(['invite', email], token)
      const calls = (await play.tenant.requests()).map(({ method }) => method)
      if (isRight) expect(calls).toEqual(['POST', 'POST'])
      else expect([2, 3]).toContain(calls.length)
      const { invited_at, expires_at, expires_on, sends } = await admin.recordOf(email)
      admin.expectNow(invited_at)
      admin.expectNow(expires_at, 7 * DAY)
      expect(sends).toBe(1)
      expect((await play.tenant.outbox(email)).map(({ html }) => html.includes(String(expires_on)))).toEqual([true])
    },
  ],
  [
    'show, list and preview: an invitation is pending two minutes before its expiry, and expired two minutes after',
    async (email) => {
      await admin.run(['invite', email, '--ttl', '10m'])
      const expectStatus = async (status: string) => {
        expect(objects(await admin.run(['show', email, '--json']))).toMatchObject([{ status }])
        expect(emailsIn(await admin.sees('list', '--status', status))).toEqual([email])
        const { stderr } = await admin.run(['preview', '--email', email, '--out', new Desk().folder])
        expect(stderr.includes('The reset page refuses its link: expired')).toBe(status === 'expired')
      }
      await admin.wait(8 * MINUTE)
      await expectStatus('pending')
      await admin.wait(4 * MINUTE)
      await expectStatus('expired')
    },
  ],
  [
    'show: the mail that the program asked for is the one in the log',
    async (email) => {
      await admin.run(['invite', email])
      await admin.wait(MINUTE)
      const [shown] = objects(await admin.run(['show', email, '--json']))
      expect(shown).toMatchObject({ deliveries: { mails: [{ outcome: 'handed_to_provider' }] } })
      expect(shown?.['history']).toMatchObject([{ event: 'invited' }, { event: 'mail_handed_to_provider' }])
    },
  ],
  [
    'list, export and report: --since and --expiring-within count from now',
    async (email) => {
      const later = `later-${email}`
      await admin.run(['invite', email, '--ttl', '30m'])
      await admin.wait(12 * MINUTE)
      await admin.run(['invite', later])
      expect(emailsIn(await admin.sees('list', '--since', '10m'))).toEqual([later])
      expect(emailsIn(await admin.sees('export', '--since', '14m'))).toHaveLength(2)
      expect(await admin.sees('report', '--since', '10m')).toMatchObject([{ funnel: { created: 1 } }])
      expect(emailsIn(await admin.sees('list', '--expiring-within', '20m'))).toEqual([email])
      expect(emailsIn(await admin.sees('list', '--expiring-within', '15m'))).toEqual([])
    },
  ],
  [
    'requests: --since counts from now',
    async (email) => {
      const { clients, connection } = play.tenant.description
      const signUp = { client_id: clients.app.client_id, connection, email, password }
      expect((await play.tenant.post('dbconnections/signup', signUp)).status).toBe(400)
      await admin.wait(8 * MINUTE)
      expect(emailsIn(await admin.sees('requests', '--since', '10m'))).toContain(email)
      await admin.wait(4 * MINUTE)
      expect(emailsIn(await admin.sees('requests', '--since', '10m'))).not.toContain(email)
    },
  ],
  [
    'resend: a minute after the last mail, and --extend from now on',
    async (email) => {
      await admin.run(['invite', email])
      await admin.wait(MINUTE / 2)
      expect(errorIn(await admin.run(['resend', email, '--json'])).code).toBe('resend_too_soon')
      await admin.wait(MINUTE)
      expect((await admin.run(['resend', email, '--extend', '2d'])).exitCode).toBe(0)
      const { last_sent_at, expires_at } = await admin.recordOf(email)
      admin.expectNow(last_sent_at)
      admin.expectNow(expires_at, 2 * DAY)
      expect(await admin.mailsTo(email)).toBe(2)
    },
  ],
  [
    'invite --link and resend --link: the link lives as long as the invitation',
    async (email) => {
      const invited = objects(await admin.run(['invite', email, '--link', '--ttl', '20m', '--json']))
      await admin.wait(8 * MINUTE)
      expect((await new Visitor().open(String(invited[0]?.['link']))).status).toBe(200)
      const resent = objects(await admin.run(['resend', email, '--link', '--json']))
      await admin.wait(8 * MINUTE)
      expect((await new Visitor().open(String(resent[0]?.['link']))).status).toBe(200)
      await admin.wait(8 * MINUTE)
      expect((await new Visitor().open(String(resent[0]?.['link']))).status).toBe(400)
    },
  ],
  [
    'remind: not too soon after the last mail, and not in quiet hours',
    async (email) => {
      await admin.run(['invite', email])
      await admin.wait(8 * MINUTE)
      expect(emailsIn(await admin.sees('remind', '--after', '10m'))).toEqual([])
      await admin.wait(4 * MINUTE)
      const clock = (sec: number) => new Date(admin.auth0Ms() + sec * 1000).toISOString().slice(11, 16)
      const quiet = `${clock(-2 * MINUTE)}-${clock(3 * MINUTE)}`
      expect(await admin.sees('remind', '--after', '10m', '--quiet', quiet)).toMatchObject([
        { reason: 'quiet_hours' },
        {},
      ])
      const loud = `${clock(3 * MINUTE)}-${clock(-2 * MINUTE)}`
      expect(await admin.sees('remind', '--after', '10m', '--quiet', loud)).toMatchObject([{ outcome: 'reminded' }, {}])
      expect(await admin.sees('remind', '--after', '10m')).toEqual([{ type: 'summary' }])
      admin.expectNow((await admin.recordOf(email))['last_sent_at'])
      expect(await admin.mailsTo(email)).toBe(2)
    },
  ],
  [
    'reconcile: people who were mailed are not mailed again, on any night',
    async (email) => {
      await admin.run(['invite', email])
      for (let night = 1; night <= 3; night++) {
        await admin.wait(night === 1 ? 20 * MINUTE : DAY)
        expect(await admin.sees('reconcile', '--yes')).toEqual([{ type: 'summary' }])
      }
      expect(await admin.mailsTo(email)).toBe(1)
    },
  ],
  [
    'reconcile: people who were counted but never mailed are mailed once',
    async (email) => {
      await admin.run(['invite', email])
      await killedBetweenItsCalls(email)
      await admin.wait(20 * MINUTE)
      expect(await admin.sees('reconcile', '--yes')).toMatchObject([{ email, repair: 'send_mail' }, {}])
      for (let night = 1; night <= 2; night++) {
        await admin.wait(DAY)
        expect(await admin.sees('reconcile', '--yes')).toEqual([{ type: 'summary' }])
      }
      expect(await admin.mailsTo(email)).toBe(2)
    },
  ],
  [
    'reconcile: an account is blocked once its invitation has expired, and not before',
    async (email) => {
      await admin.run(['invite', email, '--ttl', '10m'])
      await admin.wait(8 * MINUTE)
      expect(await admin.sees('reconcile', '--yes')).toEqual([{ type: 'summary' }])
      await admin.wait(4 * MINUTE)
      expect(await admin.sees('reconcile', '--yes')).toMatchObject([{ email, repair: 'block' }, {}])
      const user = await admin.userOf(email)
      expect(user.blocked).toBe(true)
      admin.expectNow(user.app_metadata.invitation_block?.at)
    },
  ],
  [
    'revoke: at once, and never dated before the invitation',
    async (email) => {
      await admin.run(['invite', email])
      expect((await admin.run(['revoke', email, '--yes'])).exitCode).toBe(0)
      const { invited_at } = await admin.recordOf(email)
      const revoked_at = (await admin.userOf(email)).app_metadata.invitation_revocation?.at
      admin.expectNow(revoked_at)
      expect(Date.parse(String(revoked_at))).toBeGreaterThanOrEqual(Date.parse(String(invited_at)))
      expect((await admin.run(['invite', email])).exitCode).toBe(0)
      expect(Date.parse(String((await admin.recordOf(email))['invited_at']))).toBeGreaterThanOrEqual(
        Date.parse(String(revoked_at)),
      )
    },
  ],
  [
    'import: a run that goes on after a crash does not send a mail again',
    async (email) => {
      const desk = new Desk().write(`email\n${email}\n`)
      const importing = ['import', 'people.csv', '--yes']
      await admin.run(importing, {}, desk.folder)
      const lines = readFileSync(desk.journal, 'utf8').split('\n')
      writeFileSync(desk.journal, lines.filter((line) => !line.includes('"type":"ended"')).join('\n'))
      const { stdout } = await admin.run([...importing, '--json'], {}, desk.folder)
      expect(stdout).toContain('"email_sent":true')
      expect(await admin.mailsTo(email)).toBe(1)
    },
  ],
  [
    'import by jobs: everybody is invited now',
    async (email) => {
      const desk = new Desk().write(`email\n${email}\n`)
      const token = { AUTH0_ACCESS_TOKEN: play.tenant.description.management_token }
      expect((await admin.run(['import', 'people.csv', '--yes', '--bulk', '1'], token, desk.folder)).exitCode).toBe(0)
      const { invited_at, expires_at } = await admin.recordOf(email)
      admin.expectNow(invited_at)
      admin.expectNow(expires_at, 7 * DAY)
    },
  ],
  [
    'accept: a consent counts until the invitation expires',
    async (email) => {
      const { connection, management_token } = play.tenant.description
      const late = `late-${email}`
      const settings = { ...play.tenant.settings, AUTH0_ACCESS_TOKEN: management_token }
      const consent = async (of: string) => {
        const user = await admin.userOf(of)
        const invitation_id = String(user.app_metadata.invitation['id'])
        return createInvitations(readInvitationSettings(settings)).accept({
          user_id: user.user_id,
          invitation_id,
        })
      }
      for (const one of [email, late]) {
        await play.tenant.manage('POST', 'users', { connection, email: one, password, email_verified: true })
        const INVITATIONS_APP_URL = play.tenant.description.clients.app.callback
        await admin.run(['invite', one, '--ttl', '10m'], { INVITATIONS_APP_URL })
      }
      await admin.wait(8 * MINUTE)
      expect((await consent(email)).outcome).toBe('consented')
      admin.expectNow((await admin.userOf(email)).app_metadata.invitation_consent?.at)
      await admin.wait(4 * MINUTE)
      expect(await consent(late)).toMatchObject({ outcome: 'failed', reason: 'invitation_expired' })
    },
  ],
]

/** Makes the account again, as after a kill before the mail was asked for. */
async function killedBetweenItsCalls(email: string): Promise<void> {
  const { connection } = play.tenant.description
  const user = await admin.userOf(email)
  await play.tenant.manage('DELETE', `users/${user.user_id}`)
  const { app_metadata } = user
  const again = { connection, email, password, app_metadata, verify_email: false }
  const { status } = await play.tenant.manage('POST', 'users', again)
  expect(status).toBe(201)
}

let people = 0

describe.each(machines)('if the clock of the machine %s', (_, ahead) => {
  beforeEach(() => {
    looks = 0
    admin.sitsAt(ahead)
  })

  it.each(stories)('%s', (_, tell) => tell(`person${++people}@example.com`))
})
