// The program: runs one command line.
import { audited } from './audit.ts'
import type { Waiting } from '../commands/turns-of-run.ts'
import { changesSomething, needsSettings, text, type Call, type Command } from '../commands/command.ts'
import { ambientSettings, type AmbientSettings } from '../ground/settings/environment.ts'
import { exitCodes, interrupted, InvitationsError, type ExitCode } from '../ground/errors.ts'
import { findCommand, loadCommand, parseCall } from './find-command.ts'
import type { Questions } from './terminal.ts'
import { helpAbout, overviewOf, whatHelpIsAbout } from './help.ts'
import { Output, type Stream } from '../commands/telling/output.ts'
import { credentialsIn, Secrets } from '../ground/secrets.ts'
import { folded } from '../ground/text-for/terminal.ts'

/** What surrounds a process. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdout: Stream
  readonly stderr: Stream
  readonly stdin: Call['stdin']
  /** The person who can answer questions; undefined if there is no terminal. */
  readonly terminal: Questions | undefined
  /** Ends the work early, like Ctrl-C. */
  readonly signal: AbortSignal
  /** Whether a process with this id exists. */
  readonly isRunning: (pid: number) => boolean
  /** How calls wait for their turn; default: with the machine's clock. */
  readonly waiting?: Waiting | undefined
}

/** Runs one command line and ends once everything is written. Throws nothing: errors are on stderr. */
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

/** The width that the person set for the terminal. */
function columnsIn({ COLUMNS }: World['environment']): number | undefined {
  return /^[1-9]\d{1,3}$/.test(COLUMNS ?? '') ? Number(COLUMNS) : undefined
}

interface Spoken extends AmbientSettings {
  output: Output
  /** What the output hides. */
  secrets: Secrets
}

async function run(args: string[], world: World, spoken: Spoken): Promise<ExitCode> {
  const { output, secrets, ambient, unreadable, notThere } = spoken
  try {
    if (args.length === 0) {
      output.print(overviewOf(undefined, output.columns))
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
      ...asker(terminal, secrets, output.columns),
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

/** Everything quoted in a question is shown on one line, whatever others wrote into it. */
function asker(terminal: Questions | undefined, secrets: Secrets, columns = Infinity): Pick<Call, 'ask' | 'askText'> {
  const told = (question: string, above: readonly string[], room = columns) => {
    const lines = [...above, question].flatMap((line) => folded(secrets.hide(line), room))
    return `${lines.join('\n')}${question.endsWith(' ') ? ' ' : ''}`
  }
  const askText = terminal?.askText
  return {
    ask: terminal && ((question, above = []) => terminal.ask(told(question, above, columns - ' (y/N) y'.length))),
    askText: askText && ((question, { above = [], hidden = false } = {}) => askText(told(question, above), hidden)),
  }
}

/** Checks that files named by flags can be written before anything is done. The audit log is opened separately. */
function tryFiles(command: Command, call: Call): void {
  for (const [name, { file }] of Object.entries(command.flags)) {
    const path = text(call, name)
    if (file === 'written' && path !== undefined) call.disk.tryToWrite(path)
  }
}

/** Runs a command that changes something, with the audit log if there is one. Auth0 logs the changes too. */
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
  return work()
}

/** `deploy adopt` creates invitations, so it uses the app that invites. */
function usesDeployApp(name: string, environment: Call['environment']): boolean {
  return name.startsWith('deploy ') && name !== 'deploy adopt' && environment['AUTH0_DEPLOY_CLIENT_ID'] !== undefined
}

/** The answer to the first Ctrl-C in a command that changes something. */
const STOPPING = 'Stopping after the current step. Press Ctrl-C again to stop at once.'

/** In the wrong folder, everything is missing because there is no .env. @param notThere where it would be */
function withPlaceOfSettings(error: InvitationsError, notThere: string | undefined): InvitationsError {
  const isMissing = error.details.some((line) => line.includes(' is missing'))
  if (error.code !== 'settings_incomplete' || notThere === undefined || !isMissing) return error
  return error.withHint([`${error.hint} There is no ${notThere}. To create it: `, { do: 'init' }])
}

/** Ends a command that changes nothing at once. */
async function untilInterrupted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  throw interrupted('Stopped by Ctrl-C; nothing was changed.', 'Run the same command again.')
}

/** Errors that nothing can catch also end in a sentence. Node itself would print all of them. */
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

/** Our own mistake: still a sentence, never a stack trace. */
function unexpected(failure: unknown): InvitationsError {
  const said = failure instanceof Error ? failure.message : String(failure)
  return new InvitationsError('internal', `The program stopped unexpectedly: ${said}`, {
    hint: 'This looks like a bug. Please report it, with the command.',
    cause: failure,
  })
}
