import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands, findCommand, loadCommand, parseCall } from '../../../../scripts/cli/find-command.ts'
import { changesSomething, flagsOf, needsSettings, type Command } from '../../../../scripts/commands/command.ts'

/** What each command does, and with which flags it does something else. */
const table: Record<string, string> = {
  init: 'changes, asks, needs no settings',
  invite: 'changes, asks',
  'invite --dry-run': 'reads, asks',
  import: 'changes, asks',
  'import --dry-run': 'reads, asks',
  'import --check': 'reads, asks, needs no settings',
  'import --resume-status': 'reads, asks',
  show: 'reads',
  list: 'reads',
  report: 'reads',
  export: 'reads',
  requests: 'reads, asks',
  'requests --invite': 'changes, asks',
  'requests --invite --dry-run': 'reads, asks',
  desk: 'changes',
  'desk --dry-run': 'reads',
  resend: 'changes, asks',
  remind: 'changes, asks',
  reconcile: 'changes, asks',
  revoke: 'changes, asks',
  'deploy plan': 'reads',
  'deploy apply': 'changes, asks',
  'deploy apply --dry-run': 'reads, asks',
  'deploy credentials': 'changes, asks',
  'deploy adopt': 'changes, asks',
  'deploy history': 'reads',
  'deploy rollback': 'changes, asks',
  'deploy remove': 'changes, asks',
  doctor: 'reads',
  verify: 'changes, asks',
  'verify --dry-run': 'reads, asks',
  preview: 'reads',
  completion: 'reads, needs no settings',
}

const all = await Promise.all(Object.keys(commands).map(async (name) => ({ name, ...(await loadCommand(name)) })))

function whatItIs(command: Command, flags: Parameters<typeof changesSomething>[1]): string {
  const is = [changesSomething(command, flags) ? 'changes' : 'reads']
  if (command.asks) is.push('asks')
  if (!needsSettings(command, flags)) is.push('needs no settings')
  return is.join(', ')
}

/** The files of a command in scripts/commands, without the contract. */
function filesOf(file: string, found = new Set<string>()): Set<string> {
  found.add(file)
  const imported = [...readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)].map(([, path = '']) => path)
  for (const path of imported.map((path) => join(dirname(file), path))) {
    const isPart = path.startsWith('scripts/commands/') && !path.endsWith('/command.ts')
    if (isPart && !found.has(path)) filesOf(path, found)
  }
  return found
}

/** The commands with this text in one of their files. */
function commandsWith(pattern: RegExp): string[] {
  const names = Object.keys(commands).filter((name) =>
    [...filesOf(`scripts/commands/${name.replace(' ', '-')}.ts`)].some((file) =>
      pattern.test(readFileSync(file, 'utf8')),
    ),
  )
  return names.sort()
}

describe('every command', () => {
  it.each(Object.entries(table))('%s: %s', async (line, is) => {
    const { name, rest } = findCommand(line.split(' '))
    const { command } = await loadCommand(name)
    expect(whatItIs(command, parseCall(name, command, rest).flags)).toBe(is)
  })

  it('is in the table above', () => {
    const named = Object.keys(table).map((line) => findCommand(line.split(' ')).name)
    expect([...new Set(named)]).toEqual(Object.keys(commands))
  })

  it.each(all)('$name has --dry-run and --audit if it can change something, and --yes if it asks', ({ command }) => {
    const flags = Object.keys(flagsOf(command))
    const can = command.changes !== undefined
    const having = ['dry-run', 'audit', 'yes', 'env'].map((flag) => flags.includes(flag))
    expect(having).toEqual([can, can, command.asks === true, command.readsSettings !== false])
  })

  it('declares that it asks, if its code asks', () => {
    const asking = all.filter(({ command }) => command.asks === true).map(({ name }) => name)
    expect(commandsWith(/\b(?:confirm|requireAnswer|ask)\(/)).toEqual(asking.sort())
  })

  it('declares that it changes something, if its code changes invitations', () => {
    const changing = all.filter(({ command }) => command.changes !== undefined).map(({ name }) => name)
    const calling = commandsWith(
      /\binvitations\.(?:invite|resend|remind|remindChosen|reconcile|revoke|adopt)\(|runImport\(|endingDesk\(|verification\.run\(/,
    )
    expect(calling).toEqual(changing.filter((name) => !name.startsWith('deploy ') || name === 'deploy adopt').sort())
  })
})
