import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { readDuration } from '../ground/duration.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { readInvitationSettings, type InvitationSettings } from '../ground/settings/invitation-settings.ts'
import { runOf } from '../invitations/importing/earlier-runs.ts'
import {
  BULK_ROWS,
  planImport,
  problemsOfWays,
  runImport,
  type ImportPlan,
} from '../invitations/importing/import-people.ts'
import { readInvitees, type PeopleFile } from '../invitations/importing/invitees.ts'
import { JOURNALS } from '../invitations/importing/journal.ts'
import { usernameNeeded } from '../invitations/inviting/username-needed.ts'
import { resultBeside } from '../invitations/importing/result-file.ts'
import type { Invitations, InviteRequest } from '../invitations/index.ts'
import { wrongRequest } from '../invitations/inviting/invite-request.ts'
import { DEFAULT_SHARE } from '../invitations/surroundings.ts'
import { describeHeadings } from '../spreadsheet/headings.ts'
import { invitationsIn } from './at-tenant.ts'
import { confirmMails, recipientOf } from './choosing/before-mailing.ts'
import { checkFile, invalidRows } from './choosing/check-file.ts'
import { lookFirst } from './choosing/looked-first.ts'
import {
  jsonFlag,
  MAILS_WITHOUT_QUESTION,
  requireAnswer,
  text,
  verboseFlag,
  type Call,
  type Command,
} from './command.ts'
import { tellEarlierRuns, tellEnd, tellHowFar } from './telling/import-lines.ts'
import type { Output } from './telling/output.ts'
import { Tally } from './telling/tally.ts'
import { columnsFlag, openedTable, saidColumns, sheetFlags, tellSheet } from './telling/tell-file.ts'

