import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })

beforeAll(async () => {
  await play.invitations(['invite', 'kay@example.com'])
  await play.tenant.advance(5) // searches can be behind by seconds
})

describe('export --excel', () => {
  const exported = (region: string, ...flags: string[]) =>
    play.invitations(
      ['export', '--excel', ...flags],
      { LC_ALL: region, NODE_NO_WARNINGS: '1' },
      mkdtempSync(join(tmpdir(), 'sheets-')),
    )

  it('writes what Excel opens with a double click in the region of the machine, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sheets-'))
    const file = join(folder, 'all.csv')
    const { stdout } = await exported('fr_FR.UTF-8', '--output', file)
    expect(stdout).toMatch(/^1 invitation written to .*all\.csv\. For Excel: cells are separated by ; as in fr-FR\.\n$/)
    expect(readFileSync(file, 'utf8')).toMatch(/^\ufeffemail;user_id;invitation_id;/)
    expect((await exported('en_GB.UTF-8')).stdout).toMatch(/^\ufeffemail,user_id,invitation_id,/)
    expect(
      readFileSync(file, 'utf8')
        .split('\r\n')
        .filter((line) => line.startsWith('kay@example.com;')),
    ).toHaveLength(1)
  })

  it('works with CSV only', async () => {
    const ended = await exported('C', '--json')
    expect([ended.exitCode, errorIn(ended).message]).toEqual([2, '--excel writes CSV, not ndjson.'])
  })
})
