import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { foldAddress } from '../../../actions/invitation/address.ts'
import type { Disk } from '../../ground/disk/disk.ts'
import type { InvitationSettings } from '../../ground/settings/invitation-settings.ts'
import type { Invitations, InviteRequest, Outcome, Problem } from '../index.ts'
import { nameOf, runsOfOtherContent, type RunOfFile } from './earlier-runs.ts'
import type { Invitee, PeopleFile } from './invitees.ts'
import { emptyJournal, isDone, Journal, readJournal, type JournalContent } from './journal.ts'
import { lock } from './lock.ts'
import { writeResult } from './result-file.ts'
import { inviteAll } from './run.ts'

// How a file of people becomes invitations: read and check it (countRows), plan what is left of it (planImport), then invite
// row by row with a journal, and write a result file at the end (runImport).

/** Counts of a file's rows. */
export interface RowCounts {
  rows: number
  valid: number
  duplicates: number
  invalid: number
}

/**
 * Reads and checks the whole file once, so that nothing is sent before all of it is known. Makes no call.
 * @param told called for each row that cannot be invited or is a duplicate, with the counts so far
 * @throws InvitationsError `unreadable_file`
 */
export async function countRows(
  batches: AsyncIterable<Invitee[]>,
  told: (invitee: Invitee, counts: Readonly<RowCounts>) => void,
): Promise<RowCounts> {
  const counts = { rows: 0, valid: 0, duplicates: 0, invalid: 0 }
  const count = (invitee: Invitee) => {
    counts.rows += 1
    if (invitee.problems.length > 0) counts.invalid += 1
    else if (invitee.duplicateOf !== undefined) counts.duplicates += 1
    else {
      counts.valid += 1
      return
    }
    told(invitee, counts)
  }
  for await (const invitees of batches) invitees.forEach(count)
  return counts
}

/** What there is to do. */
export interface ImportPlan {
  run: RunOfFile
  /** How far an earlier run of the same file got. */
  before: JournalContent
  /** Whether to forget earlier runs, by giving their journal another name. */
  restarts: boolean
  /** Runs of a file with the same name but other content. */
  ofOtherContent: { started_at: string; done: number }[]
  done: number
  left: number
  /** The person who gets the first mail; undefined if nobody does. */
  first: InviteRequest | undefined
  /** Addresses of everyone who is left, unless import jobs make the accounts. */
  emails: string[]
  /** The first 1,000 addresses without a user name. */
  nameless: string[]
  /** Every way to accept that rows name (`accept_with`), without repeats. */
  ways: string[]
  /** Whether there are so many that import jobs make the accounts. */
  isBulk: boolean
}

/** From this many rows on, import jobs are worth it: one call per invitation instead of two. */
export const BULK_ROWS = 200
/** How many addresses without a user name are named. */
const MOST_NAMELESS = 1000

/**
 * Finds out what an earlier run has left to do. Makes no call and writes nothing.
 * @param options.bulkRows from this many rows on, import jobs make the accounts
 */
export async function planImport(
  file: PeopleFile,
  run: RunOfFile,
  { bulkRows, restarts }: { bulkRows: number; restarts: boolean },
): Promise<ImportPlan> {
  const before = restarts ? emptyJournal : readJournal(run.path)
  let [left, done] = [0, 0]
  const emails: string[] = []
  let first: InviteRequest | undefined
  const nameless: string[] = []
  const ways = new Set<string>()
  for await (const { line, request, problems, duplicateOf } of (await file.open()).invitees) {
    if (problems.length > 0 || duplicateOf !== undefined) continue
    if (isDone(before.rows.get(line), request.email)) done += 1
    else if (left++ < bulkRows) emails.push(foldAddress(request.email))
    if (left === 1) first ??= request
    if (request.accept_with !== undefined) ways.add(request.accept_with)
    if (request.username === undefined && nameless.length < MOST_NAMELESS) nameless.push(request.email)
  }
  const ofOtherContent = before.header === undefined ? runsOfOtherContent(run, nameOf(file)) : []
  const isBulk = left >= bulkRows
  return { run, before, restarts, ofOtherContent, done, left, first, emails, nameless, ways: [...ways], isBulk }
}

