import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeEach, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { runCommand } from '../run-command.ts'
import { Accounts, password } from './accounts.ts'
import { pressCtrlC } from './ctrl-c.ts'
import { people } from './desk.ts'
import { errorIn, objects, stage, startEmpty, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true })
const accounts = new Accounts(play)
const program = join(process.cwd(), 'dist', 'invitations.cjs')
const hour = 3600

beforeEach(() => startEmpty(play))

/** An admin's folder, with a file of people who are invited. */
async function invited(name: string, count: number, inviter = 'Grace') {
  const { csv, emails } = people(name, count)
  const folder = mkdtempSync(join(tmpdir(), 'bulk-undo-'))
  writeFileSync(join(folder, 'people.csv'), csv)
  await play.invitations(['invite', ...emails, '--invited-by', inviter, '--yes'])
  await untilSearchesCaughtUp(play)
  return { emails, folder, run: (...args: string[]) => play.invitations(args, {}, folder) }
}

/** Starts the program in the folder and leaves it running. */
function start(folder: string, ...args: string[]) {
  const env = { ...process.env, ...play.tenant.settings }
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
  return { child, said: text(child.stderr), ended: once(child, 'close') }
}

async function statuses(): Promise<Record<string, number>> {
  await untilSearchesCaughtUp(play)
  const counts: Record<string, number> = {}
  for (const { status } of objects(await play.invitations(['list', '--json']))) {
    counts[String(status)] = (counts[String(status)] ?? 0) + 1
  }
  return counts
}

const mailsTo = async (emails: string[]) =>
  Promise.all(emails.map(async (email) => (await play.tenant.outbox(email)).length))

