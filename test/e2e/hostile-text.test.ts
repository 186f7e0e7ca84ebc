import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileText, obeyedOrHidden } from '../hostile-text.ts'
import { runCommand } from '../run-command.ts'
import type { Ended } from '../run-program.ts'
import { stage, untilSearchesCaughtUp } from './stage.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_113)
const people = 12
/** One in six has another product's text instead of an invitation. */
const listed = people - people / 6
const play = stage({ deployed: true })
const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
const inFolder = (name: string) => join(folder, name)
/** Each begins its own line if a line break in it is obeyed. */
const texts = fc.sample(hostileText, { numRuns: 400, seed }).map((text) => `${text}\r\nFORGED\u2028FORGED\nFORGED`)
let used = 0
const next = (): string => texts[used++ % texts.length] ?? ''
/** Auth0 refuses names of apps that are long or have angle brackets. */
const withoutTags = (text: string): string => `App ${text.replace(/[<>]/g, '').slice(0, 40)}`
const questions: string[] = []

/** Runs it at a terminal, with no as the answer to everything. */
async function atTerminal(...args: string[]): Promise<Ended> {
  const ask = (question: string) => Promise.resolve(questions.push(question) < 0)
  return runCommand(args, play.tenant.settings, undefined, { ask })
}

function idOf(index: number): string {
  return `inv_${String(index).padStart(32, '0')}`
}

/** What other tools and the person wrote: every text of a record, and of the account. */
function metadataOf(index: number, email: string): object {
  const invitation = {
    ...{ version: 1, id: idOf(index), email, state: 'open', created_user: true, delivery: 'mail', sends: 1 },
    ...{ invited_at: '2026-01-01T00:00:00Z', expires_at: '2099-01-08T00:00:00Z', expires_on: next() },
    ...{ invited_by: next(), note: next(), locale: next(), time_zone: next(), redirect_to: next(), context: next() },
    ...{ roles: [next()], previous_ids: [next()], client_id: next() },
  }
  if (index % 6 === 4) return { invitation: next() }
  if (index % 6 === 5) return { invitation: { state: 'requested', invited_by: next(), note: next(), ttl: next() } }
  if (index % 6 === 3) return { invitation: { ...invitation, state: 'revoked', revoked_at: '2026-01-02T00:00:00Z' } }
  const acceptance = { id: index % 6 === 2 ? idOf(index) : next(), at: next() }
  return { invitation, ...(index % 6 > 0 && { invitation_acceptance: acceptance }) }
}

beforeAll(async () => {
  console.info(`hostile text: ${texts.length} texts, PROPERTY_SEED=${seed}`)
  const { connection, clients } = play.tenant.description
  const made = await Promise.all(
    Array.from({ length: people }, (_, index) => {
      const email = `o\`id\`$x&y'${index}@example.com`
      const [name, app_metadata] = [next().slice(0, 290), metadataOf(index, email)]
      const user = { email, connection, password: 'Difference-Engine-2', verify_email: false, name, app_metadata }
      return play.tenant.manage('POST', 'users', user)
    }),
  )
  expect(made.map(({ status }) => status)).toEqual(made.map(() => 201))
  const { body } = await play.tenant.manage('GET', 'email-templates/reset_email')
  const template = { ...(body as Record<string, unknown>), body: `<p>${next()}</p>{{ url }}`, subject: next() }
  const changed = await Promise.all([
    play.tenant.manage('PUT', 'email-templates/reset_email', template),
    play.tenant.manage('PATCH', 'tenants/settings', { friendly_name: next(), support_email: 'help@example.com' }),
    play.tenant.manage('PATCH', `clients/${clients.app.client_id}`, { name: withoutTags(next()) }),
    play.tenant.manage('PUT', 'prompts/reset-password/custom-text/en', {
      'reset-password-request': { title: next(), description: next() },
    }),
    play.tenant.manage('POST', 'roles', { name: withoutTags(next()), description: next() }),
  ])
  expect(changed.filter(({ status }) => status >= 300)).toEqual([])
  const rows = Array.from({ length: 20 }, () => [next(), next(), next(), next()])
  const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
  writeFileSync(inFolder('people.csv'), ['email,name,note,"=other\n"', ...quoted, 'a@example.com,,,'].join('\n'))
  await untilSearchesCaughtUp(play)
})
afterAll(() => rmSync(folder, { recursive: true }))

const anybody = "o`id`$x&y'0@example.com"
const commands = [
  ...[['list'], ['list', '--search', '\u001b[31m\nFORGED'], ['list', '--status', 'requested']],
  ...[
    ['show', anybody],
    ['show', idOf(2)],
    ['show', 'nobody\nFORGED@example.com'],
    ['show', "o'b`id`@example.com"],
  ],
  ...[['report'], ['report', '--since', '\u001b[2J'], ['requests'], ['requests', 'x\nFORGED@example.com']],
  ...[['doctor'], ['deploy', 'plan'], ['deploy', 'history'], ['deploy', 'apply', '--dry-run']],
  ...[
    ['deploy', 'rollback', '--dry-run'],
    ['deploy', 'remove', '--dry-run'],
    ['deploy', 'rollback', '--to', 'a\nFORGED'],
  ],
  ...[
    ['deploy', 'plan', '--env', 'a\nFORGED\u001b[31m'],
    ['deploy', 'adopt', '--dry-run'],
  ],
  ...[
    ['preview', '--email', anybody, '--out', inFolder('preview')],
    ['preview', '--language', 'a\nFORGED'],
  ],
  ...[
    ['invite', 'a\nFORGED@example.com'],
    ['invite', 'b@example.com', '--name', 'a\nFORGED\u009b31m'],
  ],
  ...[
    ['invite', 'b@example.com', '--role', 'a\nFORGED'],
    ['invite', anybody],
    ['invite', anybody, '--dry-run'],
  ],
  ...[
    ['resend', anybody],
    ['resend', '--failed'],
    ['resend', idOf(1), idOf(3)],
    ['remind', '--dry-run'],
  ],
  ...[
    ['reconcile', '--dry-run'],
    ['revoke', idOf(3)],
    ['revoke', anybody, '--delete-account'],
    ['a\nFORGED'],
    ['list', '-\u001b'],
  ],
  ...[
    ['import', inFolder('people.csv'), '--check'],
    ['import', inFolder('people.csv'), '--invited-by', 'a\nFORGED'],
  ],
  ...[
    ['export', '--format', 'csv'],
    ['list', '--format', 'csv'],
  ],
]

