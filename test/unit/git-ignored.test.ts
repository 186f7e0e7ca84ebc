import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { JOURNALS } from '../../scripts/invitations/importing/journal.ts'
import { deskCommand } from '../../scripts/commands/desk.ts'
import * as others from '../../scripts/commands/index.ts'

/** A repository with only our rules in it. */
const repository = mkdtempSync(join(tmpdir(), 'git-ignored-'))
git(['init', '--quiet'], repository)
copyFileSync('.gitignore', join(repository, '.gitignore'))

function git(args: string[], folder: string, input = ''): string[] {
  const { stdout } = spawnSync('git', args, { cwd: folder, input, encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line !== '')
}

const notIgnored = (paths: readonly string[]) => {
  const ignored = git(['check-ignore', '--stdin'], repository, paths.join('\n'))
  return paths.filter((path) => !ignored.includes(path))
}

/** What the manual and --help tell people to type, a line each. */
function documentedCommands(): string[] {
  const pages = ['README.md', ...readdirSync('docs', { encoding: 'utf8' }).map((file) => join('docs', file))]
  const lines = pages.filter((file) => file.endsWith('.md')).flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  const examples = Object.values({ ...others, deskCommand }).flatMap((command) =>
    'examples' in command ? command.examples : [],
  )
  return [...lines, ...examples]
}

/** Files that the commands in a line read or write. Those in tenant/ belong to the repository. */
function filesIn(line: string): string[] {
  const typed = line.matchAll(
    /(?:invitations (?:-- )?import|--(?!domain)[a-z-]+| >)[ =](?!tenant\/|test\/|~)([\w./-]+\.[a-z]+)\b(?!=)/g,
  )
  return [...typed].map(([, file = '']) => file)
}

describe('git leaves out', () => {
  it('every file that the manual and --help name', () => {
    const named = [...new Set(documentedCommands().flatMap(filesIn))]
    for (const file of [
      'people.csv',
      'report.html',
      'invitations.csv',
      'invitations.ndjson',
      'the.plan',
      'token.txt',
    ]) {
      expect(named).toContain(file) // the search still finds them
    }
    expect(notIgnored(named)).toEqual([])
  })

  it('every file that the program names itself', () => {
    const made = [
      ...['people.result.csv', 'people.revoke.result.csv', 'people.remind.result.csv', 'people.resend.result.csv'],
      ...['people-utf8.csv', 'people.result.csv.1a2b-4711-00ff00ff00ff00ff.part', 'preview/index.html'],
      ...[`${JOURNALS}/import-0123456789abcdef.ndjson`, `${JOURNALS}/looked-acme.eu.auth0.com.json`],
    ]
    expect(notIgnored(made)).toEqual([])
  })

  it('other files with people or secrets, in any folder', () => {
    const others = [
      ...['.env', '.env.staging', '.env.local', 'staging.env', 'desk/.env', 'desk/.env.prod', 'keys/deploy.pem'],
      ...['People.CSV', 'lists/people.csv', 'people.xlsx', '~$people.xlsx', 'people.xls', 'people.ods', 'people.tsv'],
      ...[
        '.~lock.people.csv#',
        'all.json',
        'export.ndjson',
        'report-2026-08.html',
        'lists/report.html',
        'staging.json',
      ],
    ]
    expect(notIgnored(others)).toEqual([])
  })
})

describe('git keeps', () => {
  it('.env.example, and files that a team adds', () => {
    const kept = [
      ...['.env.example', 'package.json', 'package-lock.json', 'tsconfig.json', 'docs/people.csv', 'test/people.xlsx'],
      ...['tenant/env/staging.json', 'tenant/emails/reset_email.html', 'scripts/mail/body.html', 'actions/ours.ts'],
    ]
    expect(notIgnored(kept)).toEqual(kept)
  })

  it('everything in the repository', () => {
    expect(git(['ls-files', '--cached', '--ignored', '--exclude-standard'], '.')).toEqual([])
  })
})
