import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { asLibreOfficeWrites } from '../workbook.ts'
import { pressCtrlC } from './ctrl-c.ts'
import { deskOf, people } from './desk.ts'
import { errorIn, objects, stage } from './stage.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')
const play = stage({ deployed: false })
const { Desk, mails } = deskOf(play)

function check(csv: string, ...flags: string[]) {
  const desk = new Desk().write(csv)
  return runProgram([program, 'import', 'people.csv', '--check', ...flags], {}, { cwd: desk.folder })
}

describe('import --check', () => {
  it('reads and checks a file without a tenant and without settings', async () => {
    const { exitCode, stdout } = await check('E-Mail;Name;Phone\r\nada@example.com;Ada;1\r\nADA@example.com;;\r\n')
    expect(stdout).toBe(`Column  Used as
E-Mail  email
Name    name
Phone   not used
Row 3 has the address of row 2, ADA@example.com: only row 2 is used.
2 rows: 1 to invite, 1 duplicate, 0 invalid.
`)
    expect(exitCode).toBe(0)
  })

  it('lists every problem with row, column, value and reason, and ends with 1', async () => {
    const { exitCode, stdout } = await check('email,ttl\nada@example.com,7d\nbob,99d\n')
    expect(stdout).toBe(`Column  Used as
email   email
ttl     ttl
Row 3, email 'bob': "bob" is not an email address like ada@example.com. Use ASCII letters; a domain in other letters needs its xn-- form.
Row 3, ttl '99d': An invitation lasts from 1 minute to 30 days (1m to 30d).
2 rows: 1 to invite, 0 duplicates, 1 invalid.
`)
    expect(exitCode).toBe(1)
  })

  it('tells programs the same', async () => {
    const ended = await check('email\nbob\n', '--json')
    expect(objects(ended)).toEqual([
      { type: 'file', columns: [{ heading: 'email', field: 'email' }] },
      expect.objectContaining({ type: 'problem', line: 2, column: 'email', value: 'bob', code: 'invalid_email' }),
      { type: 'summary', rows: 1, valid: 0, duplicates: 0, invalid: 1 },
    ])
  })

  it('refuses a file that it cannot read with exit code 2', async () => {
    const { exitCode, stderr } = await check('name\nAda\n')
    expect(stderr.replace(/“node \S+/, '“auth0-invitations')).toBe(
      'Error (unreadable_file): No column contains the addresses. The first row has: "name".\nName the column in the first row: email (“auth0-invitations import --help” lists it in other languages)\n',
    )
    expect(exitCode).toBe(2)
  })

  it('says so if nobody is below the header', async () => {
    expect((await check('email,name\n')).stdout).toContain('\n0 rows: 0 to invite, 0 duplicates, 0 invalid.\n')
  })
})

it('the code for .xlsx is loaded only for an .xlsx, not for --help or CSV', async () => {
  const folder = new Desk().write('email\n').folder
  writeFileSync(join(folder, 'people.xlsx'), asLibreOfficeWrites())
  const loaded = async (...args: string[]) => {
    const { stderr } = await runProgram([program, ...args], { NODE_DEBUG: 'module' }, { cwd: folder })
    return stderr.includes('xlsx.cjs')
  }
  expect(await loaded('--help')).toBe(false)
  expect(await loaded('import', '--help')).toBe(false)
  expect(await loaded('import', 'people.csv', '--check')).toBe(false)
  expect(await loaded('import', 'people.xlsx', '--check')).toBe(true)
})