export const importCommand: Command = {
  operands: '<csv|xlsx|->',
  flags: {
    check: { type: 'boolean', help: 'only read and check the file; needs no tenant and no settings' },
    ...sheetFlags,
    columns: columnsFlag,
    'skip-invalid': { type: 'boolean', help: 'invite the valid rows even if others are wrong' },
    'invited-by': { type: 'string', value: '<name>', help: 'the inviter, if the file has no such column' },
    note: { type: 'string', value: '<text>', help: 'personal words in the mail, if the file has none' },
    locale: { type: 'string', value: '<de>', help: "the invitee's language, if the file has none" },
    'time-zone': { type: 'string', value: '<zone>', help: "the invitee's time zone, if the file has none" },
    ttl: {
      type: 'string',
      value: '<7d>',
      help: 'how long invitations last, if the file does not say; from 1m to 30d (default 7d)',
    },
    'accept-with': {
      type: 'string',
      value: '<connection|password>',
      help: 'the only way to accept, if the file has none',
    },
    share: {
      type: 'string',
      value: '<0.8>',
      help: `how much of Auth0's rate limits to use (default ${DEFAULT_SHARE})`,
    },
    bulk: {
      type: 'string',
      value: '<rows>',
      help: `use import jobs if there are at least this many rows (default ${BULK_ROWS}, with read:connections)`,
    },
    result: {
      type: 'string',
      value: '<file>',
      file: 'written',
      help: 'where to write the rows with their outcomes (default <file>.result.csv)',
    },
    'resume-status': {
      type: 'boolean',
      help: 'say how far an earlier run got; needs the settings, but makes no calls',
    },
    restart: { type: 'boolean', help: 'forget an earlier run of this file; everyone not yet invited gets a mail' },
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: [
    'import people.xlsx --check',
    'import people.csv --invited-by Grace --ttl 14d',
    'import people.csv        again, after a crash or Ctrl-C: continues where it stopped',
  ],
  notes: describeHeadings,
  changes: ({ check, 'resume-status': status }) => check !== true && status !== true,
  asks: true,
  readsSettings: ({ check }) => check !== true,
  async run(call) {
    const { output, flags, disk, now, signal } = call
    const file = await fileIn(call)
    const counts = await checkFile(await file.open(), call)
    if (flags['check']) {
      output.record({ type: 'summary', ...counts })
      return counts.invalid > 0 ? exitCodes.notDone : exitCodes.done
    }
    const share = shareOf(call)
    const bulkRows = bulkRowsOf(call)
    const settings = readInvitationSettings(call.environment)
    const run = await runOf(file, settings)
    if (flags['resume-status']) return tellHowFar(run, counts.valid, output)
    if (counts.invalid > 0 && !flags['skip-invalid']) throw invalidRows(counts.invalid, file.source)
    const result = text(call, 'result') ?? resultBeside(file.source, '.result')
    disk.tryToWrite(result)
    const plan = await planImport(file, run, { bulkRows, restarts: flags['restart'] === true })
    const { left } = plan
    if (left > MAILS_WITHOUT_QUESTION && !flags['dry-run']) requireAnswer(call, questionOf(plan))
    tellEarlierRuns(file, plan, output)
    const invitations = invitationsIn(settings, call, share) // one for all calls, which share its pace
    const wrongWays = problemsOfWays(plan, invitations) // the settings list the ways, and --check has no settings
    if (wrongWays.length > 0) throw wrongRequest(wrongWays)
    const isAsked = !flags['yes'] || flags['dry-run']
    const existing = !plan.isBulk && isAsked ? await existingOf(plan.emails, invitations, output) : {}
    if (flags['dry-run']) {
      output.say(`Would invite ${left}. Nothing was done.`)
      output.record({ type: 'summary', ...counts, ...existing, left })
      return exitCodes.done
    }
    await confirmImport(call, plan, settings, invitations)
    const tally = new Tally(call)
    const end = await runImport(file, plan, {
      ...{ settings, invitations, disk, result, now, signal, isBulkAsked: text(call, 'bulk') !== undefined },
      begun: () => tally.expect(left),
      told: (outcome) => tally.add(outcome),
      importing: (accounts) => output.bar(`Auth0 is creating ${accounts} accounts with an import job …`),
    }).finally(() => tally.end())
    return tellEnd(call, counts, tally, result, end)
  },
}

/** The file, to be read as the flags say. */
async function fileIn(call: Call): Promise<PeopleFile> {
  const source = await sourceOf(call)
  const defaults = defaultsOf(call)
  const table = await openedTable(call, source)
  if (!call.flags['resume-status']) tellSheet(table, call)
  const said = saidColumns(call)
  return { source, table, open: () => readInvitees(table.batches(), defaults, call.now, said) }
}

/**
 * How many already have an account, for somebody who is asked first or only checks. One search covers fifty addresses,
 * so this takes a call per fifty rows. With import jobs that would exceed all other calls, and the jobs report it
 * anyway.
 */
async function existingOf(emails: string[], invitations: Invitations, output: Output) {
  if (emails.length === 0) return {}
  const existing = await invitations.countAccounts(emails)
  const [fresh, there] = [emails.length - existing, existing === 1 ? '1 has' : `${existing} have`]
  output.say(`${fresh} new; ${there} an account already, according to Auth0's search, which is seconds behind.`)
  return { new: fresh, existing }
}

function questionOf({ left }: ImportPlan): string {
  return `Send ${left} mails?`
}

/** Checks whether invitations can work here, and asks before sending many mails. */
async function confirmImport(
  call: Call,
  plan: ImportPlan,
  settings: InvitationSettings,
  invitations: Invitations,
): Promise<void> {
  const { left, first, nameless } = plan
  if (left === 0) return
  const { needsUsername } = await lookFirst(call, settings, { invitations, requests: [], again: true })
  if (needsUsername && nameless.length > 0) throw usernameNeeded(settings.connection, nameless)
  if (left <= MAILS_WITHOUT_QUESTION || first === undefined) return
  await confirmMails(call, { question: questionOf(plan), settings, first: recipientOf(first, settings, call.now) })
}

/** The file to read. Piped input is stored next to the journal, because it is read more than once. */
async function sourceOf({ operands, flags, stdin, disk }: Call): Promise<string> {
  const [source, ...others] = operands
  if (source === undefined || others.length > 0) {
    throw new InvitationsError('usage', 'Give one .xlsx or CSV file, or - for stdin.', {
      hint: [{ do: 'import', file: 'people.xlsx', check: true }],
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
    accept_with: text(call, 'accept-with'),
  }
}

function shareOf(call: Call): number {
  const said = text(call, 'share')
  const share = said === undefined ? DEFAULT_SHARE : Number(said)
  if (share > 0 && share <= 1) return share
  throw new InvitationsError('usage', `--share ${said} is not a share like 0.5 or 1.`, {
    hint: [{ do: 'help', with: 'import' }],
  })
}

function bulkRowsOf(call: Call): number {
  const rows = Number(text(call, 'bulk') ?? BULK_ROWS)
  if (Number.isInteger(rows) && rows > 0) return rows
  throw new InvitationsError('usage', `--bulk ${text(call, 'bulk')} is not a number of rows, like ${BULK_ROWS}.`, {
    hint: [{ do: 'help', with: 'import' }],
  })
}
