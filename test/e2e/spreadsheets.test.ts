import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deskOf } from './desk.ts'
import { objects, stage } from './stage.ts'

const play = stage({ deployed: false })
const { Desk, mails } = deskOf(play)

const invitationOf = async (email: string): Promise<unknown> => {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
  return (body as { app_metadata: { invitation: unknown } }[])[0]?.app_metadata.invitation
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

  it('is told with what each column is used as before anything is sent, and with the rows that Excel shows', async () => {
    const { stdout } = await new Desk().write(csv).import('--dry-run')
    expect(stdout).toBe(`Column     Used as
E-Mail     email
Vorname    first_name
Name       last_name
Nachricht  note
Bemerkung  not used: only a column “note” or “message” is mailed
Telefon    not used
Row 4 has the address of row 2, GRACE@example.com: only row 2 is used.
3 rows: 2 to invite, 1 duplicate, 0 invalid.
2 new; 0 have an account already, as far as Auth0's search knows, which is seconds behind.
Would invite 2. Nothing was done.
`)
    expect(await mails(['grace@example.com'])).toEqual([0])
  })

  it('says the same to programs', async () => {
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

  it('is invited with names and notes, and what it remarks in private stays private', async () => {
    const desk = new Desk().write(csv)
    expect((await desk.import()).exitCode).toBe(0)
    expect(await invitationOf('grace@example.com')).toMatchObject({ note: 'Willkommen;\r\nbis bald' })
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=grace@example.com')
    expect(body).toMatchObject([{ name: 'Grace Hopper' }])
    expect(JSON.stringify(body)).not.toContain('redet viel')
    expect(JSON.stringify(await play.tenant.outbox('grace@example.com'))).not.toContain('redet viel')
  })

  it('has a result that the same Excel opens: with its delimiter, its first line and its byte order mark', async () => {
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

it('a result of a file with commas and no byte order mark has neither', async () => {
  const desk = new Desk().write('email,name\nkay@example.com,Kay\n')
  await desk.import()
  expect(desk.result[0]).toBe('email,name,outcome,reason,user_id,invitation_id,expires_at')
})
