// The program: finds the command, parses its flags, runs it.
import { parseArgs } from 'node:util'
import { audited, TENANT_LOG } from './audit.ts'
import type { Turns, Waiting } from '../auth0/fetch/paced-fetch.ts'
import { auditFlag, envFlag, text, type Call, type Command, type DescribedCommand } from '../commands/command.ts'
import { ambientSettings, type AmbientSettings } from '../ground/settings/environment.ts'
import { exitCodes, interrupted, InvitationsError, type ExitCode } from '../ground/errors.ts'
import { helpFor, overviewOf, whatHelpIsAbout } from './help.ts'
import { Output, type Stream } from '../commands/telling/output.ts'
import { sayHeld } from './waiting.ts'
import { credentialsIn, Secrets } from '../ground/secrets.ts'
import { oneLine } from '../ground/text-for/terminal.ts'

type All = typeof import('../commands/index.ts')
type CommandName = Exclude<keyof All, 'inEnvironment' | 'Disk' | 'Turns'>

/** Every command. What it does is loaded when it is called. */
const commands: Readonly<Record<string, { summary: string; export: CommandName }>> = {
  invite: { summary: 'invite somebody', export: 'invite' },
  import: { summary: 'invite everybody in a spreadsheet', export: 'importCommand' },
  show: { summary: 'show one invitation', export: 'show' },
  list: { summary: 'list invitations', export: 'list' },
  report: { summary: 'count how far invitations have come', export: 'reportCommand' },
  export: { summary: 'write all invitations as CSV, JSON or NDJSON', export: 'exportCommand' },
  requests: { summary: 'list and invite those who tried to get in without an invitation', export: 'requests' },
  resend: { summary: 'mail a pending invitation again, or make a new link', export: 'resend' },
  remind: { summary: 'mail those again who have not begun', export: 'remind' },
  reconcile: { summary: 'mend what was left half done', export: 'reconcile' },
  revoke: { summary: 'withdraw an invitation', export: 'revoke' },
  'deploy plan': { summary: 'say what a deploy would change, and why', export: 'deployPlan' },
  'deploy apply': { summary: 'build the Actions and deploy tenant/ into the tenant', export: 'deployApply' },
  'deploy credentials': {
    summary: 'make the apps that invite, deploy and plan, with no more than they need',
    export: 'deployCredentials',
  },
  'deploy adopt': { summary: 'make invitations of those whom Auth0’s recipe invited', export: 'deployAdopt' },
  'deploy history': { summary: 'list earlier deploys and what each changed', export: 'deployHistory' },
  'deploy rollback': { summary: 'bring back what was there before a deploy', export: 'deployRollback' },
  'deploy remove': { summary: 'take everything of ours out of the tenant', export: 'deployRemove' },
  doctor: { summary: 'look for what keeps invitations from working in the tenant', export: 'doctor' },
  preview: { summary: 'show the mails, in every language, as a page', export: 'preview' },
  completion: { summary: 'print a script that completes commands and flags in a shell', export: 'completion' },
}

/** With these, a command that changes something changes nothing. */
const changingNothing = ['dry-run', 'check', 'resume-status']

/** Whether this call may change something: it is noted then, and Ctrl-C lets it finish what has begun. */
function changes({ finishesItself, changesOnlyWith }: Command, flags: Call['flags']): boolean {
  if (finishesItself !== true || changingNothing.some((flag) => flags[flag])) return false
  return changesOnlyWith === undefined || flags[changesOnlyWith] !== undefined
}

/** `import --check` reads the file only. */
function readsSettings({ needsNoSettings }: Command, flags: Call['flags']): boolean {
  return needsNoSettings !== true && flags['check'] !== true
}

/** What a process has around it. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdout: Stream
  readonly stderr: Stream
  readonly stdin: Call['stdin']
  /** Whether somebody sits there who can answer a question. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined
  /** Ends the work early, like Ctrl-C. */
  readonly signal: AbortSignal
  /** Whether there is a process with this id. */
  readonly isRunning: (pid: number) => boolean
  /** How calls wait for their turn; default: by the machine's clock. */
  readonly waiting?: Waiting | undefined
}

