import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Person } from '../../spreadsheet/people.ts'
import { exitCodes, interrupted, InvitationsError, type ExitCode } from '../../ground/errors.ts'
import {
  isDone,
  Journal,
  JOURNALS,
  readJournal,
  type JournalContent,
  type RowState,
  type RunHeader,
} from '../../invitations/importing/journal.ts'
import { lock } from '../../invitations/importing/lock.ts'
import { resultBeside, writeResult } from '../../invitations/importing/result-file.ts'
import { workThrough, type Work } from '../../invitations/importing/work-through.ts'
import type { ListOptions, Outcome } from '../../invitations/index.ts'
import { failed } from '../../invitations/outcome.ts'
import type { BegunMail } from '../../invitations/sending/resend.ts'
import type { Recipient } from './before-mailing.ts'
import { choose, identityOf, isOfChange, type ChangeOfMany, type Chosen } from './choose.ts'
import type { Choice } from './chosen-flags.ts'
import { text, type Call } from '../command.ts'
import { sameCommand } from '../telling/same-command.ts'
import { Tally } from '../telling/tally.ts'

/** What changing one person needs: which account, and what to write into the journal. */
interface HowToChange {
  user_id: string | undefined
  /** Awaited before a mail is counted. */
  before: (begun: BegunMail) => Promise<void>
  /** What an earlier run had started. */
  begun: BegunMail | undefined
}

/** A change of many invitations. */
export interface Change extends ChangeOfMany {
  /** Asks once the number of people is known. */
  ask: (count: number, first: Recipient) => Promise<void>
  change: (email: string, how: HowToChange) => Promise<Outcome>
}

/**
 * Changes everybody whom a file or filters choose. Journaled like an import: after a crash or Ctrl-C, the same command
 * continues, and retries what failed. Once a run is complete, the same command starts a new one.
 */
export async function changeChosen(call: Call, choice: Choice, which: ListOptions, change: Change): Promise<ExitCode> {
  const { output, disk, flags } = call
  const { command, settings } = change
  const sha256 = await identityOf(choice, which, change, call)
  const name = `${command}-${settings.domain.replace(/\W/g, '_')}-${sha256.slice(0, 16)}`
  const path = join(JOURNALS, `${name}.ndjson`)
  const chosen = await choose(call, choice, which, change, path)
  const { people, before } = chosen
  const wanted = people.filter(isMeant(change))
  const left = wanted.filter(({ line, email }) => !isDone(before.rows.get(line), email))
  if (wanted.length === 0) {
    output.well('No invitation matches. Nothing was done.')
    output.record({ type: 'summary', chosen: 0 })
    return exitCodes.done
  }
  const done = wanted.length - left.length
  if (before.header) output.say(`Continuing the run of ${before.header.started_at}: ${done} done, ${left.length} left.`)
  const [next] = left
  if (choice.kind === 'file') disk.tryToWrite(resultFileOf(call, choice.file, command))
  if (flags['dry-run']) return foresee(call, left, change)
  if (next !== undefined) {
    const unknown = { email: next.email, name: null, locale: settings.locale ?? null, expires_at: null, sends: 1 }
    await change.ask(left.length, chosen.first ?? unknown)
  }
  disk.folder(JOURNALS)
  const unlock = await lock(`${settings.domain} ${command} ${sha256}`)
  try {
    if (before.header === undefined && existsSync(path)) disk.rename(path, `${path}.${call.now.getTime()}`)
    if (chosen.kept !== undefined) {
      disk.replace(chosen.kept, [chosen.header, ...people.map(({ cells }) => cells)].map(keptLine).join(''))
    }
    return await run(call, change, choice, { ...chosen, sha256, path, left, all: wanted.length })
  } finally {
    unlock()
  }
}

/** Leaves out duplicates, people whom the change is not about and, with --skip-invalid, rows without an address. */
function isMeant(change: Pick<Change, 'command'>): (person: Person) => boolean {
  const isOfIt = isOfChange(change)
  return (person) => person.duplicateOf === undefined && person.isAddress && isOfIt(person)
}

/** Says what would be done, and lists addresses without an account. */
async function foresee(call: Call, people: readonly Person[], { change }: Change): Promise<ExitCode> {
  const tally = new Tally(call, people.length)
  for (const { email, user_id } of people) {
    tally.add(
      await change(email, { user_id, before: () => Promise.resolve(), begun: undefined }).catch(failedFor(email)),
    )
  }
  tally.end()
  call.output.say(`${tally.told}. Nothing was done.`)
  call.output.record({ type: 'summary', ...tally.counts })
  return tally.exitCode
}

function failedFor(email: string): (failure: unknown) => Outcome {
  return (failure) => {
    if (failure instanceof InvitationsError && failure.code === 'not_found') return failed(email, failure)
    throw failure
  }
}

