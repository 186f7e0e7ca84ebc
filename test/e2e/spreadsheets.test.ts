import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram, type Ended } from '../run-program.ts'
import { asExcelWrites, asLibreOfficeWrites, inlineRows, workbook } from '../workbook.ts'
import { zip } from '../zip.ts'
import { deskOf, people } from './desk.ts'
import { errorIn, objects, stage } from './stage.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')

const play = stage({ deployed: false })
const { Desk, mails } = deskOf(play)

const invitationOf = async (email: string): Promise<{ context?: string } | undefined> => {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
  return (body as { app_metadata: { invitation: { context?: string } } }[])[0]?.app_metadata.invitation
}

describe('a CSV file as a German Excel writes it', () => {
  const csv = [
    '\ufeffsep=;',
    'E-Mail;Vorname;Name;Nachricht;Bemerkung;Telefon',
    'grace@example.com;Grace;Hopper;"Willkommen;',
    'bis bald";redet viel;1',
    ';;;;;',
    'GRACE@example.com;;;;;2',
    'alan@example.com;Alan;Turing;;;3',
    '',
  ].join('\r\n')

  it('is explained before anything is sent: what each column means, and the rows with Excel’s numbers', async () => {
    const { stdout } = await new Desk().write(csv).import('--dry-run')
    expect(stdout).toBe(`Column     Used as
E-Mail     email
Vorname    first_name
Name       last_name
Nachricht  note
Bemerkung  not used: only a column “note” or “message” goes into the mail
Telefon    not used
Row 4 has the address of row 2, GRACE@example.com: only row 2 is used.
3 rows: 2 to invite, 1 duplicate, 0 invalid.
2 new; 0 have an account already, according to Auth0's search, which is seconds behind.
Would invite 2. Nothing was done.
`)
    expect(await mails(['grace@example.com'])).toEqual([0])
  })

  it('is explained to programs, too', async () => {
    const [file, duplicate] = objects(await new Desk().write(csv).import('--dry-run', '--json'))
    expect(file).toMatchObject({
      type: 'file',
      columns: [
        ...[{ heading: 'E-Mail', field: 'email' }, { field: 'first_name' }, { field: 'last_name' }, { field: 'note' }],
        ...[
          { heading: 'Bemerkung', field: null, reason: 'private_remark' },
          { heading: 'Telefon', field: null },
        ],
      ],
    })
    expect(duplicate).toMatchObject({ type: 'duplicate', line: 4, duplicate_of: 2, email: 'GRACE@example.com' })
  })

  it('gives the invitations their names and notes, and private remarks stay private', async () => {
    const desk = new Desk().write(csv)
    expect((await desk.import()).exitCode).toBe(0)
    expect(await invitationOf('grace@example.com')).toMatchObject({ note: 'Willkommen;\r\nbis bald' })
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=grace@example.com')
    expect(body).toMatchObject([{ name: 'Grace Hopper' }])
    expect(JSON.stringify(body)).not.toContain('redet viel')
    expect(JSON.stringify(await play.tenant.outbox('grace@example.com'))).not.toContain('redet viel')
  })

  it('has a result that the same Excel opens, with its delimiter, first line and byte order mark', async () => {
    const desk = new Desk().write(csv)
    await desk.import()
    const result = readFileSync(join(desk.folder, 'people.result.csv'), 'utf8')
    const [first, header, grace] = result.split('\r\n')
    expect(first).toBe('\ufeffsep=;')
    expect(header).toBe(
      'E-Mail;Vorname;Name;Nachricht;Bemerkung;Telefon;outcome;reason;user_id;invitation_id;expires_at',
    )
    expect(grace).toMatch(/^grace@example\.com;Grace;Hopper;"Willkommen;\nbis bald";redet viel;1;/)
    expect(result).toContain(';skipped;duplicate of row 2;')
  })
})

it('--columns says what unknown headings mean, and its mistakes are refused', async () => {
  const desk = new Desk().write('Kontakt,"Abteilung, Ort",Bemerkung\nida@example.com,Technik,Hallo Ida\n')
  const said = ['--columns', 'kontakt=email,Bemerkung=note', '--columns', 'Abteilung, Ort=context.unit']
  expect((await desk.import(...said)).stdout).toContain(`Column          Used as
Kontakt         email
Abteilung, Ort  context.unit
Bemerkung       note
`)
  expect(await invitationOf('ida@example.com')).toMatchObject({ note: 'Hallo Ida', context: '{"unit":"Technik"}' })
  const wrong = await desk.import('--columns', 'Kontakt=mail', '--json')
  expect([wrong.exitCode, errorIn(wrong).message]).toEqual([
    2,
    '--columns "Kontakt=mail" must be a heading, =, and a field.',
  ])
})