/** Runs one command line, and ends once everything is written. It throws nothing: what went wrong is on stderr. */
export async function runCommandLine(args: string[], world: World): Promise<ExitCode> {
  const settings = ambientSettings(world.environment)
  const secrets = new Secrets(credentialsIn(settings.ambient))
  const output = new Output(world, args.includes('--json'), secrets)
  const exitCode = await run(args, world, { output, secrets, ...settings })
  try {
    await output.flush()
    return exitCode
  } catch (failure) {
    const error = failure instanceof InvitationsError ? failure : unexpected(failure)
    output.error(error)
    return error.exitCode
  }
}

interface Spoken extends AmbientSettings {
  output: Output
  /** What it hides. */
  secrets: Secrets
}

async function run(args: string[], world: World, spoken: Spoken): Promise<ExitCode> {
  const { output, secrets, ambient, unreadable } = spoken
  try {
    if (args.length === 0) {
      output.print(overviewOf(commands))
      return exitCodes.usage
    }
    const about = whatHelpIsAbout(args)
    if (about !== undefined) {
      output.print(await helpAbout(about))
      return exitCodes.done
    }
    if (args[0] === '--version') {
      output.print(`${PACKAGE_VERSION}\n`)
      return exitCodes.done
    }
    const { name, rest } = find(args)
    const { command, everyCommand, inEnvironment, Disk, Turns } = await load(name)
    const { flags, operands } = parse(name, command, rest)
    if (unreadable !== undefined && readsSettings(command, flags)) throw unreadable
    const environment = typeof flags['env'] === 'string' ? inEnvironment(ambient, flags['env'], secrets) : ambient
    const { signal, stdin, isRunning, ask: answer } = world
    const now = new Date()
    const call = {
      ...{ operands, flags, environment, output, secrets, now, signal, stdin, everyCommand },
      disk: new Disk(secrets, { isRunning, now }),
      turnsAt: turnsOf(Turns, world, output),
      ask: answer && asker(answer, secrets),
    }
    if (flags['dry-run']) output.marksDryRun()
    tryFiles(command, call)
    if (!changes(command, flags)) return await Promise.race([command.run(call), untilInterrupted(signal)])
    signal.addEventListener('abort', () => output.warn(STOPPING), { once: true })
    return await change(name, command, call)
  } catch (failure) {
    const error = failure instanceof InvitationsError ? failure : unexpected(failure)
    if (error.code === 'cancelled') {
      output.say(error.message)
      output.record({ type: 'summary', cancelled: true })
    } else output.error(error)
    return error.exitCode
  }
}

/** Everything that a question is about is one line each, whatever others wrote into it. */
function asker(answer: NonNullable<World['ask']>, secrets: Secrets): NonNullable<Call['ask']> {
  return (question, above = []) => answer([...above, question].map((line) => oneLine(secrets.hide(line))).join('\n'))
}

/** Files that flags name are tried before anything is done; the audit log is opened by itself. */
function tryFiles(command: Command, call: Call): void {
  for (const [name, { file }] of Object.entries(command.flags)) {
    const path = text(call, name)
    if (file === 'written' && path !== undefined) call.disk.tryToWrite(path)
  }
}

/** Commands that change something are noted where that is wanted, and Auth0 notes them too. */
async function change(name: string, command: Command, call: Call): Promise<ExitCode> {
  const { environment, operands, output, disk } = call
  const work = () => command.run(call)
  const file = text(call, 'audit') ?? environment['INVITATIONS_AUDIT_FILE']
  if (file !== undefined) {
    const tenant = environment['AUTH0_DOMAIN'] ?? null
    const app = usesDeployApp(name, environment)
      ? environment['AUTH0_DEPLOY_CLIENT_ID']
      : environment['AUTH0_CLIENT_ID']
    const client_id = environment['AUTH0_ACCESS_TOKEN'] === undefined ? (app ?? null) : null
    return audited(file, { command: name, operands, tenant, client_id }, { output, disk }, () => new Date(), work)
  }
  const exitCode = await work()
  output.progress(`The tenant's own log: ${TENANT_LOG}`)
  return exitCode
}

/** `deploy adopt` makes invitations, as the app that invites. */
function usesDeployApp(name: string, environment: Call['environment']): boolean {
  return name.startsWith('deploy ') && name !== 'deploy adopt' && environment['AUTH0_DEPLOY_CLIENT_ID'] !== undefined
}

