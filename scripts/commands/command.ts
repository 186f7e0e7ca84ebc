import { InvitationsError, type ExitCode } from '../ground/errors.ts'
import type { Turns } from '../invitations/surroundings.ts'
import type { Disk } from '../ground/disk/disk.ts'
import type { Environment } from '../ground/settings/invitation-settings.ts'
import type { Output } from './telling/output.ts'
import type { Secrets } from '../ground/secrets.ts'

/** A flag for parseArgs, with its text in --help. */
export interface Flag {
  type: 'string' | 'boolean'
  /** It may be given several times. For strings only. */
  multiple?: true
  /** What the value is, like `<7d>`. For strings only. */
  value?: string
  /** The values that there are, for completion. */
  choices?: readonly string[]
  /** The value is a file. Files to be written are tested before anything is done. */
  file?: 'read' | 'written'
  help: string
}

/** The flags that were given. */
export type Flags = Readonly<Record<string, string | boolean | string[] | undefined>>

/** One command: its name's operands and flags, its description, and what it does. One file each. */
export interface Command {
  /** Everything after the command's name, like `<email>…`. */
  operands: string
  /** Its own flags; `flagsOf` adds those that follow from the other fields. */
  flags: Readonly<Record<string, Flag>>
  /** One or more lines to copy, without the program. `{program}` marks where it goes if that is not the start. */
  examples: string[]
  /** Lines below the examples of `--help`. */
  notes?: () => readonly string[]
  /**
   * Whether a call with these flags may change something in the tenant; if left out, no call does. Such a call is
   * written to the audit log, and Ctrl-C lets it finish what is in flight (`call.signal`); other calls end at once. The
   * command also gets `--dry-run`, with which no call changes anything.
   */
  changes?: (flags: Flags) => boolean
  /** It asks before doing something destructive or surprising, so it has `--yes`. */
  asks?: true
  /** Whether a call with these flags reads settings; false: no call does. If left out, every call does. */
  readsSettings?: false | ((flags: Flags) => boolean)
  run(call: Call): Promise<ExitCode>
}

/** A command as it is typed and described, with all its flags. */
export interface DescribedCommand extends Pick<Command, 'operands' | 'flags'> {
  name: string
  summary: string
}

/** Whether this call may change something. Then it is audited, and Ctrl-C lets it finish what has started. */
export function changesSomething({ changes }: Command, flags: Flags): boolean {
  return changes !== undefined && flags['dry-run'] !== true && changes(flags)
}

/** Whether unreadable settings matter to this call. */
export function needsSettings({ readsSettings }: Command, flags: Flags): boolean {
  return readsSettings === undefined || (readsSettings !== false && readsSettings(flags))
}

/** A command's own flags, and those that follow from its other fields. */
export function flagsOf({ flags, changes, asks, readsSettings }: Command): Command['flags'] {
  const { verbose, json, ...own } = flags
  return {
    ...own,
    ...(changes && { 'dry-run': own['dry-run'] ?? dryRunFlag }),
    ...(asks && { yes: yesFlag }),
    ...(verbose && { verbose }),
    ...(json && { json }),
    ...(readsSettings !== false && { env: envFlag }),
    ...(changes && { audit: auditFlag }),
  }
}

/** A parsed call of a command and what surrounds it. Code below this level never uses `process`. */
export interface Call {
  operands: string[]
  flags: Flags
  environment: Environment
  output: Output
  /** Where files are written. */
  disk: Disk
  /** What `output` and `disk` hide. */
  secrets: Secrets
  now: Date
  /**
   * The turns at a tenant, shared by all calls that the command makes there.
   * @param share part of its limits to use; the first caller decides. Default: DEFAULT_SHARE (pace.ts)
   */
  turnsAt: (domain: string, share?: number) => Turns
  /** What is piped in. */
  stdin: () => AsyncIterable<Uint8Array>
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal
  /** Every command of the program, for commands that describe others. */
  everyCommand: () => Promise<DescribedCommand[]>
  /** Asks a yes-or-no question at the terminal, below lines that say what it is about; undefined without a terminal. */
  ask: ((question: string, above?: readonly string[]) => Promise<boolean>) | undefined
  /** Asks for a line of text at the terminal. Hidden text is not shown while it is typed. */
  askText: ((question: string, how?: { above?: readonly string[]; hidden?: boolean }) => Promise<string>) | undefined
}

export const jsonFlag: Flag = { type: 'boolean', help: 'print JSON, one object per line' }
/** For every command that changes something. */
export const dryRunFlag: Flag = { type: 'boolean', help: 'say what would be done, and do nothing' }
/** Picks one of several accounts. */
export const userIdFlag: Flag = { type: 'string', value: '<id>', help: 'which account, if several have the address' }
/** For every command that reads settings. */
const envFlag: Flag = {
  type: 'string',
  value: '<staging>',
  help: 'use the settings in tenant/env/<staging>.json; they take precedence over the environment and .env',
}
/** For every command that changes something. */
const auditFlag: Flag = {
  type: 'string',
  value: '<file>',
  file: 'written',
  help: 'append who did what and when to this file, one JSON object per line (or INVITATIONS_AUDIT_FILE)',
}
/** For every command that asks. */
const yesFlag: Flag = { type: 'boolean', help: 'answer yes to every question' }
/** For every command that may concern very many people. */
export const verboseFlag: Flag = { type: 'boolean', help: 'print a line for each, instead of a summary' }

/** This many mails are sent without asking. */
export const MAILS_WITHOUT_QUESTION = 50

/** The text of a string flag. */
export function text(call: Call, flag: string): string | undefined {
  const value = call.flags[flag]
  return typeof value === 'string' ? value : undefined
}

/** The values of a flag that may be repeated; empty if it was not given. */
export function texts(call: Call, flag: string): string[] {
  const values = call.flags[flag]
  return Array.isArray(values) ? values : []
}

/**
 * Refuses, before any call is made, if the question could not be answered.
 * @throws InvitationsError `confirmation_needed`
 */
export function requireAnswer({ flags, ask }: Call, question: string): void {
  if (flags['yes'] || ask !== undefined) return
  throw new InvitationsError(
    'confirmation_needed',
    `${question} Nobody can answer here: there is no terminal. Nothing was done.`,
    { hint: 'Run it again with --yes to go ahead, or with --dry-run to see what it would do.' },
  )
}

/**
 * Asks before something surprising is done; `--yes` answers.
 * @param above lines that say what the question is about
 * @throws InvitationsError `confirmation_needed` if nobody can be asked; `cancelled` if the answer is no, which the
 * program reports as a result, not as an error
 */
export async function confirm(call: Call, question: string, above: readonly string[] = []): Promise<void> {
  requireAnswer(call, question)
  if (call.flags['yes'] || call.ask === undefined) return
  if (!(await call.ask(question, above))) {
    throw new InvitationsError('cancelled', 'Cancelled. Nothing was done.', { hint: '' })
  }
}
