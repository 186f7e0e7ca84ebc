import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { countRows, planImport } from '../../../../../scripts/invitations/importing/import-people.ts'
import { readInvitees } from '../../../../../scripts/invitations/importing/invitees.ts'
import { openTable } from '../../../../../scripts/spreadsheet/table.ts'

const folder = mkdtempSync(join(tmpdir(), 'import-people-'))
afterAll(() => rmSync(folder, { recursive: true }))

const now = new Date('2026-01-01T00:00:00Z')
const invitation_id = 'inv_0123456789abcdef0123456789abcdef'

async function fileWith(csv: string) {
  const source = join(folder, 'people.csv')
  writeFileSync(source, csv)
  const table = await openTable(source, () => [] as never, { sheet: undefined, withHidden: false })
  return { source, table, open: () => readInvitees(table.batches(), {}, now) }
}

function journalWith(...lines: object[]) {
  const path = join(folder, 'run.ndjson')
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return { path, sha256: 'x' }
}

const people = 'email,username\nada@example.com,ada\nADA@example.com,\nnot an address,\nbob@example.com,\n'
const header = { type: 'run', version: 1, started_at: '2026-01-01T00:00:00Z', file: 'people.csv' }
const ended = {
  ...{ type: 'ended', line: 2, email: 'ada@example.com', user_id: null, invitation_id },
  ...{ outcome: 'invited', expires_at: null, reason: null },
}

describe('an import', () => {
  it('counts the rows of its file, and reports the rows that invite nobody', async () => {
    const told: [number, number, number][] = []
    const { batches } = await (await fileWith(people)).open()
    const counts = await countRows(batches, ({ line }, { duplicates, invalid }) => {
      told.push([line, duplicates, invalid])
    })
    expect(counts).toEqual({ rows: 4, valid: 2, duplicates: 1, invalid: 1 })
    expect(told).toEqual([
      [3, 1, 0],
      [4, 1, 1],
    ])
  })

  it('goes on where an earlier run of the file stopped', async () => {
    const plan = await planImport(await fileWith(people), journalWith(header, ended), { bulkRows: 2, restarts: false })
    expect(plan).toMatchObject({ done: 1, left: 1, emails: ['bob@example.com'], isBulk: false })
    expect(plan.first?.email).toBe('bob@example.com')
    expect(plan.nameless).toEqual(['bob@example.com'])
  })

  it('begins again if it is asked to', async () => {
    const plan = await planImport(await fileWith(people), journalWith(header, ended), { bulkRows: 2, restarts: true })
    expect(plan).toMatchObject({ done: 0, left: 2, isBulk: true })
  })
})
