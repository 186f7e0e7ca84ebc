import { describe, expect, it } from 'vitest'
import { readInvitees, type Invitee } from '../../../../scripts/csv/invitees.ts'
import { rowsOf } from '../../../../scripts/csv/rows.ts'

const now = new Date('2026-01-01T00:00:00Z')

async function* text(csv: string): AsyncGenerator<string> {
  yield await Promise.resolve(csv)
}

async function read(csv: string, defaults = {}): Promise<Invitee[]> {
  const invitees: Invitee[] = []
  for await (const invitee of (await readInvitees(rowsOf(text(csv)), defaults, now)).invitees) invitees.push(invitee)
  return invitees
}

describe('the invitees of a file', () => {
  it('get what their row says, else what the command line says', async () => {
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

  it('get the roles of their row, whatever stands between them', async () => {
    const invitees = await read('email;roles\nada@example.com;editor, viewer|rol_1\nbob@example.com;\n')
    expect(invitees.map(({ request }) => request.roles)).toEqual([['editor', 'viewer', 'rol_1'], undefined])
  })

  it('named twice, in whatever spelling, are one', async () => {
    const invitees = await read('email\nada@example.com\n ADA@Example.com\nbob@example.com\n')
    expect(invitees.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, 2, undefined])
  })

  it('an invalid row does not make a valid one with the same address a duplicate', async () => {
    const invitees = await read('email,ttl\nada@example.com,99d\nada@example.com,7d\n')
    expect(invitees.map(({ problems, duplicateOf }) => [problems.length, duplicateOf])).toEqual([
      [1, undefined],
      [0, undefined],
    ])
  })

  it('with problems are told with line, column, value and reason', async () => {
    const [invitee] = await read('E-Mail,Valid for,Language,context.x\nada,7 days,!!,y\n')
    expect(invitee?.problems).toEqual([
      {
        line: 2,
        column: 'E-Mail',
        value: 'ada',
        code: 'invalid_email',
        reason:
          '"ada" is not an email address (like ada@example.com: ASCII letters only, a domain in other letters in its xn-- form).',
      },
      {
        line: 2,
        column: 'Valid for',
        value: '7 days',
        code: 'invalid_ttl',
        reason: 'An invitation lives from 1 minute to 30 days (1m to 30d).',
      },
      {
        line: 2,
        column: 'Language',
        value: '!!',
        code: 'invalid_locale',
        reason: '"!!" is not a language tag (like en, de or pt-BR).',
      },
    ])
  })

  it('a problem of a flag names the flag', async () => {
    const [invitee] = await read('email\nada@example.com\n', { ttl_sec: NaN })
    expect(invitee?.problems).toMatchObject([{ column: '--ttl_sec', value: '' }])
  })

  it('more cells than the header has are a problem, empty ones are not', async () => {
    const [one, two] = await read('email,name\nada@example.com,Ada,and more\nbob@example.com,Bob,,\n')
    expect(one?.problems).toMatchObject([{ code: 'too_many_cells', value: 'and more' }])
    expect(two?.problems).toEqual([])
  })

  it('a record that would be too large is found before anything is sent', async () => {
    const long = 'ü'.repeat(500)
    const [invitee] = await read(`email,note,context.x\nada@example.com,${long},${'y'.repeat(1000)}\n`)
    expect(invitee?.problems).toMatchObject([{ code: 'record_too_large', column: 'note' }])
  })
})
