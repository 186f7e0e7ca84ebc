// The program: runs one command line.
import { audited, TENANT_LOG } from './audit.ts'
import type { Waiting } from '../commands/turns-of-run.ts'
import { changesSomething, needsSettings, text, type Call, type Command } from '../commands/command.ts'
import { ambientSettings, type AmbientSettings } from '../ground/settings/environment.ts'
import { exitCodes, interrupted, InvitationsError, type ExitCode } from '../ground/errors.ts'
import { findCommand, loadCommand, parseCall } from './find-command.ts'
import type { Questions } from './terminal.ts'
import { helpAbout, overviewOf, whatHelpIsAbout } from './help.ts'
import { Output, type Stream } from '../commands/telling/output.ts'
import { credentialsIn, Secrets } from '../ground/secrets.ts'
import { oneLine } from '../ground/text-for/terminal.ts'

/** What a process has around it. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdout: Stream
  readonly stderr: Stream
  readonly stdin: Call['stdin']
  /** Whoever can answer a question; undefined where nobody sits there. */
  readonly terminal: Questions | undefined
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
  const output = new Output(world, args.includes('--json'), secrets, columnsIn(world.environment))
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

/** How wide the person wants the terminal to be taken. */
function columnsIn({ COLUMNS }: World['environment']): number | undefined {
  return /^[1-9]\d{1,3}$/.test(COLUMNS ?? '') ? Number(COLUMNS) : undefined
}

interface Spoken extends AmbientSettings {
  output: Output
  /** What it hides. */
  secrets: Secrets
}

async function run(args: string[], world: World, spoken: Spoken): Promise<ExitCode> {
  const { output, secrets, ambient, unreadable, notThere } = spoken
  try {
    if (args.length === 0) {
      output.print(overviewOf())
      return exitCodes.usage
    }
    const about = whatHelpIsAbout(args)
    if (about !== undefined) {
      output.print(await helpAbout(about, output.columns))
      return exitCodes.done
    }
    if (args[0] === '--version') {
      output.print(`${PACKAGE_VERSION}\n`)
      return exitCodes.done
    }
    const { name, rest } = findCommand(args)
    const { command, everyCommand, inEnvironment, Disk, turnsOfRun } = await loadCommand(name)
    const { flags, operands } = parseCall(name, command, rest)
    if (unreadable !== undefined && needsSettings(command, flags)) throw unreadable
    const environment = typeof flags['env'] === 'string' ? inEnvironment(ambient, flags['env'], secrets) : ambient
    const { signal, stdin, isRunning, waiting, terminal } = world
    const now = new Date()
    const call = {
      ...{ operands, flags, environment, output, secrets, now, signal, stdin, everyCommand },
      disk: new Disk(secrets, { isRunning, now }),
      turnsAt: turnsOfRun(waiting, output),
      ...asker(terminal, secrets),
    }
    if (flags['dry-run']) output.marksDryRun()
    tryFiles(command, call)
    if (!changesSomething(command, flags)) return await Promise.race([command.run(call), untilInterrupted(signal)])
    signal.addEventListener('abort', () => output.warn(STOPPING), { once: true })
    return await change(name, command, call)
  } catch (failure) {
    const error = withPlaceOfSettings(failure instanceof InvitationsError ? failure : unexpected(failure), notThere)
    if (error.code === 'cancelled') {
      output.say(error.message)
      output.record({ type: 'summary', cancelled: true })
    } else output.error(error)
    return error.exitCode
  }
}

/** Everything that a question is about is one line each, whatever others wrote into it. */
function asker(terminal: Questions | undefined, secrets: Secrets): Pick<Call, 'ask' | 'askText'> {
  const told = (question: string, above: readonly string[]) =>
    [...above, question].map((line) => oneLine(secrets.hide(line))).join('\n')
  const askText = terminal?.askText
  return {
    ask: terminal && ((question, above = []) => terminal.ask(told(question, above))),
    askText: askText && ((question, { above = [], hidden = false } = {}) => askText(told(question, above), hidden)),
  }
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
    const tenant = text(call, 'domain') ?? environment['AUTH0_DOMAIN'] ?? null
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
const STOPPING = 'Stopping after what has begun. Press Ctrl-C again to stop at once.'

/** In the wrong folder, everything is missing: there is no .env. @param notThere where it would be */
function withPlaceOfSettings(error: InvitationsError, notThere: string | undefined): InvitationsError {
  const isMissing = error.details.some((line) => line.includes(' is missing'))
  if (error.code !== 'settings_incomplete' || notThere === undefined || !isMissing) return error
  return error.withHint([`${error.hint} There is no ${notThere}. To make it: `, { do: 'init' }])
}

/** Commands that change nothing end at once. */
async function untilInterrupted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  throw interrupted('Stopped by Ctrl-C; nothing was changed.', 'Run the same command again.')
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
  return new InvitationsError('internal', `The program stopped unexpectedly: ${said}`, {
    hint: 'This looks like a bug. Please report it, with the command.',
    cause: failure,
  })
}
