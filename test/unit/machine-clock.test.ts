import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const sources = readdirSync('scripts', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('scripts', file))

function filesWith(pattern: RegExp): string[] {
  return sources.filter((file) => pattern.test(readFileSync(file, 'utf8'))).sort()
}

it('the clock of the machine is read in two places: as a guess until Auth0 answers, and for what the machine notes for itself', () => {
  expect(filesWith(/new Date\(\)|Date\.now\b/)).toEqual(['scripts/auth0/tenant-clock.ts', 'scripts/program.ts'])
})

it('of the commands, only import (its journal) and report (its page) note the time of the machine', () => {
  const commands = sources.filter((file) => file.startsWith('scripts/commands/'))
  const reading = filesWith(/\bcall\.now\b|\bnow\b[^=\n]*\} = call\b|run\(\{[^}]*\bnow\b/)
  expect(reading.filter((file) => commands.includes(file))).toEqual([
    'scripts/commands/import.ts',
    'scripts/commands/report.ts',
  ])
})