describe('revoke', () => {
  it('by --file with the result of an import undoes it, and leaves people who were invited before as they were', async () => {
    const { emails, folder, run } = await invited('earlier', 1)
    const rows = ['first@example.com', emails[0], 'nobody@@example.com', 'second@example.com', 'first@example.com']
    writeFileSync(join(folder, 'wrong.csv'), `email\n${rows.join('\n')}\n`)
    await run('import', 'wrong.csv', '--skip-invalid', '--yes')
    await untilSearchesCaughtUp(play)
    const ended = await run('revoke', '--file', 'wrong.result.csv', '--yes')
    expect([ended.exitCode, ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toContain('Left out: 3 rows that this import did not invite.\n')
    expect(ended.stdout).toContain('2 revoked; 2 of 2 done in all.')
    expect(await statuses()).toEqual({ pending: 1, revoked: 2 })
    const [, first, earlier] = readFileSync(join(folder, 'wrong.result.revoke.result.csv'), 'utf8').split('\r\n')
    expect(first).toMatch(/^first@example\.com,invited,.*,revoked,,/)
    expect(earlier).toMatch(/,already_invited,.*,skipped,not invited by this import,,,$/)
    const again = await run('revoke', '--file', 'wrong.result.revoke.result.csv', '--yes')
    expect(again.stdout).toContain('2 already revoked')
    expect(await statuses()).toEqual({ pending: 1, revoked: 2 })
  })

  it('by --file with the result of a resend revokes everybody in it', async () => {
    const { folder, run } = await invited('resent', 2)
    await play.tenant.advance(61)
    await run('resend', '--file', 'people.csv', '--yes')
    expect(readFileSync(join(folder, 'people.resend.result.csv'), 'utf8')).toContain(',resent,')
    expect((await run('revoke', '--file', 'people.resend.result.csv', '--yes')).stdout).toContain('2 revoked')
  })

  it('by --file asks with the number, revokes everybody in it, and writes the rows with their outcomes', async () => {
    const { emails, folder } = await invited('filed', 12)
    const asked: string[] = []
    const ask = (question: string) => Promise.resolve(asked.push(question) > 0)
    const args = ['revoke', '--file', 'people.csv']
    const ended = await runCommand(args, play.tenant.settings, folder, { ask })
    expect(asked).toEqual([
      `Tenant      ${play.tenant.description.domain}\nConnection  Username-Password-Authentication\nRevoke the invitations of 12 people, beginning with ${emails[0]}?`,
    ])
    expect([ended.exitCode, ended.stdout]).toEqual([
      0,
      '12 revoked; 12 of 12 done in all. Each row with its outcome: people.revoke.result.csv\n',
    ])
    expect(readFileSync(join(folder, 'people.revoke.result.csv'), 'utf8').match(/,revoked,/g)).toHaveLength(12)
    expect(await statuses()).toEqual({ revoked: 12 })
  })

  it('by filters revokes the people who match and can be revoked, and says who stays', async () => {
    const { emails, run } = await invited('graces', 4)
    await invited('others', 3, 'Heidi')
    await choosePassword((await play.tenant.outbox(emails[0] ?? ''))[0]?.links[0] ?? '', password)
    await signIn(play.tenant, emails[0] ?? '', password)
    await untilSearchesCaughtUp(play)
    const dry = await run('revoke', '--invited-by', 'grace', '--dry-run')
    expect(dry.stdout).toMatch(
      /^3 invitations to revoke\. Left as they are: 1 accepted\.\n[^]*3 would be revoked\. Nothing was done\.\n$/,
    )
    const refused = await run('revoke', '--invited-by', 'grace', '--json')
    expect([refused.exitCode, errorIn(refused).code]).toEqual([2, 'confirmation_needed'])
    expect(errorIn(refused).message).toContain('Revoke the invitations of 3 people')
    const told = objects(
      await run('revoke', '--invited-by', 'grace', '--since', '1d', '--search', 'graces', '--yes', '--json'),
    )
    expect(told.at(-1)).toMatchObject({ type: 'summary', chosen: 3, revoked: 3, done: 3, left: 0 })
    expect(await statuses()).toEqual({ accepted: 1, pending: 3, revoked: 3 })
    const nobody = await run('revoke', '--invited-by', 'grace', '--yes')
    expect([nobody.exitCode, nobody.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^0 invitations to revoke\. Left as they are: .*\.\nNo invitation matches\. Nothing was done\.\n$/,
      ),
    ])
    expect(nobody.stdout).toContain('1 accepted')
    expect(nobody.stdout).toContain('3 revoked')
  })

  it('goes on with the same people after a kill, although fewer match by then', async () => {
    const { folder, run } = await invited('killed', 20)
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/tickets/password-change', after: 8, hold: 'link' }])
    const { child, ended } = start(folder, 'revoke', '--status', 'pending', '--yes')
    await play.tenant.held('link')
    child.kill('SIGKILL')
    await ended
    await play.tenant.faults([])
    await play.tenant.release('link')
    await untilSearchesCaughtUp(play)
    const again = await run('revoke', '--status', 'pending', '--yes')
    expect(again.stdout).toMatch(/^Continuing the run of .*: \d+ done, \d+ left\.\n/)
    expect(again.stdout).toMatch(/; 20 of 20 done in all\.\n$/)
    expect(await statuses()).toEqual({ revoked: 20 })
    expect((await run('revoke', '--status', 'pending', '--yes')).stdout).toContain('0 invitations to revoke.')
  })
})

describe('resend', () => {
  it('by --file mails each person once, even if it is killed in the middle', async () => {
    const { emails, folder, run } = await invited('mailed', 20)
    await play.tenant.advance(hour)
    await play.tenant.faults([
      { method: 'POST', path: '/dbconnections/change_password', after: 5, times: 1, hold: 'mail' },
      { method: 'PATCH', path: '/api/v2/users/*', after: 12, hold: 'count' },
    ])
    const { child, ended } = start(folder, 'resend', '--file', 'people.csv', '--yes')
    await Promise.all([play.tenant.held('mail'), play.tenant.held('count')])
    child.kill('SIGKILL')
    await ended
    await play.tenant.faults([])
    await Promise.all([play.tenant.release('mail'), play.tenant.release('count')])
    const again = await run('resend', '--file', 'people.csv', '--yes', '--json')
    expect(objects(again).at(-1)).toMatchObject({ chosen: 20, done: 20, left: 0 })
    expect(await mailsTo(emails)).toEqual(emails.map(() => 2))
    await play.tenant.advance(-hour)
  })

  it('that is stopped by Ctrl-C finishes what has begun, says how to go on, and ends with 130', async () => {
    const { emails, folder, run } = await invited('stopped', 60)
    await play.tenant.advance(hour)
    await play.tenant.faults([{ method: 'PATCH', path: '/api/v2/users/*', after: 6, hold: 'stop' }])
    const { child, said, ended } = start(folder, 'resend', '--search', 'stopped', '--yes')
    await play.tenant.held('stop')
    await pressCtrlC(child)
    await play.tenant.faults([])
    await play.tenant.release('stop')
    expect((await ended)[0]).toBe(130)
    expect(await said).toContain('/invitations.cjs resend --search=stopped --yes')
    const again = await run('resend', '--search=stopped', '--yes')
    expect(again.exitCode, again.stdout + again.stderr).toBe(0)
    expect(await mailsTo(emails)).toEqual(emails.map(() => 2))
    await play.tenant.advance(-hour)
  })

  it('that is killed after its work, before it says so, mails nobody again', async () => {
    const { emails, folder, run } = await invited('nearly', 11)
    await play.tenant.advance(hour)
    expect((await run('resend', '--file', 'people.csv', '--yes')).exitCode).toBe(0)
    const journals = readdirSync(join(folder, '.auth0-invitations')).filter((name) => name.startsWith('resend-'))
    const journal = join(folder, '.auth0-invitations', journals[0] ?? '')
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('{"type":"finished"}\n', ''))
    await play.tenant.advance(hour)
    const again = await run('resend', '--file', 'people.csv', '--yes')
    expect(again.stdout).toMatch(/: 11 done, 0 left\.\nNothing left to do; 11 of 11 done in all\./)
    expect(await mailsTo(emails)).toEqual(emails.map(() => 2))
    expect((await run('resend', '--file', 'people.csv', '--yes')).stdout).toMatch(/^11 resent; /)
    await play.tenant.advance(-2 * hour)
  })

  it('tries only failures again, unless it is told to begin again', async () => {
    const { emails, run } = await invited('failing', 11)
    await play.tenant.advance(hour)
    const [refused = ''] = emails
    await play.invitations(['revoke', refused, '--yes'])
    const first = await run('resend', '--file', 'people.csv', '--yes')
    expect([first.exitCode, first.stdout]).toEqual([1, expect.stringContaining('10 resent, 1 failed; 10 of 11 done')])
    expect(first.stderr).toContain('Error (invitation_revoked)')
    await play.tenant.advance(hour)
    const second = await run('resend', '--file', 'people.csv', '--yes')
    expect(second.stdout).toMatch(/^Continuing the run of .*: 10 done, 1 left\.\n1 failed; 10 of 11 done/)
    const third = await run('resend', '--file', 'people.csv', '--yes', '--restart')
    expect(third.stdout).toContain('10 resent, 1 failed; 10 of 11 done')
    expect(await mailsTo(emails.slice(1))).toEqual(emails.slice(1).map(() => 3))
    await play.tenant.advance(-2 * hour)
  })
})

