import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { obeyedOrHidden } from '../../hostile-text.ts'
import { errorIn, untilSearchesCaughtUp } from '../stage.ts'
import { scene } from './scene.ts'

const at = scene()
const folder = mkdtempSync(join(tmpdir(), 'text-of-others-'))
const names = {
  screen: '\u001b[2J\u001b]0;owned\u0007\u009b31mGrace',
  row: 'Grace\nmallory@example.com  accepted  Grace',
  hidden: 'Gra\u200bce\u202e',
  page: '</td><script>alert(1)</script>',
  formula: '=HYPERLINK("https://evil.example")',
  wide: '\uff1d1+1',
  cell: 'Grace;=1+1',
}
const emailOf = (kind: keyof typeof names): string => `${kind}@example.com`
const people = Object.keys(names).map((kind) => emailOf(kind as keyof typeof names))
const withBacktick = 'o`id`$HOME&x@example.com'

/** Somebody with a token for app_metadata, or the person, wrote it: our own commands refuse such names. */
beforeAll(async () => {
  await at.invite(people)
  for (const [kind, text] of Object.entries(names)) {
    const email = emailOf(kind as keyof typeof names)
    const invitation = { ...(await at.recordOf(email)), invited_by: text, note: text }
    await at.change(email, { name: text, app_metadata: { invitation } })
  }
  await untilSearchesCaughtUp(at)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function said(...args: string[]): Promise<string> {
  const { stdout, stderr } = await at.invitations(args)
  return stdout + stderr
}

describe('A name that moves the cursor', () => {
  it('escape sequences in it, listed, shown, reported and exported', async () => {
    const calls = [['list'], ['list', '--format', 'csv'], ['list', '--json'], ['export'], ['report']]
    for (const args of [...calls, ['show', emailOf('screen')], ['show', emailOf('hidden'), '--json']]) {
      expect((await said(...args)).replaceAll('\r\n', '\n')).not.toMatch(obeyedOrHidden)
    }
    expect(await said('list')).toContain('\\u001b[2J\\u001b]0;owned\\u0007\\u009b31mGrace')
  })

  it('a line break in it: no second row in list, report or show', async () => {
    for (const args of [['list'], ['report'], ['show', emailOf('row')], ['export']]) {
      expect(await said(...args)).not.toMatch(/^mallory/m)
    }
    expect((await at.invitations(['list'])).stdout.split('\n')).toHaveLength(1 + people.length + 2)
  })

  it('invisible characters in it: it does not pass for another name', async () => {
    expect(await said('list', '--search', 'hidden@')).toContain('Gra\\u200bce\\u202e')
    expect(await said('list', '--invited-by', 'Grace')).toContain('0 invitations')
  })
})

describe('A name that a spreadsheet runs', () => {
  it('a formula, also with full-width signs and after the semicolon that other spreadsheets split at', async () => {
    const { stdout } = await at.invitations(['export'])
    const rows = parse<Record<string, string>>(stdout, { columns: true })
    const nameOf = (kind: keyof typeof names) => rows.find(({ email }) => email === emailOf(kind))?.['name']
    expect(nameOf('formula')).toBe(`'${names.formula}`)
    expect(nameOf('wide')).toBe(`'${names.wide}`)
    expect(nameOf('cell')).toBe("Grace;'=1+1")
  })
})

describe('A page that others write into', () => {
  it('markup as the name of an inviter, in report --html', async () => {
    const file = join(folder, 'report.html')
    await said('report', '--html', file)
    expect(readFileSync(file, 'utf8')).not.toContain('<script')
    expect(readFileSync(file, 'utf8')).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('an acceptance whose instant is missing, not a date or far ahead: the page is still written', async () => {
    const instants = [undefined, 'yesterday', '9999-12-31T00:00:00Z', '0001-01-01T00:00:00Z']
    for (const [index, instant] of instants.entries()) {
      const email = people[index] ?? ''
      await at.change(email, { app_metadata: { invitation_acceptance: { id: 'inv_somebodyelses', at: instant } } })
    }
    await untilSearchesCaughtUp(at)
    const file = join(folder, 'odd.html')
    const ended = await at.invitations(['report', '--html', file])
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(readFileSync(file, 'utf8')).toContain('The day of 4 acceptances is not known.')
    for (const email of people) await at.change(email, { app_metadata: { invitation_acceptance: null } })
  })
})

describe('A command to paste', () => {
  it('an address with a backtick and a dollar sign in it runs nothing', async () => {
    const { hint } = errorIn(await at.invitations(['show', withBacktick, '--json']))
    const command = /invitations (.*)/.exec(hint)?.[1] ?? ''
    expect(execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })).toBe(
      `invite\n${withBacktick}\n`,
    )
  })
})
