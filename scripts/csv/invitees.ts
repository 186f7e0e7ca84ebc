import { foldAddress } from '../../actions/invitation/address.ts'
import { createInvitation } from '../../actions/invitation/create.ts'
import { problemsOf, type Problem } from '../../actions/invitation/request.ts'
import { readDuration } from '../duration.ts'
import { DEFAULT_TTL_SEC, type InviteRequest } from '../library/invite-request.ts'
import { Addresses } from './addresses.ts'
import { columnsOf, type Columns, type Field } from './columns.ts'
import type { Row } from './rows.ts'
import { unreadable } from './text.ts'

/** What is wrong with a cell. */
export interface CellProblem {
  line: number
  /** Title of the column, as the file has it. */
  column: string
  value: string
  code: Problem['code'] | 'too_many_cells'
  reason: string
}

/** One row of the file, with the invitation it asks for. */
export interface Invitee extends Row {
  request: InviteRequest
  /** Empty when it can be sent. */
  problems: CellProblem[]
  /** The line that has the address already; such a row is not sent again. */
  duplicateOf: number | undefined
}

/** A file that is being read. */
export interface InviteeFile {
  columns: Columns
  /** Everybody in it, in its order, checked. */
  invitees: AsyncGenerator<Invitee>
}

/**
 * Reads the header; the rest is read as it is asked for. No call is made.
 * @param defaults what the columns leave open, from the command line
 * @param now instant at which the requests are checked
 * @throws InvitationsError `unreadable_file`, here or while the invitees are read
 */
export async function readInvitees(
  rows: AsyncGenerator<Row>,
  defaults: Omit<InviteRequest, 'email'>,
  now: Date,
): Promise<InviteeFile> {
  const first = await rows.next()
  if (first.done) throw unreadable('The file has no line with text.', 'Put a header in its first line: email,name,note')
  const columns = columnsOf(first.value.cells)
  return { columns, invitees: inviteesOf(columns.isHeadless ? first.value : undefined, rows, columns, defaults, now) }
}

async function* inviteesOf(
  first: Row | undefined,
  rows: AsyncGenerator<Row>,
  columns: Columns,
  defaults: Omit<InviteRequest, 'email'>,
  now: Date,
): AsyncGenerator<Invitee> {
  const addresses = new Addresses()
  const read = (row: Row): Invitee => {
    const request = requestOf(row, columns, defaults)
    const problems = problemsIn(row, columns, checked(request, now))
    const duplicateOf = problems.length > 0 ? undefined : addresses.note(foldAddress(request.email), row.line)
    return { line: row.line, cells: row.cells, request, problems, duplicateOf }
  }
  if (first !== undefined) yield read(first)
  for await (const row of rows) yield read(row)
}

/** Texts shorter than this together cannot make the record too large. */
const SHORT_TEXTS = 600

function checked(request: InviteRequest, now: Date): Problem[] {
  const { email, name, invited_by, note, locale, time_zone, redirect_to, context, ttl_sec = DEFAULT_TTL_SEC } = request
  // Built anew with every field in its place: a million of these are checked, and spreading is slow.
  const ours = { id: PLACEHOLDER, now, default_time_zone: 'UTC', created_user: true, client_id: PLACEHOLDER }
  const texts = { email, ttl_sec, name, invited_by, note, locale, time_zone, redirect_to, context }
  const asked = Object.assign(ours, texts)
  const problems = Array.from(problemsOf(asked))
  const length = (note?.length ?? 0) + (context?.length ?? 0) + (redirect_to?.length ?? 0)
  if (problems.length > 0 || length < SHORT_TEXTS) return problems
  const invitation = createInvitation(asked)
  return 'problems' in invitation ? invitation.problems : []
}

/** As long as an invitation's id. */
const PLACEHOLDER = `inv_${'0'.repeat(32)}`

/** The cells that have text, as a request. */
function requestOf({ cells }: Row, { fields }: Columns, defaults: Omit<InviteRequest, 'email'>): InviteRequest {
  let [email, first_name, last_name] = ['', '', '']
  let { name, invited_by, note, locale, time_zone, redirect_to, ttl_sec, roles } = defaults
  let context: Record<string, string> | undefined
  fields.forEach((field, index) => {
    const text = cells[index]?.trim() ?? ''
    if (field === undefined || text === '') return
    if (field === 'email') email = text
    else if (field === 'name') name = text
    else if (field === 'first_name') first_name = text
    else if (field === 'last_name') last_name = text
    else if (field === 'invited_by') invited_by = text
    else if (field === 'note') note = text
    else if (field === 'locale') locale = text
    else if (field === 'time_zone') time_zone = text
    else if (field === 'redirect_to') redirect_to = text
    else if (field === 'ttl') ttl_sec = readDuration(text)
    else if (field === 'roles') roles = rolesIn(text)
    else if (field.startsWith('context.')) (context ??= {})[field.slice('context.'.length)] = text
  })
  if (first_name !== '' || last_name !== '') name ??= `${first_name} ${last_name}`.trim()
  const ownContext = context === undefined ? defaults.context : JSON.stringify(context)
  return { email, name, invited_by, note, locale, time_zone, redirect_to, ttl_sec, roles, context: ownContext }
}

/** Names or ids with a `;`, `,` or `|` between them, whichever the file does not separate its cells with. */
function rolesIn(text: string): string[] {
  return text.split(/[;,|]/).flatMap((role) => role.trim() || [])
}

/** Which columns a field of the request comes from; the first that the file has is named. */
const columnsFor: Partial<Record<Problem['field'], string[]>> = {
  ttl_sec: ['ttl'],
  name: ['name', 'first_name', 'last_name'],
}

function problemsIn(row: Row, { header, fields }: Columns, problems: Problem[]): CellProblem[] {
  const { line, cells } = row
  const surplus = cells.slice(header.length).filter((cell) => cell.trim() !== '')
  const found = problems.map(({ code, field, message }): CellProblem => {
    const wanted = columnsFor[field] ?? [field]
    const isMeant = (one: Field | undefined) =>
      one !== undefined && (wanted.includes(one) || (field === 'context' && one.startsWith('context.')))
    const index = fields.findIndex((one, at) => isMeant(one) && (cells[at] ?? '') !== '')
    const at = index === -1 ? fields.findIndex(isMeant) : index
    return { line, column: header[at] ?? `--${field}`, value: cells[at] ?? '', code, reason: message }
  })
  if (surplus.length === 0) return found
  const reason = `The row has ${cells.length} cells, the header ${header.length}: a comma in a text may lack its quotation marks.`
  return [...found, { line, column: '', value: surplus.join(','), code: 'too_many_cells', reason }]
}