/** What is wrong with the rows' ways to accept. Makes no call. */
export function problemsOfWays({ ways, first }: ImportPlan, invitations: Invitations): Problem[] {
  const { email = '' } = first ?? {}
  return ways.flatMap((accept_with) => invitations.problemsOf({ email, accept_with }))
}

/** What an import works with. */
export interface ImportSurroundings {
  settings: Pick<InvitationSettings, 'domain' | 'connection' | 'clientId' | 'mails_per_minute'>
  invitations: Invitations
  disk: Disk
  /** Path of the result file, which gets each row with its outcome. */
  result: string
  /** Whether somebody asked for import jobs. Then a token that may not run them is an error. */
  isBulkAsked: boolean
  /** When the run begins. */
  now: Date
  /** If aborted, what has begun is finished, and nothing else begins. */
  signal: AbortSignal
  /** Called right before the first row is invited. */
  begun: () => void
  /** Called with the outcome of each row, and awaited. If it throws, the run ends. */
  told: (outcome: Outcome) => void | Promise<void>
  /** Called when an import job starts to make this many accounts. */
  importing: (accounts: number) => void
}

/** How an import ended. */
export interface ImportEnd {
  /** Rows that are done, by this run and earlier ones. */
  done: number
  /** What stopped the run. What was done before is in the journal and in the result. */
  stoppedBy: Error | undefined
  /** Why the result file could not be written. */
  unwritten: Error | undefined
}

/**
 * Invites everybody who is left. The journal is written before each call, so that after a crash the same file continues.
 * @throws InvitationsError `already_running`, `journal_failed`
 */
export async function runImport(
  file: PeopleFile,
  plan: ImportPlan,
  surroundings: ImportSurroundings,
): Promise<ImportEnd> {
  const { settings, disk, now } = surroundings
  const { sha256, path } = plan.run
  disk.folder(dirname(path))
  const unlock = await lock(`${settings.domain} ${sha256}`)
  try {
    if (plan.restarts && existsSync(path)) disk.rename(path, `${path}.${now.getTime()}`)
    const stoppedBy = await inviteJournaled(file, plan, surroundings)
    return { stoppedBy, ...(await endOf(file, path, surroundings)) }
  } finally {
    unlock()
  }
}

/** @returns what stopped the run; undefined if nothing did */
async function inviteJournaled(
  file: PeopleFile,
  plan: ImportPlan,
  surroundings: ImportSurroundings,
): Promise<Error | undefined> {
  const { settings, invitations, disk, now, isBulkAsked, signal, begun, told, importing } = surroundings
  const { run, before, isBulk } = plan
  const { domain, connection, clientId: client_id, mails_per_minute: mailsPerMinute } = settings
  const journal = new Journal(run.path, disk)
  if (before.header === undefined) {
    const about = { file: nameOf(file), sha256: run.sha256, domain, connection, client_id, people: plan.left }
    await journal.append({ type: 'run', version: 1, started_at: now.toISOString(), ...about })
  }
  begun()
  try {
    const { invitees } = await file.open()
    const work = { invitees, invitations, journal, before: before.rows, mailsPerMinute, signal, told, importing }
    await inviteAll({ ...work, isBulk, isBulkAsked })
    return undefined
  } catch (failure) {
    return asError(failure)
  } finally {
    journal.close()
  }
}

async function endOf(
  file: PeopleFile,
  path: string,
  { disk, result }: ImportSurroundings,
): Promise<Pick<ImportEnd, 'done' | 'unwritten'>> {
  const { rows } = readJournal(path)
  const done = [...rows.values()].filter(({ ended }) => ended !== undefined && ended.outcome !== 'failed').length
  const unwritten = await writeResult(disk, result, await file.open(), file.table.format, (line) => {
    return rows.get(line)?.ended
  }).then(() => undefined, asError)
  return { done, unwritten }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
