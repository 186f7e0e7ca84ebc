import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asExcelWrites } from '../workbook.ts'
import { fieldsOf, openDesk, readable, type Answer, type OpenDesk } from './open-desk.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: true })
const folder = mkdtempSync(join(tmpdir(), 'desk-'))
const auditFile = join(folder, 'audit.ndjson')
let desk: OpenDesk

beforeAll(async () => {
  desk = await openDesk(play, ['--name', 'Grace Hopper', '--audit', auditFile], {}, folder)
})
afterAll(() => desk.end())

const people = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}@example.com`)
const csvOf = (emails: readonly string[]) => `email\n${emails.join('\n')}\n`
const mails = async (emails: readonly string[]) =>
  Promise.all(emails.map(async (email) => (await play.tenant.outbox(email)).length))
const start = (page: Answer, path: string) => desk.post(`${path}/start`, fieldsOf(page, `${path}/start`))
/** Reloads the page, as a browser without scripts does, until the import has ended. */
const ended = async (path: string): Promise<Answer> => {
  for (;;) {
    const page = await desk.get(path)
    if (!page.html.includes('http-equiv="refresh"')) return page
  }
}
const result = async (path: string) => (await desk.get(`${path}/result`)).html.trimEnd().split('\r\n')
/** Makes the tenant hold mails until they are released. */
const hold = (times?: number) =>
  play.tenant.faults([
    { method: 'POST', path: '/dbconnections/change_password', hold: 'mails', ...(times && { times }) },
  ])

describe('a spreadsheet at the desk, a browser without scripts', () => {
  it('shows what the columns mean, every wrong row, duplicates, and what will happen', async () => {
    await play.invitations(['invite', 'known@example.com'])
    const csv = [
      ...['E-Mail,Vorname,Name,Bemerkung', 'lise@example.com,Lise,Meitner,talks a lot', 'lise@example,Lise,,'],
      ...['emmy@example.com,Emmy,Noether,', 'known@example.com,K,N,', 'emmy@example.com,E,,'],
    ].join('\n')
    const page = await desk.upload('/import', 'people.csv', csv)
    expect(readable(page)).toMatch(/^people\.csv Columns 4 columns, 1 not used/)
    expect(readable(page)).toContain(
      'Rows 5 rows: 3 people to invite, 1 row with problems, 1 duplicate. Row Column What is wrong 3 E-Mail lise@example',
    )
    expect(readable(page)).toContain('Row 6: emmy@example.com, as in row 4')
    expect(readable(page)).toContain(
      'Invite 3 people? Up to 3 mails will be sent, one to each person.1 person has an account',
    )
    const columns = fieldsOf(page, `${page.path}/columns`).filter(([name]) => name.startsWith('column-'))
    expect(columns.map(([, value]) => value)).toEqual(['email', 'first_name', 'last_name', ''])
    expect(await mails(['lise@example.com', 'emmy@example.com'])).toEqual([0, 0])
    const mail = await desk.get(`${page.path}/mail`)
    expect(mail.html).toContain('Grace Hopper has invited you to Analytical Engine.')
  })

  it('takes the corrected file, invites, and gives the result back', async () => {
    const wrong = await desk.upload('/import', 'people.csv', csvOf(['mend0@example', 'mend1@example.com']))
    expect(readable(wrong)).toContain('Correct these rows in your spreadsheet, and upload it again')
    const emails = people('mend', 2)
    const page = await desk.upload('/import', 'people.csv', csvOf(emails))
    await start(page, page.path)
    expect(readable(await ended(page.path))).toMatch(
      /^people\.csv Done 2 of 2 people done\. This time: 2 invited\. Started by Grace Hopper at /,
    )
    expect(await mails(emails)).toEqual([1, 1])
    const [header, ...rows] = await result(page.path)
    expect(header).toBe('email,outcome,reason,user_id,invitation_id,expires_at')
    expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual(emails.map((email) => [email, 'invited']))
    const audited = readFileSync(auditFile, 'utf8')
      .split('\n')
      .filter((line) => line.includes('mend'))
    expect(audited.map((line) => JSON.parse(line) as object)).toMatchObject(
      emails.map(() => ({ command: 'desk', outcome: 'invited', admin: 'Grace Hopper', operation: 'import' })),
    )
    expect(readable(await desk.get('/?search=mend'))).toContain('mend1@example.com')
  })

  it('skips rows with problems only if the admin agrees', async () => {
    const page = await desk.upload('/import', 'some.csv', csvOf(['skip0@example', 'skip1@example.com']))
    const form = fieldsOf(page, `${page.path}/start`)
    await desk.post(
      `${page.path}/start`,
      form.filter(([name]) => name !== 'skip'),
    )
    expect(await mails(['skip1@example.com'])).toEqual([0])
    expect(readable(page)).toContain('Send 1 invitation, and skip 1 row')
    await desk.post(`${page.path}/start`, form)
    await ended(page.path)
    expect((await result(page.path)).map((row) => row.split(',').slice(0, 3).join())).toEqual([
      ...['email,outcome,reason', 'skip0@example,failed,invalid_email', 'skip1@example.com,invited,'],
    ])
  })

  it('takes another column for addresses, another meaning of a column, and another sheet', async () => {
    const page = await desk.upload('/import', 'odd.csv', 'Who,Where\nAda,odd@example.com\n')
    expect(readable(page)).toContain(
      'No column contains the addresses. The first row has: "Who", "Where". Choose below',
    )
    const fields = fieldsOf(page, `${page.path}/columns`)
    const chosen: Record<string, string> = { 'column-0': 'name', 'column-1': 'email', invited_by: 'Linus', days: '30' }
    const mapped = await desk.post(
      `${page.path}/columns`,
      fields.map(([name, value]): [string, string] => [name, chosen[name] ?? value]),
    )
    expect(readable(mapped)).toContain('Invite 1 person?')
    expect((await desk.get(`${page.path}/mail`)).html).toMatch(/Hello Ada,[\s\S]*Linus has invited you/)
    const book = await desk.upload('/import', 'Teilnehmer.xlsx', asExcelWrites())
    expect(readable(book)).toContain('Read the 1 hidden row and 1 hidden column, too')
    const sheets = fieldsOf(book, `${book.path}/columns`)
    const other = await desk.post(
      `${book.path}/columns`,
      sheets.map(([name, value]): [string, string] => [name, name === 'sheet' ? 'Archiv' : value]),
    )
    expect(readable(other)).toContain('1 row: 1 person to invite.')
  })

  it('starts nothing from a form that is older than a change', async () => {
    const page = await desk.upload('/import', 'late.csv', csvOf(people('late', 1)))
    await desk.post(`${page.path}/columns`, fieldsOf(page, `${page.path}/columns`))
    expect(readable(await start(page, page.path))).toContain('Invite 1 person?')
    expect(await mails(people('late', 1))).toEqual([0])
  })

  it('stops after the rows that have begun, and goes on, at the desk or with the program', async () => {
    const emails = people('stop', 30)
    const csv = csvOf(emails)
    const page = await desk.upload('/import', 'many.csv', csv)
    await hold()
    const running = await start(page, page.path)
    await play.tenant.held('mails')
    expect(readable(running)).toMatch(/^many\.csv Inviting /)
    expect(readable(await desk.post(`${page.path}/stop`, []))).toContain('Stopping after the current step')
    await play.tenant.faults([])
    await play.tenant.release('mails')
    const stopped = await ended(page.path)
    const done = Number(/^many\.csv Stopped (\d+) of 30 people done\./.exec(readable(stopped))?.[1])
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(30)
    expect((await mails(emails)).reduce((sum, count) => sum + count, 0)).toBe(done)
    writeFileSync(join(folder, 'many.csv'), csv)
    const far = await play.invitations(['import', 'many.csv', '--resume-status'], {}, folder)
    expect(far.stdout).toContain(`${done} done, 0 failed, 0 begun, ${30 - done} left`)
    expect(readable(stopped)).toContain(`Continue with the ${30 - done} people left`)
    await desk.post(`${page.path}/go-on`, [])
    expect(readable(await ended(page.path))).toMatch(/^many\.csv Done 30 of 30 people done\./)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
  })

  it('a double click, a reload and the same file again start nothing twice', async () => {
    const emails = people('twice', 3)
    const page = await desk.upload('/import', 'twice.csv', csvOf(emails))
    await hold()
    const [once, twice] = await Promise.all([start(page, page.path), start(page, page.path)])
    expect(readable(once)).toBe(readable(twice))
    const again = await desk.upload('/import', 'copy of twice.csv', csvOf(emails))
    expect(again.path).toBe(page.path)
    await play.tenant.faults([])
    await play.tenant.release('mails')
    await ended(page.path)
    await start(page, page.path)
    expect(await mails(emails)).toEqual([1, 1, 1])
    const done = await desk.upload('/import', 'twice.csv', csvOf(emails))
    expect(readable(done)).toContain('Everybody in this file has already been invited')
    await start(done, done.path)
    await ended(done.path)
    expect((await result(done.path))[1]).toMatch(/^twice0@example\.com,invited/)
  })

  it('goes on where a run of the program stopped', async () => {
    const emails = people('program', 4)
    writeFileSync(join(folder, 'left.csv'), csvOf(emails))
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', status: 500, after: 2, times: 20 }])
    await play.invitations(['import', 'left.csv', '--yes'], {}, folder)
    await play.tenant.faults([])
    expect(readable(await desk.get('/import'))).toMatch(/Not finished .*left\.csv: \d of 4 done, begun at/)
    const page = await desk.upload('/import', 'left.csv', csvOf(emails))
    expect(readable(page)).toMatch(/\d (people|person) of this file (were|was) invited before\./)
    await start(page, page.path)
    await ended(page.path)
    expect(await mails(emails)).toEqual([1, 1, 1, 1])
    expect(readable(await desk.get('/import'))).not.toMatch(/Not finished .*left\.csv/)
  })

  it('says who was not invited, and why', async () => {
    const { connection } = play.tenant.description
    await play.tenant.manage('POST', 'users', {
      email: 'trap@example.com',
      connection,
      password: 'Difference-Engine-2',
    })
    const page = await desk.upload('/import', 'trap.csv', csvOf(['trap@example.com']))
    await start(page, page.path)
    const page2 = await ended(page.path)
    expect(readable(page2)).toMatch(/Done 0 of 1 person done\. This time: 1 failed\. .*Try the 1 person again/)
    expect(readable(page2)).toContain(
      'Invite this person on the page “Invite”, where you choose what happens to the account.',
    )
  })

  it.each([
    ['people.xlsx', 'email\nada@example.com\n', 'people.xlsx is not an Excel workbook, although its name says so.'],
    [
      'old.xls',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      'old.xls is in the format that Excel wrote before 2007',
    ],
    [
      'people.csv',
      Buffer.from('email,name\nada@example.com,Andr\xe9\n', 'latin1'),
      'Line 2 is not UTF-8; it may be Windows-1252.',
    ],
    ['empty.csv', '', 'No file was chosen, or it is empty.'],
  ])('says why it cannot read %s', async (name, content, sentence) => {
    const page = await desk.upload('/import', name, content)
    expect([page.status, readable(page)]).toEqual([expect.toBeOneOf([200, 400]), expect.stringContaining(sentence)])
    expect(readable(page)).not.toContain(tmpdir())
  })

  it('after a crash, lists unfinished imports, and goes on when the same file is uploaded', async () => {
    const emails = people('crash', 20)
    const first = await openDesk(play, [], {}, folder)
    const page = await first.upload('/import', 'crash.csv', csvOf(emails))
    await hold()
    await first.post(`${page.path}/start`, fieldsOf(page, `${page.path}/start`))
    await play.tenant.held('mails')
    await first.kill()
    await play.tenant.faults([])
    await play.tenant.release('mails')
    expect(readable(await desk.get('/import'))).toMatch(/Not finished .*crash\.csv: 0 of 20 done/)
    const again = await desk.upload('/import', 'crash.csv', csvOf(emails))
    await start(again, again.path)
    expect(readable(await ended(again.path))).toContain('20 of 20 people done.')
    expect(Math.min(...(await mails(emails)))).toBe(1)
  })

  it('at Ctrl-C, finishes what has begun, says how to go on, and leaves no file of people behind', async () => {
    const emails = people('ctrlc', 20)
    const temporary = mkdtempSync(join(tmpdir(), 'desk-'))
    const other = await openDesk(play, [], { TMPDIR: temporary }, folder)
    const page = await other.upload('/import', 'ctrlc.csv', csvOf(emails))
    await hold()
    await other.post(`${page.path}/start`, fieldsOf(page, `${page.path}/start`))
    await play.tenant.held('mails')
    expect(readdirSync(temporary)).toHaveLength(1)
    const ending = other.end()
    while (!readable(await other.get(page.path)).includes('Stopping')) continue
    await play.tenant.faults([])
    await play.tenant.release('mails')
    const { exitCode, said, stderr } = await ending
    expect([exitCode, stderr, said]).toEqual([
      0,
      expect.stringContaining('Stopping after the current step.'),
      expect.stringContaining(`"type":"stopped","file":"ctrlc.csv"`),
    ])
    expect(readdirSync(temporary)).toEqual([])
  })
})

it('a mounted desk without a folder for journals says how to import with the program', async () => {
  const { createRequire } = await import('node:module')
  const { createInvitations, settingsFrom } = await import('../../scripts/invitations/index.ts')
  const { createDesk } = createRequire(import.meta.url)(
    '../../dist/library/desk.cjs',
  ) as typeof import('../../scripts/desk/index.ts')
  const app = createDesk(createInvitations(settingsFrom(play.tenant.settings)), {
    admin: () => ({ name: 'Grace', email: 'g@example.com' }),
  })
  const page = { html: await (await app(new Request('https://app.example.com/import'))).text() }
  expect(readable(page)).toContain('invitations import people.xlsx --check')
})