describe('remind', () => {
  it('by --file or addresses reminds the people who are due, and says why it leaves out the others', async () => {
    const { emails, run } = await invited('reminded', 3)
    await play.tenant.advance(4 * 24 * hour)
    const [due = '', begun = '', left = ''] = emails
    await invited('late', 1)
    await choosePassword((await play.tenant.outbox(begun))[0]?.links[0] ?? '', password)
    const dry = objects(await run('remind', '--file', 'people.csv', '--dry-run', '--json'))
    expect(dry.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['reminded', 'dry_run'],
      ['skipped', 'password_set'],
      ['reminded', 'dry_run'],
      [undefined, undefined],
    ])
    const one = await run('remind', due, 'late0@example.com')
    expect(one.stdout).toMatch(
      /^Reminded reminded0@example\.com until .*\nlate0@example\.com is not reminded: the last mail/,
    )
    const all = await run('remind', '--file', 'people.csv')
    expect(all.stdout).toContain('1 reminded, 2 skipped; 3 of 3 done in all.')
    expect(await mailsTo([due, begun, left, 'late0@example.com'])).toEqual([2, 1, 2, 1])
    await run('revoke', left, '--yes')
    expect((await run('remind', '--file', 'people.csv')).stdout).toContain('2 skipped, 1 failed; 2 of 3 done in all.')
    await play.tenant.advance(2 * 24 * hour)
    const later = await run('remind', '--file', 'people.csv', '--after', '1d')
    expect(later.stdout).toMatch(
      /^Reminded reminded0@example\.com [^]*^1 reminded, (1 skipped, 1 failed|1 failed, 1 skipped); 2 of 3 done/m,
    )
    await play.tenant.advance(-2 * 24 * hour)
    await play.tenant.advance(-4 * 24 * hour)
  })
})

