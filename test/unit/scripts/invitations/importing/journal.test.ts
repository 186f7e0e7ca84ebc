import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readJournal } from '../../../../../scripts/invitations/importing/journal.ts'
import { hostileValues, replaced } from '../../../hostile-json.ts'

const path = join(mkdtempSync(join(tmpdir(), 'journal-')), 'import.ndjson')
const invitation_id = 'inv_0123456789abcdef0123456789abcdef'
const run = {
  ...{ type: 'run', version: 1, started_at: '2026-01-31T12:00:00Z', file: 'people.csv', sha256: 'x' },
  ...{ domain: 'acme.example', connection: 'Users', client_id: 'app' },
}
const begun = { type: 'begun', line: 2, email: 'ada@example.com', invitation_id, step: 'mail', user_id: 'auth0|1' }
const ended = {
  ...{ type: 'ended', line: 2, email: 'ada@example.com', user_id: null, invitation_id, outcome: 'invited' },
  ...{ email_sent: true, expires_at: null, reason: null },
}

function read(...lines: unknown[]) {
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return readJournal(path)
}

describe('a journal', () => {
  it('says how far a run has come; a line that a crash cut off does not count', () => {
    const { header, rows } = read(run, begun, ended, '{"type":"begun","line":3,"em')
    expect(header).toEqual(run)
    expect([...rows]).toEqual([
      [2, { email: 'ada@example.com', invitation_id, step: 'mail', user_id: 'auth0|1', ended }],
    ])
  })

  it('may have fields of a later version, which are ignored', () => {
    expect(read(run, { type: 'later', line: {} }, 'null', '[]', '5').rows.size).toBe(0)
  })

  it.each([
    ['run', run, ['version', 'started_at', 'file']],
    ['begun', begun, ['line', 'email', 'invitation_id', 'step', 'user_id']],
    ['ended', ended, ['line', 'email', 'outcome', 'user_id', 'invitation_id', 'expires_at', 'reason']],
  ])('with another type in a %s line is an error that names the line and the field', (_, entry, fields) => {
    for (const field of fields) {
      for (const value of [{ toString: 'x' }, [2], true]) {
        expect(() => read(run, replaced(entry, [field], value))).toThrow(
          expect.objectContaining({
            code: 'unreadable_file',
            message: `${path}, line 2 was changed by something else: its "${field}" is wrong.`,
          }),
        )
      }
    }
  })

  it('is read or refused, whatever it contains', () => {
    for (const entry of [run, begun, ended]) {
      for (const field of Object.keys(entry)) {
        for (const value of hostileValues.slice(0, -4)) {
          try {
            read(replaced(entry, [field], value))
          } catch (failure) {
            expect(failure).toMatchObject({ code: 'unreadable_file' })
          }
        }
      }
    }
  })
})
