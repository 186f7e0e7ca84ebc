import { foldAddress } from '../../../actions/invitation/address.ts'
import { createInvitation } from '../../../actions/invitation/create.ts'
import { problemsOf, type Problem } from '../../../actions/invitation/request.ts'
import { readDuration } from '../../ground/duration.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { DEFAULT_TTL_SEC, type InviteRequest } from '../inviting/invite-request.ts'
import { Addresses } from '../../spreadsheet/addresses.ts'
import { isPlainAddress, isPlainName, LONGEST_PLAIN_ADDRESS, LONGEST_PLAIN_NAME } from './plain-texts.ts'
import { columnsOf, type Columns, type Field, type Said } from '../../spreadsheet/columns.ts'
import { fieldCalled } from '../../spreadsheet/headings.ts'
import { oneByOne, type Row } from '../../spreadsheet/rows.ts'
import type { Table } from '../../spreadsheet/table.ts'
import { wholeName } from '../../spreadsheet/whole-name.ts'
import { unreadable } from '../../spreadsheet/text.ts'

/** What is wrong with a cell. */
export interface CellProblem {
  line: number
  /** Heading of the column, as it is in the file. */
  column: string
  value: string
  code: Problem['code'] | 'too_many_cells' | 'formula_error'
  reason: string
}

/** One row of the file, with the invitation it asks for. */
export interface Invitee extends Row {
  request: InviteRequest
  /** Empty if the invitation can be sent. */
  problems: CellProblem[]
  /** The line that already has the address. Such a row is not sent again. */
  duplicateOf: number | undefined
}

/** A file that is being read. */
export interface InviteeFile {
  columns: Columns
  /** Everybody in the file, in order, checked. Can be read once: one by one, or in batches. */
  invitees: AsyncGenerator<Invitee>
  /** The same, in the batches in which they were read. */
  batches: AsyncGenerator<Invitee[]>
}

/** A file of people. It is read several times: to check it, to plan, to invite, and to write the result. */
export interface PeopleFile {
  source: string
  /** What people call it; default: its path. */
  name?: string
  table: Table
  open: () => Promise<InviteeFile>
}

/**
 * Reads the header; the rest is read as the caller asks for it. Makes no call.
 * @param defaults values from the command line for what the columns leave open
 * @param now instant at which the requests are checked
 * @param said what columns are for, if their headings do not say
 * @throws InvitationsError `unreadable_file`, here or while the invitees are read
 */
export async function readInvitees(
  batchesOfRows: AsyncGenerator<Row[]>,
  defaults: Omit<InviteRequest, 'email'>,
  now: Date,
  said?: Said,
): Promise<InviteeFile> {
  const { value: first } = (await batchesOfRows.next()) as { value: Row[] | undefined }
  const [header, ...rest] = first ?? []
  if (header === undefined) throw unreadable('The file is empty.', 'Put headings in the first line: email,name,note')
  const columns = columnsBelow(header, rest, said)
  const batches = inviteesOf(columns.isHeadless ? (first ?? []) : rest, batchesOfRows, columns, defaults, now)
  return { columns, batches, invitees: oneByOne(batches) }
}

/** How many rows above the headings are searched; a sheet may have a title there. */
const MOST_TITLE_ROWS = 10

/** @throws InvitationsError `unreadable_file`, which says where the headings seem to be if not in the first row */
function columnsBelow(header: Row, rest: Row[], said?: Said): ReturnType<typeof columnsOf> {
  try {
    return columnsOf(header.cells, said)
  } catch (failure) {
    const isHeader = ({ cells }: Row) => cells.some((cell) => fieldCalled(cell) === 'email')
    const meant = isHeader(header) ? undefined : rest.slice(0, MOST_TITLE_ROWS).find(isHeader)
    if (meant === undefined || !(failure instanceof InvitationsError) || failure.code === 'usage') throw failure
    throw failure.withHint(`Row ${meant.line} looks like the headings: delete the rows above it.`)
  }
}

