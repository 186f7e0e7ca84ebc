import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { peopleIn, type Person } from '../../spreadsheet/people.ts'
import { oneByOne, type CsvFormat } from '../../spreadsheet/rows.ts'
import { openTable } from '../../spreadsheet/table.ts'
import { bytesOf } from '../../spreadsheet/text.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { emptyJournal, readJournal, type JournalContent } from '../../invitations/importing/journal.ts'
import type { InvitationRow, Invitations, ListOptions } from '../../invitations/index.ts'
import type { InvitationSettings } from '../../ground/settings/invitation-settings.ts'
import type { Recipient } from './before-mailing.ts'
import type { Choice } from './chosen-flags.ts'
import { text, type Call } from '../command.ts'
import { openedTable, tellSheet } from '../telling/tell-file.ts'
import { countsTold, type OutcomeCounts } from '../telling/tally.ts'

/** What to change, where, and which invitations allow it. */
export interface ChangeOfMany {
  command: 'revoke' | 'resend' | 'remind'
  settings: InvitationSettings
  invitations: Invitations
  /** Other options. With different ones, it is a different run. */
  options: object
  /** Statuses that allow the change. Filters choose no others. */
  possible: readonly InvitationRow['status'][]
}

/** The people who were chosen, and what is known about them from an earlier run. */
export interface Chosen {
  header: string[]
  /** The format of the file that names them. */
  format: CsvFormat
  people: Person[]
  before: JournalContent
  first: Recipient | undefined
  /** Where the choice is stored, because the same filters may choose other people later. */
  kept: string | undefined
}

/** What identifies a run: what is done, where, and to whom. */
export async function identityOf(
  choice: Choice,
  which: ListOptions,
  change: ChangeOfMany,
  call: Call,
): Promise<string> {
  const hash = createHash('sha256')
  const { status, search, invited_by, since, within_sec } = which
  const filters = choice.kind === 'filters' ? { status, search, invited_by, since, within_sec } : undefined
  const named = choice.kind === 'addresses' ? choice.emails : filters
  const sheet = text(call, 'sheet')
  const asked = [change.command, change.settings.domain, change.options, named, ...(sheet === undefined ? [] : [sheet])]
  hash.update(JSON.stringify(asked))
  if (choice.kind === 'file') for await (const bytes of bytesOf(choice.file, call.stdin())) hash.update(bytes)
  return hash.digest('hex')
}

/** Finds everybody who is meant, after reading what an earlier run started. */
export async function choose(
  call: Call,
  choice: Choice,
  which: ListOptions,
  change: ChangeOfMany,
  path: string,
): Promise<Chosen> {
  const earlier = call.flags['restart'] ? emptyJournal : readJournal(path)
  const before = earlier.isFinished ? emptyJournal : earlier
  if (choice.kind === 'file') {
    const table = await openedTable(call, choice.file)
    tellSheet(table, call)
    const { format } = table
    const read = await peopleIn(oneByOne(table.batches()))
    leaveOutInvalid(read.people.filter(isOfChange(change)), choice.file, call)
    tellLeftOut(read.people, change, call)
    return { ...read, format, before, first: undefined, kept: undefined }
  }
  if (choice.kind === 'addresses') {
    const people = choice.emails.map((email, index) => personAt(index, email, undefined))
    return { header: ['email'], format: ours, people, before, first: undefined, kept: undefined }
  }
  const kept = path.replace(/\.ndjson$/, '.csv')
  if (before.header !== undefined && existsSync(kept)) {
    const { format, batches } = await openTable(kept, call.stdin, { sheet: undefined, withHidden: true })
    return { ...(await peopleIn(oneByOne(batches()))), format, before, first: undefined, kept: undefined }
  }
  return { ...(await listed(call, which, change)), format: ours, before: emptyJournal, kept }
}

const ours: CsvFormat = { delimiter: ',', hasByteOrderMark: false, hasDelimiterLine: false }

/** The stored choice has a header line. */
const FIRST_LINE = 2

function personAt(index: number, email: string, user_id: string | undefined): Person {
  const cells = [email, user_id ?? '']
  return {
    line: index + FIRST_LINE,
    cells,
    email,
    user_id,
    isAddress: true,
    duplicateOf: undefined,
    wasInvited: undefined,
  }
}

/** Everybody whom the filters of `list` choose and whose status allows the change. Reports how many it does not. */
async function listed(call: Call, which: ListOptions, { invitations, possible, command }: ChangeOfMany) {
  const people: Person[] = []
  const others: OutcomeCounts = {}
  let first: Recipient | undefined
  for await (const row of invitations.list(which)) {
    const { email, user_id, status } = row
    if (!possible.includes(status)) {
      others[status] = (others[status] ?? 0) + 1
      continue
    }
    first ??= { ...row, sends: row.sends ?? 1 }
    people.push(personAt(people.length, email, user_id))
  }
  const without = Object.keys(others).length === 0 ? '' : ` Left as they are: ${countsTold(others)}.`
  call.output.say(`${people.length} ${people.length === 1 ? 'invitation' : 'invitations'} to ${command}.${without}`)
  return { header: ['email', 'user_id'], people, first }
}

/** Whether a change is about this person. If the file is the result of an import, `revoke` undoes what the import did. */
export function isOfChange({ command }: Pick<ChangeOfMany, 'command'>): (person: Person) => boolean {
  return ({ wasInvited }) => command !== 'revoke' || wasInvited !== false
}

function tellLeftOut(people: Person[], change: ChangeOfMany, { output }: Call): void {
  const others = people.length - people.filter(isOfChange(change)).length
  const rows = others === 1 ? '1 row that this import did not invite' : `${others} rows that this import did not invite`
  if (others > 0) output.say(`Left out: ${rows}.`)
}

/**
 * Reports rows without an address. With --skip-invalid they are left out.
 * @throws InvitationsError `invalid_rows` without it, before anything is done
 */
function leaveOutInvalid(people: Person[], file: string, { flags, output }: Call): void {
  const wrong = people.filter(({ isAddress }) => !isAddress)
  if (wrong.length === 0) return
  const shown = wrong.slice(0, TOLD_ROWS).map(({ line, email }) => `  Row ${line}: "${email}" is not an email address.`)
  const more = wrong.length > TOLD_ROWS ? [`  … and ${wrong.length - TOLD_ROWS} more.`] : []
  const rows = wrong.length === 1 ? '1 row' : `${wrong.length} rows`
  if (flags['skip-invalid']) {
    for (const line of [`Left out: ${rows} without an address.`, ...shown, ...more]) output.say(line)
    return
  }
  throw new InvitationsError(
    'invalid_rows',
    `${rows} of ${file} ${wrong.length === 1 ? 'has' : 'have'} no address. Nothing was done.`,
    {
      details: [...shown, ...more],
      hint: 'Correct the rows above, or leave them out with --skip-invalid.',
    },
  )
}

const TOLD_ROWS = 20
