import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { foldAddress } from '../../actions/invitation/address.ts'
import { describeHeadings } from '../spreadsheet/headings.ts'
import { readInvitees, type InviteeFile } from '../invitations/importing/invitees.ts'
import type { Table } from '../spreadsheet/table.ts'
import { readDuration } from '../ground/duration.ts'
import { exitCodes, interrupted, InvitationsError, type ExitCode } from '../ground/errors.ts'
import { emptyJournal, isDone, Journal, readJournal, type JournalContent } from '../invitations/importing/journal.ts'
import { lock } from '../invitations/importing/lock.ts'
import { resultBeside, writeResult } from '../invitations/importing/result-file.ts'
import { inviteAll } from '../invitations/importing/run.ts'
import type { Invitations, InviteRequest, Outcome } from '../invitations/index.ts'
import type { Output } from './telling/output.ts'
import { DEFAULT_SHARE } from '../invitations/surroundings.ts'
import { readInvitationSettings, type InvitationSettings } from '../ground/settings/invitation-settings.ts'
import { checkFile, invalidRows, type Counts } from './choosing/check-file.ts'
import { invitationsIn } from './at-tenant.ts'
import { confirmMails, recipientOf } from './choosing/before-mailing.ts'
import {
  jsonFlag,
  MAILS_WITHOUT_QUESTION,
  requireAnswer,
  text,
  verboseFlag,
  type Call,
  type Command,
} from './command.ts'
import { hashOf, JOURNALS, nameOf, status, tellChanges } from './choosing/earlier-runs.ts'
import { columnsFlag, saidColumns } from './telling/said-columns.ts'
import { sameCommand } from './telling/same-command.ts'
import { lookFirst, usernameNeeded } from './choosing/looked-first.ts'
import { Tally } from './telling/tally.ts'
import { openedTable, sheetFlags, tellSheet } from './telling/tell-file.ts'

/** From so many rows on, one call per invitation instead of two is worth the import jobs. */
const BULK_ROWS = 200