async function* inviteesOf(
  first: Row[],
  batchesOfRows: AsyncGenerator<Row[]>,
  columns: Columns,
  defaults: Omit<InviteRequest, 'email'>,
  now: Date,
): AsyncGenerator<Invitee[]> {
  const addresses = new Addresses()
  const textsOf = textsReader(columns, defaults, now)
  const read = (row: Row): Invitee => {
    const texts = textsOf(row.cells)
    const request = requestOf(row.cells, columns, texts)
    const address = foldAddress(request.email)
    const problems = isPlain(row.cells, columns, request, address, texts)
      ? []
      : problemsIn(row, columns, checked(request, now))
    const duplicateOf = problems.length > 0 ? undefined : addresses.note(address, row.line)
    return { line: row.line, cells: row.cells, request, problems, duplicateOf }
  }
  yield first.map(read)
  for await (const rows of batchesOfRows) yield rows.map(read)
}

/** Everything in a request except who is invited; most rows of a file say the same. */
type Texts = Omit<InviteRequest, 'email' | 'link'> & { areFine: boolean }

/** Reads and checks the texts of a row. If they are the same as in the row before, it takes those. */
function textsReader(columns: Columns, defaults: Omit<InviteRequest, 'email'>, now: Date): (cells: string[]) => Texts {
  const places = columns.fields.flatMap((field, index) => (field === undefined || isAboutWhom(field) ? [] : index))
  let before: { cells: string[]; texts: Texts } | undefined
  return (cells) => {
    const known = before
    if (known !== undefined && places.every((place) => known.cells[place] === cells[place])) return known.texts
    const texts = textsIn(cells, columns, defaults)
    const areFine =
      checked({ ...texts, email: LONGEST_PLAIN_ADDRESS, name: LONGEST_PLAIN_NAME }, now).length === 0 &&
      !places.some((place) => isFormulaError(cells[place]))
    before = { cells, texts: { ...texts, areFine } }
    return before.texts
  }
}

/** What a cell shows if its formula failed, in every language in which Excel shows it in English. */
const formulaErrors =
  /^#(?:N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!)$/

function isFormulaError(cell: string | undefined): boolean {
  return cell?.[0] === '#' && formulaErrors.test(cell.trim())
}

function isAboutWhom(field: Field): boolean {
  return (
    field === 'email' || field === 'name' || field === 'username' || field === 'first_name' || field === 'last_name'
  )
}

/**
 * Whether a row is plainly fine: its texts are checked, and its address and name are of the usual kind. Checking a million
 * rows by every rule takes several times as long. A test checks these two functions against the rules.
 */
function isPlain(
  cells: string[],
  { header }: Columns,
  { name, username }: InviteRequest,
  address: string,
  { areFine }: Texts,
): boolean {
  return (
    areFine &&
    username === undefined &&
    cells.length <= header.length &&
    isPlainAddress(address) &&
    (name === undefined || isPlainName(name))
  )
}

/** If all texts together are shorter than this, the record cannot get too large. */
const SHORT_TEXTS = 600

function checked(request: InviteRequest, now: Date): Problem[] {
  const { email, name, username, invited_by, note, locale, time_zone, redirect_to, context } = request
  const { ttl_sec = DEFAULT_TTL_SEC, accept_with } = request
  // Built again with every field named: a million of these are checked, and spreading is slow.
  const ours = { id: PLACEHOLDER, now, default_time_zone: 'UTC', created_user: true, client_id: PLACEHOLDER }
  const texts = {
    email,
    ttl_sec,
    name,
    username,
    invited_by,
    note,
    locale,
    time_zone,
    redirect_to,
    context,
    accept_with,
  }
  const asked = Object.assign(ours, texts)
  const problems = Array.from(problemsOf(asked))
  const length = (note?.length ?? 0) + (context?.length ?? 0) + (redirect_to?.length ?? 0)
  if (problems.length > 0 || length < SHORT_TEXTS) return problems
  const invitation = createInvitation(asked)
  return 'problems' in invitation ? invitation.problems : []
}

/** Has the length of an invitation's id. */
const PLACEHOLDER = `inv_${'0'.repeat(32)}`

