import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../run-program.ts'
import { errorIn } from '../stage.ts'
import { scene } from './scene.ts'

const at = scene()
const program = join(process.cwd(), 'dist', 'invitations.cjs')
const precious = 'what nobody may overwrite\n'

/** A folder that somebody else can write to, too, with a file of people. */
class Shared {
  readonly folder = mkdtempSync(join(tmpdir(), 'files-'))
  readonly #victim = join(mkdtempSync(join(tmpdir(), 'victim-')), 'precious')

  constructor() {
    writeFileSync(this.#victim, precious)
    writeFileSync(join(this.folder, 'people.csv'), 'email\n')
  }

  people(...emails: string[]): this {
    writeFileSync(join(this.folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
    return this
  }

  /** Puts a link to the file, or to its folder, under a name that the program will write to. */
  plant(name: string, toFolder = false): this {
    symlinkSync(toFolder ? join(this.#victim, '..') : this.#victim, join(this.folder, name))
    return this
  }

  run(...args: string[]) {
    return at.invitations(args, {}, this.folder)
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  /** Neither the file nor its folder has changed. */
  expectNothingFollowed(): void {
    expect(readFileSync(this.#victim, 'utf8')).toBe(precious)
    expect(readdirSync(join(this.#victim, '..'))).toEqual(['precious'])
    expect(readdirSync(this.folder).filter((name) => name.endsWith('.part'))).toEqual([])
  }
}

async function isRefused(shared: Shared, code: string, ...args: string[]): Promise<void> {
  const ended = await shared.run(...args, '--json')
  expect([ended.exitCode, errorIn(ended).code, errorIn(ended).message]).toEqual([
    1,
    code,
    expect.stringContaining('it is a symbolic link, and links are not followed') as string,
  ])
  shared.expectNothingFollowed()
}

describe('A link that somebody put in the place of a file', () => {
  it('the audit log: nothing is done', async () => {
    const shared = new Shared().plant('audit.ndjson')
    await at.tenant.forgetRequests()
    await isRefused(shared, 'audit_failed', 'invite', 'audited@example.com', '--audit', 'audit.ndjson')
    expect(await at.tenant.requests()).toEqual([])
  })

  it('the journal of an import: nobody is invited', async () => {
    const before = new Shared().people('journal@example.com')
    await before.run('import', 'people.csv')
    const [journal = ''] = readdirSync(before.path('.auth0-invitations'))
    const shared = new Shared().people('journal@example.com')
    mkdirSync(shared.path('.auth0-invitations'))
    await isRefused(shared.plant(join('.auth0-invitations', journal)), 'journal_failed', 'import', 'people.csv')
  })

  it('the folder of the journals: nobody is invited', async () => {
    const shared = new Shared().people('folder@example.com').plant('.auth0-invitations', true)
    await at.tenant.forgetRequests()
    await isRefused(shared, 'output_failed', 'import', 'people.csv')
    expect((await at.tenant.requests()).filter(({ method }) => method !== 'GET' && method !== 'POST')).toEqual([])
    expect(await at.userOf('folder@example.com')).toEqual({})
  })

  it('the result of an import, and the temporary name that it used to have', async () => {
    const shared = new Shared().people('result@example.com').plant('people.result.csv').plant('people.result.csv.part')
    const ended = await shared.run('import', 'people.csv', '--json')
    expect([ended.exitCode, errorIn(ended).code]).toEqual([1, 'output_failed'])
    expect(readdirSync(shared.folder).filter((name) => name.endsWith('.part'))).toEqual(['people.result.csv.part'])
    const again = await shared.run('import', 'people.csv', '--result', 'other.csv', '--json')
    expect([again.exitCode, statSync(shared.path('other.csv')).isFile()]).toEqual([0, true])
    expect(lstatSync(shared.path('people.result.csv')).isSymbolicLink()).toBe(true)
  })

  it('the copy of what is piped into an import', async () => {
    const csv = 'email\npiped@example.com\n'
    const shared = new Shared()
    const settings = { ...at.tenant.settings, PATH: process.env['PATH'] ?? '' }
    const pipe = () =>
      spawnSync(process.execPath, [program, 'import', '-', '--json'], { cwd: shared.folder, env: settings, input: csv })
    expect(pipe().status).toBe(0)
    const [copy = ''] = readdirSync(shared.path('.auth0-invitations')).filter(
      (name) => name.startsWith('stdin-') && !name.includes('result'),
    )
    spawnSync('rm', [shared.path(join('.auth0-invitations', copy))])
    shared.plant(join('.auth0-invitations', copy))
    const { status, stderr } = pipe()
    expect([status, stderr.toString()]).toEqual([1, expect.stringContaining('links are not followed')])
    shared.expectNothingFollowed()
  })

  it('an export', async () => {
    await isRefused(new Shared().plant('all.csv'), 'output_failed', 'export', '--output', 'all.csv')
  })

  it('the page of a report', async () => {
    await isRefused(new Shared().plant('report.html'), 'output_failed', 'report', '--html', 'report.html')
  })

  it('a plan, and the folder of the templates that a deploy replaces', async () => {
    await isRefused(new Shared().plant('the.plan'), 'output_failed', 'deploy', 'plan', '--plan-file', 'the.plan')
    const shared = new Shared().plant('backups', true)
    const template = { template: 'reset_email', subject: 'Theirs', body: '<p>{{ url }}</p>', from: 'hi@acme.example' }
    await at.tenant.manage('PATCH', 'email-templates/reset_email', { ...template, syntax: 'liquid', enabled: true })
    const ended = await shared.run('deploy', 'apply', '--yes', '--overwrite-drafts')
    expect(ended.exitCode).toBe(0)
    expect(ended.stderr).toContain('is saved in the tenant only')
    shared.expectNothingFollowed()
  })

  it('the page of the mails, and its folder', async () => {
    const shared = new Shared()
    mkdirSync(shared.path('preview'))
    await isRefused(shared.plant(join('preview', 'index.html')), 'output_failed', 'preview', '--language', 'en')
    await isRefused(new Shared().plant('preview', true), 'output_failed', 'preview', '--language', 'en')
    await isRefused(
      new Shared().plant('elsewhere', true),
      'output_failed',
      'preview',
      '--language',
      'en',
      '--out',
      'elsewhere/',
    )
  })

  it('a device or a pipe: no file replaces it, and nothing waits for a reader', async () => {
    const shared = new Shared()
    spawnSync('mkfifo', [shared.path('pipe')])
    for (const target of ['/dev/null', shared.path('pipe')]) {
      const exported = await shared.run('export', '--output', target, '--json')
      expect([exported.exitCode, errorIn(exported).code]).toEqual([1, 'output_failed'])
      const audited = await shared.run('invite', 'device@example.com', '--audit', target, '--json')
      expect([audited.exitCode, errorIn(audited).code]).toEqual([1, 'audit_failed'])
      expect(lstatSync(target).isFile()).toBe(false)
    }
  })
})

describe('Files that hold addresses', () => {
  it('can be read by their owner only, even if everybody could read yesterday’s report', async () => {
    const shared = new Shared().people('owner@example.com')
    writeFileSync(shared.path('report.html'), 'yesterday', { mode: 0o644 })
    await shared.run('report', '--html', 'report.html')
    expect(readFileSync(shared.path('report.html'), 'utf8')).toContain('<html')
    await shared.run('export', '--output', 'all.csv')
    await shared.run('import', 'people.csv', '--audit', 'audit.ndjson')
    await shared.run('deploy', 'plan', '--plan-file', 'the.plan')
    await shared.run('preview', '--language', 'en')
    const all = readdirSync(shared.folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name !== 'people.csv',
    )
    expect(all.length).toBeGreaterThan(7)
    for (const name of all) {
      const found = statSync(shared.path(name))
      expect([name, (found.mode & 0o777).toString(8)]).toEqual([name, found.isDirectory() ? '700' : '600'])
    }
  })
})

describe('The values of secrets, when a deploy is killed', () => {
  /** Starts a deploy that keeps its temporary files in one folder, and kills it while the Deploy CLI works. */
  async function killedDeploy(temporary: string, settings: Record<string, string>): Promise<string> {
    await at.tenant.faults([{ method: 'PATCH', path: '/api/v2/actions/actions/*', after: 1, hold: 'deploy' }])
    const env = { ...process.env, ...at.tenant.settings, ...settings, TMPDIR: temporary }
    const cwd = mkdtempSync(join(tmpdir(), 'deploy-'))
    const child = spawn(process.execPath, [program, 'deploy', 'apply', '--yes'], {
      cwd,
      env,
      stdio: 'ignore',
      detached: true,
    })
    const ended = once(child, 'close')
    await at.tenant.held('deploy')
    process.kill(-(child.pid ?? 0), 'SIGKILL') // the Deploy CLI too, as when CI cancels a job
    await ended
    await at.tenant.faults([])
    await at.tenant.release('deploy')
    const [left = ''] = readdirSync(temporary).filter((name) => name.startsWith('auth0-invitations-'))
    return join(temporary, left)
  }

  it('can be read by their owner only, and the next deploy removes them and nothing else', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'temporary-'))
    const left = await killedDeploy(temporary, { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' })
    expect((statSync(left).mode & 0o777).toString(8)).toBe('700')
    const files = readdirSync(left, { recursive: true, encoding: 'utf8' })
    expect(
      files
        .map((file) => readFileSync(statSync(join(left, file)).isFile() ? join(left, file) : '/dev/null', 'utf8'))
        .join(),
    ).toContain('ask-in-app')

    const [, mark = ''] = /auth0-invitations-(.+)$/.exec(left) ?? []
    const [here, , random] = mark.split('-')
    const folderOf = (name: string) => {
      mkdirSync(join(temporary, name))
      return name
    }
    const stay = [
      folderOf(`auth0-invitations-${here}-${process.pid}-${random}`), // a run that has not ended
      folderOf(`auth0-invitations-00000000-1-${random}`), // of another container
      folderOf('auth0-invitations-mine'),
      folderOf(mark),
    ]
    const old = folderOf(`auth0-invitations-00000001-1-${random}`)
    const days = Date.now() / 1000 - 2 * 24 * 60 * 60
    utimesSync(join(temporary, old), days, days)
    const victim = mkdtempSync(join(tmpdir(), 'victim-'))
    writeFileSync(join(victim, 'precious'), precious)
    symlinkSync(victim, join(temporary, `auth0-invitations-${here}-999999999-${random}`)) // the link goes, not its target

    const settings = { ...at.tenant.settings, INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app', TMPDIR: temporary }
    const { exitCode, stderr } = await runProgram([program, 'deploy', 'apply', '--yes'], settings, {
      cwd: mkdtempSync(join(tmpdir(), 'deploy-')),
    })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(
      readdirSync(temporary)
        .filter((name) => name.includes(random ?? '-') || name.startsWith('auth0'))
        .sort(),
    ).toEqual(stay.sort())
    expect(existsSync(join(victim, 'precious'))).toBe(true)
  })
})