export const importCommand: Command = {
  operands: '<csv|xlsx|->',
  flags: {
    check: { type: 'boolean', help: 'read and check the file only; needs no tenant and no settings' },
    ...sheetFlags,
    columns: columnsFlag,
    'skip-invalid': { type: 'boolean', help: 'invite the valid rows although others are wrong' },
    'invited-by': { type: 'string', value: '<name>', help: 'who invites, where the file has no such column' },
    note: { type: 'string', value: '<text>', help: 'personal words, where the file has none' },
    locale: { type: 'string', value: '<de>', help: 'language, where the file has none' },
    'time-zone': { type: 'string', value: '<zone>', help: 'time zone, where the file has none' },
    ttl: { type: 'string', value: '<7d>', help: 'lifetime, where the file has none; from 1m to 30d (default 7d)' },
    share: { type: 'string', value: '<0.8>', help: `part of Auth0's rate limits to use (default ${DEFAULT_SHARE})` },
    bulk: {
      type: 'string',
      value: '<rows>',
      help: `from so many rows on, import jobs make the accounts (default ${BULK_ROWS}, with read:connections)`,
    },
    result: {
      type: 'string',
      value: '<file>',
      file: 'written',
      help: 'where the rows go with their outcomes (default <file>.result.csv)',
    },
    'resume-status': { type: 'boolean', help: 'say how far an earlier run came; needs the settings, makes no call' },
    restart: { type: 'boolean', help: 'forget an earlier run of the file: everybody who is not invited gets a mail' },
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: [
    'invitations import people.xlsx --check',
    'invitations import people.csv --invited-by Grace --ttl 14d',
    'invitations import people.csv        again, after a crash or Ctrl-C: goes on where it stopped',
  ],
  notes: describeHeadings,
  changes: ({ check, 'resume-status': status }) => check !== true && status !== true,
  asks: true,
  readsSettings: ({ check }) => check !== true,
  async run(call) {
    const { output, flags } = call
    const source = await fileOf(call)
    const defaults = defaultsOf(call)
    const table = await openedTable(call, source)
    if (!flags['resume-status']) tellSheet(table, call)
    const said = saidColumns(call)
    const open = () => readInvitees(table.batches(), defaults, call.now, said)
    const counts = await checkFile(await open(), call)
    if (flags['check']) {
      output.record({ type: 'summary', ...counts })
      return counts.invalid > 0 ? exitCodes.notDone : exitCodes.done
    }
    const share = shareOf(call)
    const bulkRows = bulkRowsOf(call)
    const settings = readInvitationSettings(call.environment)
    const sha256 = await hashOf(source, table)
    const path = join(JOURNALS, `import-${settings.domain.replace(/\W/g, '_')}-${sha256.slice(0, 16)}.ndjson`)
    if (flags['resume-status']) return status(path, counts.valid, call)
    if (counts.invalid > 0 && !flags['skip-invalid']) throw invalidRows(counts.invalid, source)
    const result = text(call, 'result') ?? resultBeside(source, '.result')
    call.disk.tryToWrite(result)
    const before = flags['restart'] ? emptyJournal : readJournal(path)
    let [left, done] = [0, 0]
    const emails: string[] = []
    let first: InviteRequest | undefined
    const nameless: string[] = []
    for await (const invitee of (await open()).invitees) {
      if (invitee.problems.length > 0 || invitee.duplicateOf !== undefined) continue
      if (isDone(before.rows.get(invitee.line), invitee.request.email)) done += 1
      else if (left++ < bulkRows) emails.push(foldAddress(invitee.request.email))
      if (left === 1) first ??= invitee.request
      if (invitee.request.username === undefined && nameless.length < 1000) nameless.push(invitee.request.email)
    }
    const question = `Send ${left} mails?`
    if (left > MAILS_WITHOUT_QUESTION && !flags['dry-run']) requireAnswer(call, question)
    tellChanges(path, nameOf(source, table), before, call)
    if (before.header) output.say(`Going on with the run of ${before.header.started_at}: ${done} done, ${left} left.`)
    const invitations = invitationsIn(settings, call, share) // one for all calls: its pace knows what was drawn already
    const isAsked = !flags['yes'] || flags['dry-run']
    const existing = left < bulkRows && isAsked ? await existingOf(emails, invitations, output) : {}
    if (flags['dry-run']) {
      output.say(`Would invite ${left}. Nothing was done.`)
      output.record({ type: 'summary', ...counts, ...existing, left })
      return exitCodes.done
    }
    if (left > 0) {
      const { needsUsername } = await lookFirst(call, settings, { invitations, requests: [], again: true })
      if (needsUsername && nameless.length > 0) throw usernameNeeded(settings.connection, nameless)
    }
    if (left > MAILS_WITHOUT_QUESTION && first !== undefined) {
      const recipient = recipientOf(first, settings, call.now)
      await confirmMails(call, { question, settings, first: recipient })
    }
    call.disk.folder(JOURNALS)
    const unlock = await lock(`${settings.domain} ${sha256}`)
    try {
      if (flags['restart'] && existsSync(path)) call.disk.rename(path, `${path}.${call.now.getTime()}`)
      return await run(call, {
        source,
        sha256,
        path,
        result,
        settings,
        invitations,
        table,
        open,
        before,
        left,
        counts,
        isBulk: left >= bulkRows,
        isBulkAsked: text(call, 'bulk') !== undefined,
      })
    } finally {
      unlock()
    }
  },
}

/**
 * How many have an account already, for whoever is asked or only looks. A search names fifty addresses, so it costs a call for fifty
 * rows; where import jobs make the accounts, that would be more than they need in all, and the jobs tell.
 */
async function existingOf(emails: string[], invitations: Invitations, output: Output) {
  if (emails.length === 0) return {}
  const existing = await invitations.countAccounts(emails)
  const [fresh, there] = [emails.length - existing, existing === 1 ? '1 has' : `${existing} have`]
  output.say(`${fresh} new; ${there} an account already, as far as Auth0's search knows, which is seconds behind.`)
  return { new: fresh, existing }
}

interface Planned {
  source: string
  sha256: string
  path: string
  /** Where the rows go with their outcomes. */
  result: string
  settings: InvitationSettings
  invitations: Invitations
  table: Table
  open: () => Promise<InviteeFile>
  before: JournalContent
  left: number
  counts: Counts
  isBulk: boolean
  isBulkAsked: boolean
}

async function run(call: Call, planned: Planned): Promise<ExitCode> {
  const { source, sha256, path, result, settings, invitations, table, open, before, left, counts } = planned
  const { isBulk, isBulkAsked } = planned
  const { output, signal, disk } = call
  const journal = new Journal(path, disk)
  if (before.header === undefined) {
    const { domain, connection, clientId } = settings
    const started_at = call.now.toISOString()
    await journal.append({
      type: 'run',
      version: 1,
      started_at,
      file: nameOf(source, table),
      sha256,
      domain,
      connection,
      client_id: clientId,
    })
  }
  const tally = new Tally(call, left)
  const told = (outcome: Outcome) => tally.add(outcome)
  let hasFailed = true
  try {
    const { invitees } = await open()
    const importing = (accounts: number) => output.progress(`Auth0 makes ${accounts} accounts by an import job …`)
    await inviteAll({
      invitees,
      invitations,
      journal,
      before: before.rows,
      isBulk,
      isBulkAsked,
      mailsPerMinute: settings.mails_per_minute,
      signal,
      told,
      importing,
    })
    hasFailed = false
  } finally {
    journal.close()
    tally.end()
    const now = readJournal(path)
    const resultOf = (line: number) => now.rows.get(line)?.ended
    await writeResult(disk, result, await open(), table.format, resultOf).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      if (!hasFailed)
        throw new InvitationsError('output_failed', why, { hint: 'The same command writes it again.', cause })
      output.warn(`${why} The same command writes it.`)
    })
    const done = [...now.rows.values()].filter(({ ended }) => ended !== undefined && ended.outcome !== 'failed').length
    output.say(
      `${tally.told || 'Nothing left to do'}; ${done} of ${counts.valid} done in all. Each row with its outcome: ${result}`,
    )
    output.record({ type: 'summary', ...counts, ...tally.counts, done, left: counts.valid - done, result })
  }
  if (signal.aborted)
    throw interrupted('Stopped by Ctrl-C; what was in flight is finished.', `To go on: ${sameCommand('import', call)}`)
  return counts.invalid > 0 || tally.exitCode !== exitCodes.done ? exitCodes.notDone : exitCodes.done
}