/** The cells that say who is invited, together with the texts of the row. */
function requestOf(cells: string[], { fields }: Columns, texts: Texts): InviteRequest {
  let [email, first_name, last_name] = ['', '', '']
  let { name } = texts
  let username: string | undefined
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]
    if (field === undefined || !isAboutWhom(field)) continue
    const text = cells[index]?.trim() ?? ''
    if (text === '') continue
    if (field === 'email') email = text
    else if (field === 'name') name = text
    else if (field === 'username') username = text
    else if (field === 'first_name') first_name = text
    else last_name = text
  }
  if (first_name !== '' || last_name !== '') name ??= wholeName(first_name, last_name)
  const { invited_by, note, locale, time_zone, redirect_to, ttl_sec, roles, context, accept_with } = texts
  return {
    email,
    name,
    username,
    invited_by,
    note,
    locale,
    time_zone,
    redirect_to,
    ttl_sec,
    roles,
    context,
    accept_with,
  }
}

/** The other cells that are not empty. */
function textsIn(cells: string[], { fields }: Columns, defaults: Omit<InviteRequest, 'email'>): Omit<Texts, 'areFine'> {
  let { invited_by, note, locale, time_zone, redirect_to, ttl_sec, roles, accept_with } = defaults
  let context: Record<string, string> | undefined
  fields.forEach((field, index) => {
    const text = cells[index]?.trim() ?? ''
    if (field === undefined || text === '') return
    if (field === 'invited_by') invited_by = text
    else if (field === 'note') note = text
    else if (field === 'locale') locale = text
    else if (field === 'time_zone') time_zone = text
    else if (field === 'redirect_to') redirect_to = text
    else if (field === 'ttl') ttl_sec = readDuration(text)
    else if (field === 'roles') roles = rolesIn(text)
    else if (field === 'accept_with') accept_with = text
    else if (field.startsWith('context.')) (context ??= {})[field.slice('context.'.length)] = text
  })
  const ownContext = context === undefined ? defaults.context : JSON.stringify(context)
  return {
    name: defaults.name,
    invited_by,
    note,
    locale,
    time_zone,
    redirect_to,
    ttl_sec,
    roles,
    context: ownContext,
    accept_with,
  }
}

/** Names or ids separated by `;`, `,` or `|`, whichever does not also separate the file's cells. */
function rolesIn(text: string): string[] {
  return text.split(/[;,|]/).flatMap((role) => role.trim() || [])
}

/** The columns that a field of the request can come from. The first that the file has is named. */
const columnsFor: Partial<Record<Problem['field'], string[]>> = {
  ttl_sec: ['ttl'],
  name: ['name', 'first_name', 'last_name'],
}

function problemsIn(row: Row, { header, fields }: Columns, problems: Problem[]): CellProblem[] {
  const { line, cells } = row
  const surplus = cells.slice(header.length).filter((cell) => cell.trim() !== '')
  const failed = fields.flatMap((field, index) => (field !== undefined && isFormulaError(cells[index]) ? index : []))
  const formulas = failed.map((index): CellProblem => {
    const [column = '', value = ''] = [header[index], cells[index]]
    const reason = 'The formula in this cell failed. Correct it in your spreadsheet, or empty the cell.'
    return { line, column, value, code: 'formula_error', reason }
  })
  const others = problems.map(({ code, field, message }): CellProblem => {
    const wanted = columnsFor[field] ?? [field]
    const isMeant = (one: Field | undefined) =>
      one !== undefined && (wanted.includes(one) || (field === 'context' && one.startsWith('context.')))
    const index = fields.findIndex((one, at) => isMeant(one) && (cells[at] ?? '') !== '')
    const at = index === -1 ? fields.findIndex(isMeant) : index
    return { line, column: header[at] ?? `--${field}`, value: cells[at] ?? '', code, reason: message }
  })
  const found = [...formulas, ...others.filter(({ column }) => !formulas.some((formula) => formula.column === column))]
  if (surplus.length === 0) return found
  const reason = `The row has ${cells.length} cells, the header ${header.length}. A text with a comma may need quotation marks.`
  return [...found, { line, column: '', value: surplus.join(','), code: 'too_many_cells', reason }]
}