interface Planned extends Chosen {
  sha256: string
  path: string
  left: Person[]
  all: number
}

async function run(call: Call, change: Change, choice: Choice, planned: Planned): Promise<ExitCode> {
  const { output, signal, disk } = call
  const { path, left, all, before } = planned
  const journal = new Journal(path, disk)
  const tally = new Tally(call, left.length)
  let isOver = false
  try {
    if (before.header === undefined) await journal.append(headerOf(call, change, choice, planned))
    const told = (outcome: Outcome) => tally.add(outcome)
    const mailsPerMinute = change.command === 'revoke' ? undefined : change.settings.mails_per_minute
    await workThrough(worksOf(planned, change, journal), { journal, signal, told, mailsPerMinute })
    isOver = isComplete(planned, change, path)
    if (isOver) await journal.append({ type: 'finished' })
  } finally {
    journal.close()
    tally.end()
    const { rows } = readJournal(path)
    const done = planned.people.filter(({ line, email }) => isDone(rows.get(line), email)).length
    const result =
      choice.kind === 'file' ? await writeResults(call, change.command, choice.file, planned, rows) : undefined
    const where = result === undefined ? '' : ` Each row with its outcome: ${result}`
    output.say(`${tally.told || 'Nothing left to do'}; ${done} of ${all} done in all.${where}`)
    output.record({ type: 'summary', chosen: all, ...tally.counts, done, left: all - done, result: result ?? null })
  }
  if (signal.aborted && !isOver) {
    const hint = `To continue: ${sameCommand(change.command, call)}`
    throw interrupted('Stopped by Ctrl-C. Everything that had started was finished.', hint)
  }
  return tally.exitCode === exitCodes.done ? exitCodes.done : exitCodes.notDone
}

/**
 * Whether the same command has nothing left to do. People who were reminded are not due again for a while, so a new
 * round of reminders may start whatever failed. Other commands first retry everything that failed.
 */
function isComplete({ people }: Planned, { command }: Change, path: string): boolean {
  const { rows } = readJournal(path)
  const isEnded = ({ line, email }: Person) =>
    command === 'remind' ? rows.get(line)?.ended !== undefined : isDone(rows.get(line), email)
  return people.filter(isMeant({ command })).every(isEnded)
}

function headerOf(call: Call, { settings }: Change, choice: Choice, { sha256 }: Planned): RunHeader {
  const { domain, connection, clientId: client_id } = settings
  const file = choice.kind === 'file' ? choice.file : ''
  return { type: 'run', version: 1, started_at: call.now.toISOString(), file, sha256, domain, connection, client_id }
}

async function* worksOf({ left, before }: Planned, { change }: Change, journal: Journal): AsyncGenerator<Work> {
  for (const { line, email, user_id } of left) {
    const note = ({ user_id: account, invitation_id, sends }: BegunMail) =>
      journal.append({ type: 'begun', line, email, invitation_id, step: 'mail', user_id: account, sends })
    const how = { user_id, before: note, begun: begunIn(before.rows.get(line)) }
    yield await Promise.resolve({ line, email, perform: () => change(email, how) })
  }
}

function begunIn(row: RowState | undefined): BegunMail | undefined {
  if (row?.user_id === undefined || row.sends === undefined) return undefined
  return { user_id: row.user_id, invitation_id: row.invitation_id, sends: row.sends }
}

function resultFileOf(call: Call, file: string, command: Change['command']): string {
  return text(call, 'result') ?? resultBeside(file, `.${command}.result`)
}

/** @returns the file; undefined, after a warning, if it could not be written */
async function writeResults(
  call: Call,
  command: Change['command'],
  file: string,
  { header, people, format }: Planned,
  rows: JournalContent['rows'],
): Promise<string | undefined> {
  const { disk, output } = call
  const result = resultFileOf(call, file, command)
  const columns = { header, fields: [] }
  const invitees = people.map((person) => ({ ...person, problems: [] }))
  try {
    const others = new Set(people.filter((person) => !isOfChange({ command })(person)).map(({ line }) => line))
    const resultOf = (line: number) => rows.get(line)?.ended ?? (others.has(line) ? leftAlone : undefined)
    await writeResult(disk, result, { columns, invitees }, format, resultOf)
    return result
  } catch (failure) {
    output.warn(`${failure instanceof Error ? failure.message : String(failure)} The rows are in the journal.`)
    return undefined
  }
}

const leftAlone = {
  ...({ outcome: 'skipped', reason: 'not invited by this import' } as const),
  ...{ user_id: null, invitation_id: null, expires_at: null },
}

/** Always quoted and otherwise unchanged, because only we read it again. */
function keptLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
}
