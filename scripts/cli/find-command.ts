// Finds the command that was called and reads its flags. The command's code is loaded only when it is called.
import { parseArgs } from 'node:util'
import { flagsOf, type Call, type Command, type DescribedCommand } from '../commands/command.ts'
import { didYouMean, nearestTo } from '../ground/did-you-mean.ts'
import { InvitationsError } from '../ground/errors.ts'

type Around = Pick<typeof import('../commands/index.ts'), 'inEnvironment' | 'Disk' | 'turnsOfRun'>
type All = Omit<typeof import('../commands/index.ts'), keyof Around | 'invitationsIn' | 'deploymentsIn'> &
  Pick<typeof import('../commands/desk-first.ts'), 'deskCommand'>
type CommandName = keyof All

/** Every command, in the order of the overview. */
export const commands: Readonly<Record<string, { summary: string; export: CommandName }>> = {
  init: { summary: 'set everything up in a tenant: apps, .env, deploy', export: 'init' },
  invite: { summary: 'invite somebody by mail', export: 'invite' },
  import: { summary: 'invite everyone in a spreadsheet', export: 'importCommand' },
  show: { summary: 'show one invitation', export: 'show' },
  list: { summary: 'list invitations', export: 'list' },
  report: { summary: 'show how many were invited, signed in and accepted', export: 'reportCommand' },
  export: { summary: 'write all invitations as CSV, JSON or NDJSON', export: 'exportCommand' },
  requests: { summary: 'list people who tried to get in without an invitation, and invite them', export: 'requests' },
  desk: { summary: 'open the page for admins in your browser', export: 'deskCommand' },
  resend: { summary: 'send a pending invitation again, or make a new link', export: 'resend' },
  remind: { summary: 'remind people who have not started', export: 'remind' },
  reconcile: { summary: 'finish what was left half done', export: 'reconcile' },
  revoke: { summary: 'revoke an invitation: its link stops working', export: 'revoke' },
  'deploy plan': { summary: 'show what a deploy would change, and why', export: 'deployPlan' },
  'deploy apply': { summary: 'build the Actions and deploy tenant/ into the tenant', export: 'deployApply' },
  'deploy credentials': {
    summary: 'create the apps that invite, deploy and plan, with no more scopes than they need',
    export: 'deployCredentials',
  },
  'deploy adopt': { summary: 'turn people invited by Auth0’s recipe into invitations', export: 'deployAdopt' },
  'deploy history': { summary: 'list earlier deploys and what each changed', export: 'deployHistory' },
  'deploy rollback': { summary: 'restore what was there before a deploy', export: 'deployRollback' },
  'deploy remove': { summary: 'remove everything of ours from the tenant', export: 'deployRemove' },
  doctor: { summary: 'find everything that would stop an invitation, with the fix', export: 'doctor' },
  verify: { summary: 'try everything on a test tenant, and prove that it works', export: 'verify' },
  preview: { summary: 'show the mails in every language, as a page', export: 'preview' },
  completion: { summary: 'print a script that completes commands and flags in your shell', export: 'completion' },
}

/** @throws InvitationsError `usage` for an unknown command */
export function findCommand(args: string[]): { name: string; rest: string[] } {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ')
    if (Object.hasOwn(commands, name)) return { name, rest: args.slice(length) }
  }
  throw new InvitationsError('usage', noSuchCommand(args), { hint: [{ do: 'help' }] })
}

function noSuchCommand([first = '', second = '-']: string[]): string {
  const longer = namesUnder(first)
  if (longer.length > 0 && second.startsWith('-')) return `"${first}" needs one more word: ${longer.join(', ')}.`
  const names = Object.keys(commands)
  const meant =
    nearestTo(
      `${first} ${second}`,
      names.filter((name) => name.includes(' ')),
    ) ?? nearestTo(first, names)
  const known = longer.length > 0 ? longer : names
  const typed = longer.length > 0 ? `${first} ${second}` : first
  return `There is no command "${typed}".${meant === undefined ? '' : ` Did you mean ${meant}?`} Commands: ${known.join(', ')}.`
}

/** The commands that start with a word, like `deploy`, which is not a command by itself. */
export function namesUnder(group: string): string[] {
  return Object.keys(commands).filter((name) => name.startsWith(`${group} `))
}

interface Loaded extends Around {
  command: Command
  everyCommand: () => Promise<DescribedCommand[]>
}

export async function loadCommand(name: string): Promise<Loaded> {
  const exported = commands[name]?.export
  if (exported === undefined) throw new Error(`no command ${name}`)
  if (exported === 'deskCommand') {
    const { deskCommand: command, inEnvironment, Disk, turnsOfRun } = await import('../commands/desk-first.ts')
    return { command, everyCommand, inEnvironment, Disk, turnsOfRun }
  }
  const { [exported]: command, inEnvironment, Disk, turnsOfRun } = await import('../commands/index.ts')
  return { command, everyCommand, inEnvironment, Disk, turnsOfRun }
}

async function everyCommand(): Promise<DescribedCommand[]> {
  const { deskCommand } = await import('../commands/desk-first.ts')
  const all: All = { ...(await import('../commands/index.ts')), deskCommand }
  return Object.entries(commands).map(([name, { summary, export: exported }]) => {
    const { operands } = all[exported]
    return { name, summary, operands, flags: flagsOf(all[exported]) }
  })
}

/** @throws InvitationsError `usage` for flags that the command does not have */
export function parseCall(name: string, command: Command, args: string[]): Pick<Call, 'flags' | 'operands'> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: optionsOf(command),
      allowPositionals: true,
    })
    const flags = Object.fromEntries(
      Object.entries(values).map(([flag, value]) => [flag, Array.isArray(value) ? value.map(String) : value]),
    )
    if (command.operands === '' && positionals.length > 0) throw new Error(`Unexpected argument '${positionals[0]}'`)
    return { flags, operands: positionals }
  } catch (failure) {
    const message = failure instanceof Error ? (failure.message.split('. ')[0] ?? failure.message) : String(failure)
    const [, typed = ''] = /^Unknown option '(--[^']+)'/.exec(message) ?? []
    const flags = [...Object.keys(flagsOf(command)), 'help'].map((flag) => `--${flag}`)
    throw new InvitationsError('usage', `${message}.${didYouMean(typed, flags)}`, {
      hint: [{ do: 'help', with: name }],
      cause: failure,
    })
  }
}

function optionsOf(command: Command): Record<string, { type: 'string' | 'boolean'; multiple: boolean }> {
  return Object.fromEntries(
    Object.entries(flagsOf(command)).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  )
}
