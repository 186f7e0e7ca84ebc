import { languageTags } from '../../../../../actions/invitation/languages.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInvitation } from '../../../../../actions/invitation/create.ts'
import { readInvitees, type Invitee } from '../../../../../scripts/invitations/importing/invitees.ts'
import { rowBatchesOf } from '../../../../../scripts/spreadsheet/rows.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_107)
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 500)

const now = new Date('2026-01-01T00:00:00Z')

async function* text(csv: string): AsyncGenerator<string> {
  yield await Promise.resolve(csv)
}

async function read(csv: string, defaults = {}): Promise<Invitee[]> {
  const invitees: Invitee[] = []
  for await (const invitee of (await readInvitees(rowBatchesOf(text(csv)), defaults, now)).invitees)
    invitees.push(invitee)
  return invitees
}

describe('the invitees of a file', () => {
  it('get the values of their row, else those of the command line', async () => {
    const csv =
      'email,first name,last name,ttl,context.plan,note\nada@example.com,Ada,Lovelace,14d,team,\nbob@example.com,,,,,Hi\n'
    const requests = (await read(csv, { note: 'Welcome', invited_by: 'Grace' })).map(({ request }) => request)
    expect(requests).toMatchObject([
      {
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        ttl_sec: 1_209_600,
        context: '{"plan":"team"}',
        note: 'Welcome',
      },
      {
        email: 'bob@example.com',
        name: undefined,
        ttl_sec: undefined,
        context: undefined,
        note: 'Hi',
        invited_by: 'Grace',
      },
    ])
  })

  it('get the roles of their row, with any separator', async () => {
    const invitees = await read('email;roles\nada@example.com;editor, viewer|rol_1\nbob@example.com;\n')
    expect(invitees.map(({ request }) => request.roles)).toEqual([['editor', 'viewer', 'rol_1'], undefined])
  })

  it('are one person if an address is there twice, in any spelling', async () => {
    const invitees = await read('email\nada@example.com\n ADA@Example.com\nbob@example.com\n')
    expect(invitees.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, 2, undefined])
  })

  it('are not duplicates of an invalid row', async () => {
    const invitees = await read('email,ttl\nada@example.com,99d\nada@example.com,7d\n')
    expect(invitees.map(({ problems, duplicateOf }) => [problems.length, duplicateOf])).toEqual([
      [1, undefined],
      [0, undefined],
    ])
  })

  it('with problems are listed with line, column, value and reason', async () => {
    const [invitee] = await read('E-Mail,Valid for,Language,context.x\nada,7 moons,!!,y\n')
    expect(invitee?.problems).toEqual([
      {
        line: 2,
        column: 'E-Mail',
        value: 'ada',
        code: 'invalid_email',
        reason:
          '"ada" is not an email address like ada@example.com. Use ASCII letters; a domain in other letters needs its xn-- form.',
      },
      {
        line: 2,
        column: 'Valid for',
        value: '7 moons',
        code: 'invalid_ttl',
        reason: 'The lifetime is not a span of time. Write 7d, 12h or 30m.',
      },
      {
        line: 2,
        column: 'Language',
        value: '!!',
        code: 'invalid_locale',
        reason: `"!!" is not a language that mails are written in (${languageTags.join(', ')}). Leave it out, or add the language.`,
      },
    ])
  })

  it('are below the headings; if a title is above those, the error says in which row they are', async () => {
    await expect(read('Our guests,\n,\nname,E-Mail\nAda,ada@example.com\n')).rejects.toMatchObject({
      message: 'No column contains the addresses. The first row has: "Our guests".',
      hint: 'Row 3 looks like the headings: delete the rows above it.',
    })
  })

  it('with a failed formula are not invited, so that nobody is greeted as #N/A', async () => {
    const invitees = await read(
      'email,name,note,x\nada@example.com,#N/A,Hi,#REF!\n#REF!,Bob,#NAME?,\nkay@example.com,Kay,#1,\n',
    )
    expect(invitees.map(({ problems }) => problems.map(({ column, code }) => `${column} ${code}`))).toEqual([
      ['name formula_error'],
      ['email formula_error', 'note formula_error'],
      [],
    ])
  })

  it.each([
    ['Vorname,Nachname', 'Ada,Lovelace', 'Ada Lovelace'],
    ['Name,Surname', 'Ada Lovelace,Lovelace', 'Ada Lovelace'],
    ['名,姓', '花子,山田', '山田 花子'],
    ['Vorname,Nachname', ',Lovelace', 'Lovelace'],
  ])('have their names in the order of their country: %s', async (header, cells, name) => {
    const [invitee] = await read(`email,${header}\nada@example.com,${cells}\n`)
    expect(invitee?.request.name).toBe(name)
  })

  it('are refused with the name of a flag if it is wrong', async () => {
    const [invitee] = await read('email\nada@example.com\n', { ttl_sec: NaN })
    expect(invitee?.problems).toMatchObject([{ column: '--ttl_sec', value: '' }])
  })

  it('must not have more cells than the header, except empty ones', async () => {
    const [one, two] = await read('email,name\nada@example.com,Ada,and more\nbob@example.com,Bob,,\n')
    expect(one?.problems).toMatchObject([{ code: 'too_many_cells', value: 'and more' }])
    expect(two?.problems).toEqual([])
  })

  it('are refused before anything is sent if a record would be too large', async () => {
    const long = 'ü'.repeat(500)
    const [invitee] = await read(`email,note,context.x\nada@example.com,${long},${'y'.repeat(1000)}\n`)
    expect(invitee?.problems).toMatchObject([{ code: 'record_too_large', column: 'note' }])
  })

  it('are checked by every rule, although most rows take a shortcut', async () => {
    const cell = {
      email: fc.oneof(
        fc.constantFrom(
          'ada@example.com',
          'Bob.B+1@Mail.example.org',
          'a@b',
          'a..b@c.de',
          '-a@b.cd',
          'a@b.c1',
          'a@-b.cd',
        ),
        fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', '-', '_', '+', '@', 'é', ' '), maxLength: 12 }),
        fc.stringMatching(/^[a-z.]{1,70}@[a-z0-9.-]{1,70}\.[a-z]{1,3}$/),
      ),
      name: fc.oneof(
        fc.constantFrom(
          '',
          'Ada Lovelace',
          "O'Neill, Jo-Ann",
          'www.example.com',
          'x'.repeat(101),
          'Zoë 2',
          '\u200b',
          '12',
        ),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
      ),
      note: fc.constantFrom('', 'Hello', 'x'.repeat(500), 'ÿ'.repeat(500), 'x'.repeat(501)),
      locale: fc.constantFrom('', 'de', 'tlh', '!!'),
      ttl: fc.constantFrom('', '7d', '1s', 'soon'),
      redirect_to: fc.constantFrom('', 'https://app.example.com/', `https://app.example.com/${'p'.repeat(900)}`, 'app'),
      'context.plan': fc.constantFrom('', 'team', 'ÿ'.repeat(300), 'x'.repeat(1100)),
    }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record(cell), { minLength: 1, maxLength: 20 }), async (rows) => {
        const header = Object.keys(cell)
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const csv = rows.map((row) => Object.values(row).map(quoted).join())
        for (const { request, problems } of await read([header.join(), ...csv, ''].join('\n'))) {
          const id = `inv_${'0'.repeat(32)}`
          const { ttl_sec = 604_800, roles: _, link: __, ...texts } = request
          const whole = { id, now, default_time_zone: 'UTC', created_user: true, client_id: id, ttl_sec, ...texts }
          const invitation = createInvitation(whole)
          const wrong = 'problems' in invitation ? invitation.problems : []
          expect(problems.map(({ code }) => code)).toEqual(wrong.map(({ code }) => code))
        }
      }),
      { seed, numRuns },
    )
  })
})
