import { InvitationsError } from '../../ground/errors.ts'
import { runOf, type RunOfFile } from '../../invitations/importing/earlier-runs.ts'
import { BULK_ROWS, countRows, planImport, problemsOfWays } from '../../invitations/importing/import-people.ts'
import { readInvitees, type CellProblem, type PeopleFile } from '../../invitations/importing/invitees.ts'
import { wrongRequest } from '../../invitations/inviting/invite-request.ts'
import { usernameNeeded } from '../../invitations/inviting/username-needed.ts'
import { isHeadless, mappingOf, meantBy, type Columns } from '../../spreadsheet/columns.ts'
import { openTable, type Table } from '../../spreadsheet/table.ts'
import type { Desk } from '../options.ts'
import { defaultsOf, saidOf } from './choices.ts'
import type { Checked, OneImport, Review, ShownColumn } from './one-import.ts'

/** Beyond this many rows, problems are only counted. The same goes for duplicates. */
export const MOST_TOLD = 100

/** Limit for an unpacked workbook: several times what any workbook of the permitted size has. */
const MOST_CHARACTERS = 60_000_000

/** The file, to be read as chosen. @throws InvitationsError `unreadable_file`, `usage` */
export async function fileOf(
  one: OneImport,
  { invitations, journals }: Desk,
): Promise<{ file: PeopleFile; run: RunOfFile; headings: string[] }> {
  const { name, path, choices } = one
  const { sheet, withHidden } = choices
  const table = await openTable(path, () => nothing(), { sheet, withHidden, mostCharacters: MOST_CHARACTERS }, name)
  const headings = await headingsOf(table)
  const said = isHeadless(headings) ? new Map() : saidOf(choices, headings)
  const open = () => readInvitees(table.batches(), defaultsOf(choices), invitations.place().now, said)
  const file: PeopleFile = { source: path, name, table, open }
  return { file, run: await runOf(file, invitations.place(), journals), headings }
}

/** Reads all of it and asks Auth0 what has to be known first. Sends and writes nothing. */
export async function reviewOf(one: OneImport, desk: Desk): Promise<Review> {
  const { file, run, headings } = await fileOf(one, desk)
  const { sheet } = file.table
  try {
    const { columns } = await file.open()
    const mapped = isHeadless(headings) ? [] : shownColumns(columns)
    return { run, sheet, columns: mapped, problem: undefined, checked: await check(file, run, desk) }
  } catch (problem) {
    if (!(problem instanceof InvitationsError) || problem.code !== 'unreadable_file') throw problem
    const fields = one.choices.fields ?? meantBy(headings)
    return { run, sheet, columns: shownColumns({ header: headings, fields: [...fields] }), problem, checked: undefined }
  }
}

async function check(file: PeopleFile, run: RunOfFile, { invitations }: Desk): Promise<Checked> {
  const problems: CellProblem[] = []
  const duplicates: Checked['duplicates'] = []
  const counts = await countRows((await file.open()).batches, (invitee, soFar) => {
    const { line, duplicateOf, request } = invitee
    if (invitee.problems.length > 0 && soFar.invalid <= MOST_TOLD) problems.push(...invitee.problems)
    if (invitee.problems.length === 0 && soFar.duplicates <= MOST_TOLD)
      duplicates.push({ line, duplicateOf, email: request.email })
  })
  const plan = await planImport(file, run, { bulkRows: BULK_ROWS, restarts: false })
  const { left, isBulk, emails, nameless } = plan
  if (left === 0) return { counts, problems, duplicates, plan, existing: 0, warning: undefined, stops: undefined }
  const { stops, warning, needsUsername } = await invitations.readiness()
  const wrong = problemsOfWays(plan, invitations)
  const lacking =
    needsUsername && nameless.length > 0 ? usernameNeeded(invitations.place().connection, nameless) : undefined
  const existing = isBulk ? undefined : await invitations.countAccounts(emails)
  return {
    counts,
    problems,
    duplicates,
    plan,
    existing,
    warning,
    stops: stops ?? lacking ?? (wrong.length > 0 ? wrongRequest(wrong) : undefined),
  }
}

function shownColumns({ header, fields }: Columns): ShownColumn[] {
  return header.flatMap((heading, place) =>
    mappingOf({ header: [heading], fields: [fields[place]] }).map((column) => ({ ...column, place })),
  )
}

/** The cells of the first row that has text. */
async function headingsOf(table: Table): Promise<string[]> {
  for await (const [first] of table.batches()) if (first !== undefined) return first.cells.map((cell) => cell.trim())
  return []
}

/** Standard input for an upload: nothing is piped in. */
async function* nothing(): AsyncGenerator<Uint8Array> {}