describe('import', () => {
  it('invites everybody in the file once, with the values of their row, and writes the rows again with their outcomes', async () => {
    const desk = new Desk().write('email;name;note\ngrace@example.com;Grace;=1+1\nGRACE@example.com;;\n')
    const ended = await desk.import('--invited-by', 'Ada', '--json')
    expect(ended.exitCode).toBe(0)
    const [file, duplicate, invited, summary] = objects(ended)
    expect(file).toMatchObject({ type: 'file', columns: [{ field: 'email' }, { field: 'name' }, { field: 'note' }] })
    expect(duplicate).toMatchObject({ type: 'duplicate', line: 3, duplicate_of: 2 })
    expect(invited).toMatchObject({ email: 'grace@example.com', outcome: 'invited', email_sent: true })
    expect(summary).toMatchObject({ type: 'summary', rows: 2, duplicates: 1, invited: 1, done: 1, left: 0 })
    expect(desk.result).toEqual([
      'email;name;note;outcome;reason;user_id;invitation_id;expires_at',
      expect.stringMatching(/^grace@example\.com;Grace;'=1\+1;invited;;auth0\|\w+;inv_\w{32};\d{4}-/),
      'GRACE@example.com;;;skipped;duplicate of row 2;;;',
    ])
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=grace@example.com')
    expect(body).toMatchObject([{ name: 'Grace', app_metadata: { invitation: { invited_by: 'Ada', note: '=1+1' } } }])
  })

  it('says first how many are new and how many have an account, with one call for fifty rows', async () => {
    const { csv, emails } = people('preview', 60)
    await play.tenant.manage('POST', 'users', {
      ...{ email: emails[55], password: 'Difference-Engine-2', connection: play.tenant.description.connection },
    })
    await play.tenant.advance(5) // searches can be behind by seconds
    const desk = new Desk().write(csv)
    await play.tenant.forgetRequests()
    const foreseen = await desk.import('--dry-run')
    expect(foreseen.stdout).toContain('59 new; 1 has an account already')
    expect((await play.tenant.requests()).map(({ path }) => path.split('?')[0])).toEqual([
      '/oauth/token',
      '/api/v2/users',
      '/api/v2/users',
    ])
    expect(objects(await desk.import('--dry-run', '--json')).at(-1)).toMatchObject({ new: 59, existing: 1, left: 60 })
    expect((await desk.import('--dry-run', '--bulk', '60')).stdout).not.toContain('new;')
    await play.tenant.forgetRequests()
    await desk.import('--yes')
    const tokens = (await play.tenant.requests()).filter(({ path }) => path === '/oauth/token')
    expect(tokens).toHaveLength(1) // checking and sending share the limits
  })

  it('sends nothing if a row is wrong, unless the admin wants the others', async () => {
    const desk = new Desk().write('email\nright@example.com\nwrong\n')
    const refused = await desk.import('--json')
    expect([refused.exitCode, errorIn(refused).code]).toEqual([1, 'invalid_rows'])
    expect(await mails(['right@example.com'])).toEqual([0])
    expect((await desk.import('--skip-invalid')).exitCode).toBe(1)
    expect(await mails(['right@example.com'])).toEqual([1])
    expect(desk.result[2]).toBe('wrong,failed,invalid_email,,,')
  })

  it('asks before more than 50 mails, and refuses if nobody can answer', async () => {
    const { csv, emails } = people('many', 51)
    const ended = await new Desk().write(csv).import('--json')
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'confirmation_needed'])
    expect(await mails(emails.slice(0, 3))).toEqual([0, 0, 0])
  })

  it('goes on after a kill in the middle: nobody is lost and nobody is mailed twice', async () => {
    const { csv, emails } = people('killed', 40)
    const desk = new Desk().write(csv)
    // Auth0 sends the first mail, but the program is killed before the answer.
    await play.tenant.faults([
      { method: 'POST', path: '/dbconnections/change_password', after: 15, times: 1, hold: 'mail' },
      { method: 'POST', path: '/api/v2/users', after: 25, hold: 'user' },
    ])
    const { child, ended } = desk.start()
    await Promise.all([play.tenant.held('mail'), play.tenant.held('user')])
    child.kill('SIGKILL')
    await ended
    await play.tenant.faults([])
    await Promise.all([play.tenant.release('mail'), play.tenant.release('user')])
    expect((await desk.import('--resume-status')).stdout).toMatch(/\d+ done, 0 failed, \d+ begun, \d+ left/)
    expect((await desk.import()).exitCode).toBe(0)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
    expect(desk.result.filter((row) => row.includes(',invited,'))).toHaveLength(40)
    expect((await desk.import('--json')).stdout).toContain('"done":40,"left":0')
  })

  it('refuses a second run of the same file while the first one runs', async () => {
    const desk = new Desk().write('email\ntwice@example.com\n')
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, hold: 'first' }])
    const { ended } = desk.start()
    await play.tenant.held('first')
    const second = await desk.import('--json')
    expect([second.exitCode, errorIn(second).code]).toEqual([1, 'already_running'])
    await play.tenant.release('first')
    expect((await ended)[0]).toBe(0)
    await play.tenant.faults([])
    expect(await mails(['twice@example.com'])).toEqual([1])
  })

  it('finishes what has begun at Ctrl-C, says how to go on, and ends with 130', async () => {
    const { csv, emails } = people('stopped', 30)
    const desk = new Desk().write(csv)
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', after: 12, hold: 'stop' }])
    const { child, said, ended } = desk.start()
    await play.tenant.held('stop')
    await pressCtrlC(child)
    await play.tenant.faults([])
    await play.tenant.release('stop')
    expect((await ended)[0]).toBe(130)
    expect(await said).toContain('/invitations.cjs import people.csv --yes')
    expect((await desk.import()).exitCode).toBe(0)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
  })

  it('says that the file has changed since its run, and mails nobody twice', async () => {
    const desk = new Desk().write('email\nold@example.com\n')
    await desk.import()
    desk.write('email\nold@example.com\nnew@example.com\n')
    const { stderr } = await desk.import()
    expect(stderr).toContain('people.csv has changed since its run of')
    expect(await mails(['old@example.com', 'new@example.com'])).toEqual([1, 1])
  })

  it('keeps a journal that only its owner can read, without secrets', async () => {
    const desk = new Desk().write('email\nsecret@example.com\n')
    await desk.import()
    expect((statSync(desk.journal).mode & 0o777).toString(8)).toBe('600')
    const [mail] = await play.tenant.outbox('secret@example.com')
    const ticket = /ticket=(\w+)/.exec(mail?.links[0] ?? '')?.[1] ?? 'no ticket'
    const written = readFileSync(desk.journal, 'utf8')
    for (const secret of [ticket, play.tenant.settings['AUTH0_ACCESS_TOKEN'] ?? 'no token'])
      expect(written).not.toContain(secret)
  })

  it('stops if the tenant does not answer, and says so once', async () => {
    const { csv } = people('silent', 50)
    const desk = new Desk().write(csv)
    await play.tenant.faults([{ path: '/api/v2/users', reset: true }])
    const { exitCode, stderr } = await desk.import('--yes')
    expect(exitCode).toBe(1)
    expect(stderr.trimEnd().split('\n').at(-2)).toContain('(tenant_unreachable)')
    await play.tenant.faults([])
  })
})