it('the result of a file with commas and no byte order mark has the same', async () => {
  const desk = new Desk().write('email,name\nkay@example.com,Kay\n')
  await desk.import()
  expect(desk.result[0]).toBe('email,name,outcome,reason,user_id,invitation_id,expires_at')
})

describe('an .xlsx', () => {
  const folderWith = (bytes: Buffer | string, name = 'people.xlsx'): string => {
    const folder = mkdtempSync(join(tmpdir(), 'sheets-'))
    writeFileSync(join(folder, name), bytes)
    return folder
  }
  const importIn = (folder: string, ...flags: string[]): Promise<Ended> =>
    play.invitations(['import', 'people.xlsx', ...flags], {}, folder)
  const check = (bytes: Buffer | string, name = 'people.xlsx', ...flags: string[]): Promise<Ended> =>
    runProgram([program, 'import', name, '--check', ...flags], {}, { cwd: folderWith(bytes, name) })
  const contextOf = async (email: string) => JSON.parse((await invitationOf(email))?.context ?? '{}') as unknown

  it('as Excel writes it: the program says before anything is sent which sheet it reads, and what is hidden there', async () => {
    expect((await check(asExcelWrites())).stdout)
      .toBe(`Sheet “Teilnehmer & Gäste”. Not read: “Archiv”; --sheet names another.
Hidden sheets, not read: “Vorlage”.
Hidden rows, not read (--with-hidden reads them): 3.
Hidden columns, not read (--with-hidden reads them): F.
Column          Used as
E-Mail          email
Vorname         first_name
context.plz     context.plz
context.seit    context.seit
Nachricht       note
context.betrag  context.betrag
2 rows: 2 to invite, 0 duplicates, 0 invalid.
`)
    expect(objects(await check(asExcelWrites(), 'people.xlsx', '--json', '--with-hidden'))).toMatchObject([
      {
        ...{ type: 'sheet', sheet: 'Teilnehmer & Gäste', other_sheets: ['Archiv'], hidden_sheets: ['Vorlage'] },
        ...{ hidden_rows: [3], hidden_columns: ['F'], hidden_are_read: true },
      },
      { type: 'file' },
      { type: 'summary', rows: 3, valid: 3 },
    ])
  })

  it('gives the invitations its texts, long numbers, dates and saved formula values; a private remark stays private', async () => {
    const folder = folderWith(asExcelWrites())
    expect((await importIn(folder, '--with-hidden')).exitCode).toBe(0)
    expect(await invitationOf('lise@example.com')).toMatchObject({ note: 'Willkommen & bis bald!' })
    expect(await contextOf('lise@example.com')).toEqual({ plz: '01067', seit: '2023-03-15', betrag: '0.3' })
    expect(await contextOf('emmy@example.com')).toEqual({ plz: '4915112345678', seit: '2023-03-15 12:00' })
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=emmy@example.com')
    expect(body).toMatchObject([{ name: 'Emmy' }])
    expect(JSON.stringify(await play.tenant.outbox('lise@example.com'))).not.toContain('redet viel')
    expect(await mails(['hidden@example.com', 'old@example.com'])).toEqual([1, 0])
  })

  it('as LibreOffice writes it: dates may count from 1904, and people whom a filter hides are not invited', async () => {
    const folder = folderWith(asLibreOfficeWrites())
    const { stdout } = await importIn(folder)
    expect(stdout).toContain('Hidden rows, not read (--with-hidden reads them): 2.')
    expect(await contextOf('frances@example.com')).toEqual({ desde: '2023-03-15' })
    expect(await mails(['frances@example.com', 'filtered@example.com'])).toEqual([1, 0])
  })

  it('has a result that Excel opens with a double click: a byte order mark, and the list separator of the region', async () => {
    const book = workbook({
      sheets: [{ name: 'A', xml: inlineRows([['email'], ['jean@example.com'], [], ['JEAN@example.com']]) }],
    })
    for (const [region, delimiter] of [
      ['de_DE.UTF-8', ';'],
      ['en_US.UTF-8', ','],
    ] as const) {
      const folder = folderWith(book)
      await play.invitations(['import', 'people.xlsx'], { LC_ALL: region, NODE_NO_WARNINGS: '1' }, folder)
      const result = readFileSync(join(folder, 'people.result.csv'), 'utf8')
      expect(result).toContain(`\ufeffemail${delimiter}outcome${delimiter}reason`)
      expect(result).toContain(`JEAN@example.com${delimiter}skipped${delimiter}duplicate of row 2`)
    }
  })

  it('with several sheets: --sheet names one, even a hidden one, and each has its own run', async () => {
    const folder = folderWith(
      workbook({
        sheets: [
          { name: 'May', xml: inlineRows([['email'], ['may@example.com']]) },
          { name: 'June', state: 'hidden', xml: inlineRows([['email'], ['june@example.com']]) },
        ],
      }),
    )
    expect((await importIn(folder)).exitCode).toBe(0)
    const june = await importIn(folder, '--sheet', 'june')
    expect(june.stdout).toContain('Sheet “June”. Not read: “May”; --sheet names another.')
    expect(june.stderr).not.toContain('has changed')
    expect((await importIn(folder, '--sheet', 'June', '--json')).stdout).toContain('"done":1,"left":0')
    expect(await mails(['may@example.com', 'june@example.com'])).toEqual([1, 1])
    const none = await importIn(folder, '--sheet', 'July', '--json')
    expect([none.exitCode, errorIn(none).message]).toEqual([
      2,
      'people.xlsx has no sheet “July”. It has: “May”, “June”.',
    ])
  })

  it('is the only kind of file that has sheets', async () => {
    const ended = await check('email\n', 'people.csv', '--sheet', 'June', '--json')
    expect([ended.exitCode, errorIn(ended).message]).toEqual([2, 'people.csv has no sheets: it is not an .xlsx file.'])
  })

  it('goes on after a kill in the middle, and mails nobody twice', async () => {
    const { emails } = people('sheet', 30)
    const folder = folderWith(
      workbook({ sheets: [{ name: 'A', xml: inlineRows([['email'], ...emails.map((email) => [email])]) }] }),
    )
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', after: 12, hold: 'user' }])
    const child = spawn(process.execPath, [program, 'import', 'people.xlsx', '--yes'], {
      cwd: folder,
      env: { ...process.env, ...play.tenant.settings },
      stdio: 'ignore',
    })
    await play.tenant.held('user')
    child.kill('SIGKILL')
    await once(child, 'close')
    await play.tenant.faults([])
    await play.tenant.release('user')
    const { exitCode, stdout } = await importIn(folder)
    expect(stdout).toContain('Continuing the run of')
    expect(exitCode).toBe(0)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
  })

  it('can be piped in, and can choose the people for revoke, resend and remind', async () => {
    const book = workbook({ sheets: [{ name: 'A', xml: inlineRows([['E-Mail'], ['piped@example.com']]) }] })
    const folder = folderWith(book)
    const env = { ...process.env, ...play.tenant.settings }
    const piped = spawn(process.execPath, [program, 'import', '-'], {
      cwd: folder,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    piped.stdin.end(book)
    expect((await once(piped, 'close'))[0]).toBe(0)
    expect(await mails(['piped@example.com'])).toEqual([1])
    const revoked = await play.invitations(['revoke', '--file', 'people.xlsx', '--yes'], {}, folder)
    expect(revoked.stdout).toContain('1 revoked')
    expect(readFileSync(join(folder, 'people.revoke.result.csv'), 'utf8')).toContain('piped@example.com')
  })

  const compound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0])
  it.each([
    ['of Excel before 2007', 'people.xls', compound, 'in the format that Excel wrote before 2007 (.xls)'],
    [
      'with a password',
      'people.xlsx',
      Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]),
      'asks for a password',
    ],
    [
      'of OpenDocument',
      'people.ods',
      zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }),
      'is an OpenDocument spreadsheet (.ods)',
    ],
    ['in Excel’s binary form', 'people.xlsb', zip({ 'xl/workbook.bin': '' }), 'is a binary Excel workbook (.xlsb)'],
    [
      'that is a document',
      'people.xlsx',
      zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<x/>' }),
      'there is no workbook in it',
    ],
    [
      'that is a web page',
      'people.xlsx',
      '<html><table/></html>',
      'is a web page or XML with the name of a spreadsheet',
    ],
    ['that is CSV', 'people.xlsx', 'email\nada@example.com\n', 'is not an Excel workbook, although its name says so'],
    ['that is cut off', 'people.xlsx', asExcelWrites().subarray(0, 2000), 'it is cut off'],
  ])('%s is refused with what it is and what to do', async (_, name, bytes, sentence) => {
    const { exitCode, stderr } = await check(bytes, name)
    expect(stderr).toContain('Error (unreadable_file)')
    expect(stderr).toContain(sentence)
    expect(stderr).toMatch(/save it|Numbers|\.csv/)
    expect(exitCode).toBe(2)
  })
})