describe('the choice of people', () => {
  it('is made in one way only', async () => {
    const { run } = await invited('meant', 1)
    for (const args of [
      ['revoke', 'meant0@example.com', '--file', 'people.csv'],
      ['revoke', '--file', 'people.csv', '--status', 'pending'],
      ['resend', '--file', 'people.csv', '--link'],
      ['resend', '--failed', '--file', 'people.csv'],
      ['remind', 'meant0@example.com', '--search', 'meant'],
      ['revoke', '--status', 'open'],
    ]) {
      const ended = await run(...args, '--yes', '--json')
      expect([args, ended.exitCode, errorIn(ended).code]).toEqual([args, 2, 'usage'])
    }
    expect(await statuses()).toEqual({ pending: 1 })
  })

  it('is checked before the first call: a file with a wrong address changes nothing', async () => {
    const { folder, run } = await invited('wrong', 1)
    writeFileSync(join(folder, 'people.csv'), 'email\nwrong0@example.com\nnobody\n')
    const ended = await run('revoke', '--file', 'people.csv', '--yes', '--json')
    expect([ended.exitCode, errorIn(ended).code]).toEqual([1, 'invalid_rows'])
    expect(errorIn(ended).message).toContain('Row 3: "nobody" is not an email address.')
    expect(await statuses()).toEqual({ pending: 1 })
  })

  it('leaves out rows without an address with --skip-invalid, and says which', async () => {
    const { folder, run } = await invited('skipped', 1)
    writeFileSync(join(folder, 'people.csv'), 'email\nskipped0@example.com\nnobody\n')
    const ended = await run('revoke', '--file', 'people.csv', '--skip-invalid', '--yes')
    expect([ended.exitCode, ended.stdout]).toEqual([
      0,
      `Left out: 1 row without an address.
  Row 3: "nobody" is not an email address.
${(/Revoked.*\n/.exec(ended.stdout) ?? [''])[0]}1 revoked; 1 of 1 done in all. Each row with its outcome: people.revoke.result.csv
`,
    ])
    expect(readFileSync(join(folder, 'people.revoke.result.csv'), 'utf8')).toContain('nobody,')
    expect(await statuses()).toEqual({ revoked: 1 })
  })

  it('can name accounts: a column user_id tells apart people with the same address', async () => {
    const { folder, run } = await invited('exported', 2)
    const { stdout } = await play.invitations(['export'])
    writeFileSync(join(folder, 'people.csv'), stdout)
    expect((await run('revoke', '--file', 'people.csv', '--yes')).stdout).toContain('2 of 2 done in all.')
    const [account] = await accounts.of('exported0@example.com')
    expect(account?.app_metadata).toHaveProperty('invitation_revocation')
  })
})
