import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createDesk } from '../../scripts/desk/index.ts'
import { script } from '../../scripts/desk/assets/script.ts'
import { style } from '../../scripts/desk/assets/style.ts'
import {
  createInvitations,
  settingsFrom,
  type InvitationRow,
  type Invitations,
} from '../../scripts/invitations/index.ts'
import { inTurn, middle, report, reportAlone, say } from './measure.ts'

const PAGES = [
  '/?sort=email',
  '/?search=person1&sort=-status',
  '/?invited_by=grace&page=2',
  '/?expiring=7&sort=expires_at',
]

/** The desk: the time of its pages once the invitations have been read, and what else a browser loads. */
export async function desk(): Promise<void> {
  report('Starting the desk, beside node: CPU', [
    await inTurn(
      'invitations desk until its address / node with a server, until its address',
      1.6,
      'ms',
      11,
      openingDesk,
      plainServer,
    ),
    await inTurn('invitations desk until its address / node -e 0', 2.2, 'ms', 11, openingDesk, bareNode),
  ])
  say('\nThe desk')
  for (const [count, most] of [
    [10_000, 300],
    [100_000, 600],
  ] as const) {
    const answer = createDesk(invitationsOf(count), { admin: () => ({ name: 'Grace', email: 'grace@example.com' }) })
    const open = async (path: string) => (await answer(new Request(`http://127.0.0.1:8080${path}`))).text()
    while (!(await open('/')).includes('page 1 of')); // being read
    const times: number[] = []
    for (const path of PAGES) {
      const begun = performance.now()
      await open(path)
      times.push(performance.now() - begun)
    }
    reportAlone(`the slowest of four pages, ${count} invitations`, Math.round(Math.max(...times)), most, 'ms')
    reportAlone(`the middle of them, ${count} invitations`, Math.round(middle(times)), most, 'ms')
  }
  reportAlone('problems of 50 addresses while somebody types, the middle of ten', Math.round(await typing()), 50, 'ms')
  reportAlone('script and styles of the desk', Buffer.byteLength(script) + Buffer.byteLength(style), 60_000, 'bytes')
}

const known = {
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  AUTH0_CLIENT_ID: 'machine',
  AUTH0_CLIENT_SECRET: 'none',
  INVITATIONS_CLIENT_ID: 'app',
}

const openingDesk = () => cpuOf([join('dist', 'invitations.cjs'), 'desk', '--no-open'])
const bareNode = () => cpuOf(['-e', '0'])
/** What Node itself needs for a server of one browser: http, 192 random bits and one line to stdout. */
const plainServer = () =>
  cpuOf([
    '-e',
    `const key = require('node:crypto').randomBytes(24).toString('base64url')
    const server = require('node:http').createServer(() => {})
    server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/?key=' + key))`,
  ])

/**
 * The CPU in ms that a program takes until it writes something or ends. NODE_EXTRA_CA_CERTS is left out, because Node
 * takes longer to read certificates than for everything else.
 */
function cpuOf(args: string[]): number {
  const { PATH, HOME } = process.env
  const env = { ...(PATH && { PATH }), ...(HOME && { HOME }), ...known }
  const { stderr } = spawnSync(process.execPath, ['--require', './test/bench/cpu-taken.cjs', ...args], { env })
  const ms = Number(stderr)
  if (!(ms > 0)) throw new Error(`${args.join(' ')} did not say what it took: ${stderr.toString()}`)
  return ms
}

/** The time from a pressed key to the problems on the page. No call is made. */
async function typing(): Promise<number> {
  const settings = settingsFrom(known)
  const grace = { name: 'Grace', email: 'grace@example.com' }
  const answer = createDesk(createInvitations(settings), { admin: () => grace })
  const emails = Array.from({ length: 50 }, (_, at) => `person${at}@example.com`).join('\n')
  const body = new URLSearchParams({ emails, note: 'See you on Monday.', locale: 'de', time_zone: 'Europe/Berlin' })
  const headers = { origin: 'http://127.0.0.1:8080' }
  const times: number[] = []
  for (let press = 0; press < 10; press++) {
    const begun = performance.now()
    await (await answer(new Request('http://127.0.0.1:8080/invite/problems', { method: 'POST', body, headers }))).json()
    times.push(performance.now() - begun)
  }
  return middle(times)
}

/** Invitations that are already known: the time to read them is measured with `list`. */
function invitationsOf(count: number): Invitations {
  const now = new Date('2026-01-10T00:00:00Z')
  const rows = Array.from({ length: count }, (_, index): InvitationRow => {
    const at = new Date(now.getTime() - index * 60_000).toISOString()
    // One literal, as invitation-row.ts has it.
    return {
      email: `person${index}@example.com`,
      user_id: `auth0|${index}`,
      invitation_id: `inv_${index}`,
      status: 'pending',
      name: `Person ${index}`,
      invited_by: index % 2 === 0 ? 'Grace' : 'Linus',
      invited_at: at,
      expires_at: at,
      accepted_at: null,
      accepted_with: null,
      revoked_at: null,
      password_set_at: null,
      delivery: 'mail',
      accept_with: null,
      sends: 1,
      last_sent_at: at,
      note: null,
      locale: null,
      time_zone: null,
      redirect_to: null,
      roles: null,
      context: null,
    }
  })
  const place = () => ({
    domain: 'acme.eu.auth0.com',
    clientId: 'app',
    connection: 'Users',
    timeZone: 'UTC',
    roles: [],
    acceptWith: [],
    now,
  })
  const list = async function* () {
    yield* rows
  }
  const invitations: Partial<Invitations> = { place, list }
  return invitations as Invitations
}
