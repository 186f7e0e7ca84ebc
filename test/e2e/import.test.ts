import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { objects } from './stage.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')

function check(csv: string, ...flags: string[]) {
  const file = join(mkdtempSync(join(tmpdir(), 'import-')), 'people.csv')
  writeFileSync(file, csv)
  return runProgram([program, 'import', file, '--check', ...flags], {})
}

describe('import --check', () => {
  it('reads and checks a file without a tenant and without settings', async () => {
    const { exitCode, stdout } = await check('E-Mail;Name;Phone\r\nada@example.com;Ada;1\r\nADA@example.com;;\r\n')
    expect(stdout).toBe("Not used: 'Phone'.\n2 rows: 1 to invite, 1 duplicate, 0 invalid.\n")
    expect(exitCode).toBe(0)
  })

  it('lists every problem with line, column, value and reason, and ends in 1', async () => {
    const { exitCode, stdout } = await check('email,ttl\nada@example.com,7d\nbob,99d\n')
    expect(stdout).toBe(`Line 3, email 'bob': "bob" is not an email address (like ada@example.com, ASCII letters only).
Line 3, ttl '99d': An invitation lives from 1 minute to 30 days (1m to 30d).
2 rows: 1 to invite, 0 duplicates, 1 invalid.
`)
    expect(exitCode).toBe(1)
  })

  it('tells programs the same', async () => {
    const ended = await check('email\nbob\n', '--json')
    expect(objects(ended)).toEqual([
      expect.objectContaining({ type: 'problem', line: 2, column: 'email', value: 'bob', code: 'invalid_email' }),
      { type: 'summary', rows: 1, valid: 0, duplicates: 0, invalid: 1 },
    ])
  })

  it('refuses a file that it cannot read with exit code 2', async () => {
    const { exitCode, stderr } = await check('name\nAda\n')
    expect(stderr).toBe(
      'Error (unreadable_file): No column has the addresses. The first line has: "name".\nName the column in the first line: email\n',
    )
    expect(exitCode).toBe(2)
  })

  it('says so of a header with nobody below it', async () => {
    expect((await check('email,name\n')).stdout).toBe('0 rows: 0 to invite, 0 duplicates, 0 invalid.\n')
  })
})
