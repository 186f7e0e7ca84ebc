import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusals } from '../../actions/invitation/languages.ts'
import { createInvitations, settingsFrom } from '../../scripts/invitations/index.ts'
import { Accounts, app } from './accounts.ts'
import { objects, stage, untilSearchesCaughtUp } from './stage.ts'
import { dump } from './tenant-dump.ts'

const play = stage({ deployed: true, settings: app })
const accounts = new Accounts(play)
const folder = mkdtempSync(join(tmpdir(), 'dry-run-'))
const file = join(folder, 'people.csv')
const token = join(folder, 'token')

/** Every command with --dry-run, with something to do: what it says, and at least how many objects it prints. */
const table: Record<string, { args: string[]; says: RegExp; rows: number }> = {
  init: {
    args: ['--token-file', token],
    says: /^Would make in localhost:\d+:\n[^]*^Would write \.env, [^]*Nothing was done\.$/m,
    rows: 2,
  },
  invite: { args: ['new@example.com'], says: /^Would invite new@example\.com until /m, rows: 1 },
  import: { args: [file], says: /^Would invite 1\. Nothing was done\.$/m, rows: 1 },
  requests: { args: ['--invite'], says: /^Would invite visitor@example\.com until /m, rows: 1 },
  resend: { args: ['due@example.com'], says: /^Would email due@example\.com again \(/m, rows: 1 },
  remind: { args: [], says: /^Would remind due@example\.com, [^]*1 would be reminded\.$/m, rows: 2 },
  reconcile: { args: [], says: /: would block the account [^]*would be fixed\.$/m, rows: 2 },
  revoke: { args: ['due@example.com'], says: /^Would revoke the invitation of due@example\.com /m, rows: 1 },
  'deploy apply': {
    args: ['--secrets'],
    says: /Would deploy this into localhost:\d+\. Nothing was done\.$/m,
    rows: 2,
  },
  'deploy credentials': { args: [], says: /^Would make in localhost:\d+:\n[^]*Nothing was done\.$/m, rows: 2 },
  'deploy adopt': {
    args: ['--flag', 'app_metadata.invited=true'],
    says: /^Would make an invitation of recipe@example\.com, [^]*1 would be invited\.$/m,
    rows: 2,
  },
  'deploy rollback': { args: [], says: /Nothing was done\.$/m, rows: 1 },
  'deploy remove': { args: [], says: /Would remove this from localhost:\d+\. Nothing was done\.$/m, rows: 2 },
}

beforeAll(async () => {
  writeFileSync(file, 'email\nfrom-file@example.com\n')
  writeFileSync(token, play.tenant.description.management_token)
  await play.invitations(['deploy', 'apply', '--yes', '--secrets'])
  const long = '2026-01-01T00:00:00Z'
  for (const [email, fields] of [
    ['due@example.com', { last_sent_at: long }],
    ['expired@example.com', { expires_at: long }],
  ] as const) {
    await play.invitations(['invite', email])
    const [user] = await accounts.of(email)
    const invitation = { ...user?.app_metadata['invitation'], ...fields }
    await accounts.change(user?.user_id ?? '', { app_metadata: { invitation } })
  }
  await accounts.make('recipe@example.com', { app_metadata: { invited: true } })
  const { connection, clients } = play.tenant.description
  const code = `exports.onExecutePreUserRegistration = async (event, api) =>
    api.access.deny('not_invited', ${JSON.stringify(refusals.en.not_invited)})`
  const supported_triggers = [{ id: 'pre-user-registration', version: 'v2' }]
  const { body } = await play.tenant.manage('POST', 'actions/actions', { name: 'refuse', code, supported_triggers })
  const { id } = body as { id: string }
  await play.tenant.manage('POST', `actions/actions/${id}/deploy`)
  const bindings = [{ ref: { type: 'action_id', value: id }, display_name: 'refuse' }]
  await play.tenant.manage('PATCH', 'actions/triggers/pre-user-registration/bindings', { bindings })
  const visitor = { email: 'visitor@example.com', password: 'Difference-Engine-2', connection }
  await play.tenant.post('dbconnections/signup', { client_id: clients.app.client_id, ...visitor })
  await untilSearchesCaughtUp(play)
})

async function everything(): Promise<unknown> {
  const { body } = await play.tenant.manage('GET', 'users?per_page=100')
  return [await dump(play.tenant), body, (await play.tenant.outbox('due@example.com')).length]
}

describe('--dry-run', () => {
  it('is tested here for every command that has it', async () => {
    const overview = await play.invitations(['help'])
    const names = [...overview.stdout.matchAll(/^ {2}(\w+(?: \w+)?) {2,}\S/gm)].map(([, name = '']) => name)
    const having: string[] = []
    for (const name of names) {
      const { stdout } = await play.invitations(['help', ...name.split(' ')])
      if (stdout.includes('\n  --dry-run ')) having.push(name)
    }
    // In other files: the desk runs until Ctrl-C (desk-pages.test.ts), verify needs a mailbox (verify-safety.test.ts).
    expect(having.sort()).toEqual([...Object.keys(table), 'desk', 'verify'].sort())
  })

  it.each(Object.entries(table))(
    'of %s says what it would do, and does nothing',
    async (name, { args, says, rows }) => {
      const line = [...name.split(' '), ...args, '--dry-run']
      const before = await everything()
      const said = await play.invitations(line)
      expect(said.stdout).toMatch(says)
      const inJson = await play.invitations([...line, '--json'])
      const told = objects(inJson)
      expect(told.length, inJson.stderr).toBeGreaterThanOrEqual(rows)
      for (const object of told) expect(object).toMatchObject({ dry_run: true })
      expect(await everything()).toEqual(before)
    },
  )

  it('marks the library’s answers, too', async () => {
    const invitations = createInvitations(settingsFrom({ ...play.tenant.settings, ...app }))
    expect(await invitations.invite({ email: 'new@example.com' }, { dryRun: true })).toMatchObject({ dry_run: true })
    expect(await invitations.revoke('due@example.com', { dryRun: true })).toMatchObject({ dry_run: true })
    for await (const one of invitations.remind({ dryRun: true })) expect(one).toMatchObject({ dry_run: true })
  })
})