/** Our own bar is redrawn in its line. */
const withoutBars = (text: string): string => text.replaceAll('\r\u001b[2K', '')

function expectHarmless(what: string, text: string): void {
  expect(obeyedOrHidden.exec(withoutBars(text))?.[0], `${what}: ${JSON.stringify(text)}`).toBeUndefined()
  expect(withoutBars(text), what).not.toMatch(/^FORGED/m)
}

describe('text that others wrote', () => {
  it.each(commands.map((args) => [args]))(
    'with %j, makes a terminal obey nothing, and forges no line',
    async (args) => {
      const people = await atTerminal(...args)
      expectHarmless('stdout', people.stdout)
      expectHarmless('stderr', people.stderr)
      expect(people.stderr).not.toMatch(/^Error \(internal\)/m)
      const programs = await atTerminal(...args, '--json')
      for (const line of `${programs.stdout}${programs.stderr}`.split('\n').filter((text) => text !== '')) {
        if (args[0] !== 'list' && args[0] !== 'export') expect(() => JSON.parse(line) as unknown, line).not.toThrow()
        expectHarmless('--json', line)
      }
      for (const question of questions.splice(0)) expectHarmless('question', `${question}\n`.trimEnd())
    },
  )

  it('adds no row to a table or a CSV, and makes no cell a formula', async () => {
    const { stdout } = await atTerminal('list')
    expect(stdout.split('\n')).toHaveLength(1 + listed + 2)
    expect(stdout).toMatch(new RegExp(`\\n${listed} invitations\\n$`))
    for (const args of [['list', '--format', 'csv'], ['export'], ['export', '--output', inFolder('all.csv')]]) {
      const printed = await runCommand(args, play.tenant.settings)
      expectCsv(args.includes('--output') ? readFileSync(inFolder('all.csv'), 'utf8') : printed.stdout, listed)
    }
  })

  it('adds no row to the result of an import, and makes no cell a formula', async () => {
    const [file, result] = [inFolder('people.csv'), inFolder('result.csv')]
    const ended = await runCommand(
      ['import', file, '--skip-invalid', '--yes', '--result', result, '--audit', inFolder('audit.ndjson')],
      play.tenant.settings,
      folder,
    )
    expect(ended.stdout).toContain('1 invited')
    const rows: string[][] = parse(readFileSync(result, 'utf8'))
    expect(rows).toHaveLength(22)
    expect(rows.flat().filter(isFormula)).toEqual([])
    expect(readFileSync(result, 'utf8').replaceAll('\r\n', '\n')).not.toMatch(obeyedOrHidden)
  })

  it('adds no line to the audit log, and a terminal that shows it obeys nothing', async () => {
    const file = inFolder('audit-revoke.ndjson')
    await runCommand(['revoke', idOf(3), anybody, '--yes', '--audit', file], play.tenant.settings)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) {
      expect(typeof JSON.parse(line)).toBe('object')
      expectHarmless('audit', line)
    }
  })

  it('adds no element to the page of a report', async () => {
    const file = inFolder('report.html')
    expect((await atTerminal('report', '--html', file)).exitCode).toBe(0)
    const elements = new Set<string>()
    let text = ''
    const parser = new Parser({ onopentag: (name) => elements.add(name), ontext: (piece) => (text += piece) })
    parser.end(readFileSync(file, 'utf8'))
    const ours = ['html', 'head', 'meta', 'title', 'style', 'body', 'header', 'main', 'footer', 'section', 'details']
      .concat([
        'summary',
        'h1',
        'h2',
        'p',
        'ul',
        'li',
        'strong',
        'span',
        'div',
        'table',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
      ])
      .concat(['svg', 'rect', 'line', 'text'])
    expect([...elements].filter((name) => !ours.includes(name))).toEqual([])
    expect(text).toContain('\\r\\nFORGED')
    expectHarmless('page', readFileSync(file, 'utf8'))
  })
})

function isFormula(cell: string): boolean {
  return /^[=+\-@]/.test(cell.normalize('NFKC').replace(/^[\s"]+/, ''))
}

function expectCsv(text: string, rows: number): void {
  const cells: string[][] = parse(text)
  expect(cells).toHaveLength(rows + 1)
  expect(cells.flat().filter(isFormula)).toEqual([])
  expectHarmless('CSV', text.replaceAll('\r\n', '\n'))
  expect(text.trimEnd().split('\r\n')).toHaveLength(rows + 1)
}