/** What the first Ctrl-C answers to a command that changes something. */
const STOPPING = 'Stopping: what has begun is finished first. Press Ctrl-C again to stop at once.'

/** Commands that change nothing end at once. */
async function untilInterrupted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  throw interrupted('Stopped by Ctrl-C; nothing was changed.', 'Run the same command again.')
}

/** @throws InvitationsError `usage` for a command that there is not */
async function helpAbout(words: string[]): Promise<string> {
  const [first] = words
  if (first === undefined) return overviewOf(commands)
  const under = namesUnder(first)
  if (words.length === 1 && under.length > 0) return overviewOf(commands, first)
  const { name } = find(words)
  const { command } = await load(name)
  return helpFor({ ...command, name, summary: commands[name]?.summary ?? '', flags: flagsOf(command) })
}

/** `deploy` alone is no command, but what some begin with. */
function namesUnder(group: string): string[] {
  return Object.keys(commands).filter((name) => name.startsWith(`${group} `))
}

/** One for each tenant, however often a command asks. */
function turnsOf(made: All['Turns'], { waiting }: World, output: Output): Call['turnsAt'] {
  const byDomain = new Map<string, Turns>()
  return (domain, share) => {
    const known = byDomain.get(domain)
    const turns = known ?? new made({ share, waiting, told: (held) => output.waiting(sayHeld(held)) })
    byDomain.set(domain, turns)
    return turns
  }
}

function find(args: string[]): { name: string; rest: string[] } {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ')
    if (Object.hasOwn(commands, name)) return { name, rest: args.slice(length) }
  }
  const longer = namesUnder(args[0] ?? '')
  const message =
    longer.length > 0
      ? `"${args[0]}" needs one more word: ${longer.join(', ')}.`
      : `There is no command "${args[0]}". Commands: ${Object.keys(commands).join(', ')}.`
  throw new InvitationsError('usage', message, { hint: 'invitations --help' })
}

interface Loaded {
  command: Command
  everyCommand: () => DescribedCommand[]
  inEnvironment: All['inEnvironment']
  Disk: All['Disk']
  Turns: All['Turns']
}

async function load(name: string): Promise<Loaded> {
  const exported = commands[name]?.export
  if (exported === undefined) throw new Error(`no command ${name}`)
  const all: All = await import('../commands/index.ts')
  const everyCommand = () =>
    Object.entries(commands).map(([name, { summary, export: exported }]) => {
      const { operands } = all[exported]
      return { name, summary, operands, flags: flagsOf(all[exported]) }
    })
  return { command: all[exported], everyCommand, inEnvironment: all.inEnvironment, Disk: all.Disk, Turns: all.Turns }
}

function flagsOf({ flags, finishesItself, needsNoSettings }: Command): Command['flags'] {
  return {
    ...flags,
    ...(!needsNoSettings && { env: envFlag }),
    ...(finishesItself && { audit: auditFlag }),
  }
}

function parse(name: string, command: Command, args: string[]) {
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
    throw new InvitationsError('usage', `${message}.`, { hint: `invitations ${name} --help`, cause: failure })
  }
}

function optionsOf(command: Command): Record<string, { type: 'string' | 'boolean'; multiple: boolean }> {
  return Object.fromEntries(
    Object.entries(flagsOf(command)).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  )
}

/** What is thrown where nothing can catch it ends in a sentence too; Node itself would print it whole. */
export function tellCrash(
  failure: unknown,
  world: Pick<World, 'environment' | 'stdout' | 'stderr'>,
  json: boolean,
): ExitCode {
  const secrets = new Secrets(credentialsIn(ambientSettings(world.environment).ambient))
  const error = failure instanceof InvitationsError ? failure : unexpected(failure)
  new Output(world, json, secrets).error(error)
  return error.exitCode
}

/** A mistake of ours: a sentence all the same, never a stack trace. */
function unexpected(failure: unknown): InvitationsError {
  const said = failure instanceof Error ? failure.message : String(failure)
  return new InvitationsError('internal', `The program stopped where it should not: ${said}`, {
    hint: 'This looks like a bug; please report it with the command.',
    cause: failure,
  })
}
