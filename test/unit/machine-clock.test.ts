import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const sources = readdirSync('scripts', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('scripts', file))

function filesWith(pattern: RegExp): string[] {
  return sources.filter((file) => pattern.test(readFileSync(file, 'utf8'))).sort()
}

it('five files read the machine’s clock: as a guess until Auth0 answers, for notes and files on the machine, and to say until when it waits', () => {
  expect(filesWith(/new Date\(\)|Date\.now\b/)).toEqual([
    'scripts/auth0/fetch/tenant-clock.ts',
    'scripts/cli/program.ts',
    'scripts/commands/telling/waiting.ts',
    'scripts/deployments/surroundings.ts',
    'scripts/desk/options.ts',
  ])
})

it('a command reads it only to keep a journal or a memory, to make a page, or to show a mail before it is sent', () => {
  const commands = sources.filter((file) => file.startsWith('scripts/commands/'))
  const reading = filesWith(/\bcall\.now\b|\bnow\b[^=\n]*\} = call\b|run\(\{[^}]*\bnow\b/)
  expect(reading.filter((file) => commands.includes(file))).toEqual([
    'scripts/commands/choosing/change-chosen.ts',
    'scripts/commands/choosing/looked-first.ts',
    'scripts/commands/import.ts',
    'scripts/commands/invite.ts',
    'scripts/commands/report.ts',
  ])
})