/** The file; what is piped in is kept beside the journal, because it is read more than once. */
async function fileOf({ operands, flags, stdin, disk }: Call): Promise<string> {
  const [source, ...others] = operands
  if (source === undefined || others.length > 0) {
    throw new InvitationsError('usage', 'Give one .xlsx or CSV file, or - for stdin.', {
      hint: 'invitations import people.xlsx --check',
    })
  }
  if (source !== '-' || flags['check']) return source
  const pieces: Uint8Array[] = []
  for await (const piece of stdin()) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  disk.folder(JOURNALS)
  const file = join(JOURNALS, `stdin-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.csv`)
  disk.replace(file, bytes)
  return file
}

function defaultsOf(call: Call): Omit<InviteRequest, 'email'> {
  const ttl = text(call, 'ttl')
  return {
    invited_by: text(call, 'invited-by'),
    note: text(call, 'note'),
    locale: text(call, 'locale'),
    time_zone: text(call, 'time-zone'),
    ttl_sec: ttl === undefined ? undefined : readDuration(ttl),
  }
}

function shareOf(call: Call): number {
  const said = text(call, 'share')
  const share = said === undefined ? DEFAULT_SHARE : Number(said)
  if (share > 0 && share <= 1) return share
  throw new InvitationsError('usage', `--share ${said} is not a part of the whole, like 0.5 or 1.`, {
    hint: 'invitations import --help',
  })
}

function bulkRowsOf(call: Call): number {
  const rows = Number(text(call, 'bulk') ?? BULK_ROWS)
  if (Number.isInteger(rows) && rows > 0) return rows
  throw new InvitationsError('usage', `--bulk ${text(call, 'bulk')} is not a number of rows, like ${BULK_ROWS}.`, {
    hint: 'invitations import --help',
  })
}
