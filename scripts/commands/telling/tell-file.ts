import { openTable, type Table } from '../../spreadsheet/table.ts'
import { fieldNamed, mappingOf, type Columns, type MappedColumn, type Said } from '../../spreadsheet/columns.ts'
import { headings, plainHeading } from '../../spreadsheet/headings.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { table } from '../../ground/text-for/terminal.ts'
import type { Output } from './output.ts'
import { text, texts, type Call, type Flag } from '../command.ts'

/** Flags of every command that reads a spreadsheet of people. */
export const sheetFlags = {
  sheet: {
    type: 'string',
    value: '<name>',
    help: 'the sheet to read from an .xlsx (default: the first that is not hidden)',
  },
  'with-hidden': { type: 'boolean', help: 'also read hidden rows and columns of an .xlsx' },
} as const satisfies Readonly<Record<string, Flag>>

/** Flag of the commands that read more than addresses. */
export const columnsFlag = {
  type: 'string',
  multiple: true,
  value: '<heading=field,…>',
  help: 'what to use columns as, if their headings do not say; nothing after = leaves one out',
} as const satisfies Flag

/** @throws InvitationsError `unreadable_file`, `usage` */
export async function openedTable(call: Call, source: string): Promise<Table> {
  return openTable(source, call.stdin, { sheet: text(call, 'sheet'), withHidden: call.flags['with-hidden'] === true })
}

/** The value of `--columns`: comma-separated pairs, or one pair per flag, so that a heading may contain a comma. */
export function saidColumns(call: Call): Said {
  const pairs = texts(call, 'columns').flatMap((text) => {
    const parts = text.split(',')
    return parts.every((part) => part.includes('=')) ? parts : [text]
  })
  return new Map(pairs.map(pairIn))
}

function pairIn(pair: string): [string, ReturnType<typeof fieldNamed>] {
  const at = pair.lastIndexOf('=')
  const [heading, name] = [pair.slice(0, Math.max(0, at)), pair.slice(at + 1).trim()]
  const field = fieldNamed(name)
  if (at > 0 && (name === '' || field !== undefined)) return [plainHeading(heading), field]
  throw new InvitationsError('usage', `--columns "${pair}" must be a heading, =, and a field.`, {
    hint: `For example: --columns "Mail privat=email,Remark=note". Fields: ${Object.keys(headings).join(', ')}, context.<name>`,
  })
}

/** Prints what each column of the file is for, before anything is sent. */
export function tellFile(columns: Columns, output: Output): void {
  const mapping = mappingOf(columns)
  output.record({ type: 'file', columns: mapping })
  output.say(table(['Column', 'Used as'], mapping.map(lineOf)))
}

function lineOf({ heading, field, reason }: MappedColumn): string[] {
  if (field !== null) return [heading, field]
  return [
    heading,
    reason === 'private_remark' ? 'not used: only a column “note” or “message” goes into the mail' : 'not used',
  ]
}

const UNCOMPUTED =
  'Some formulas have no saved value, and their cells are read as empty. Open the file in your spreadsheet program and save it.'

/** This many ranges of hidden rows are listed. */
const MOST_STRETCHES = 20

/** Says which sheet of a workbook is read, and what is left out. */
export function tellSheet({ sheet }: Table, { output, flags }: Call): void {
  if (sheet === undefined) return
  const { name, others, hiddenSheets, hiddenRows, hiddenColumns, hasUncomputed } = sheet
  const withHidden = flags['with-hidden'] === true
  output.record({
    ...{ type: 'sheet', sheet: name, other_sheets: others, hidden_sheets: hiddenSheets },
    ...{ hidden_rows: hiddenRows, hidden_columns: hiddenColumns, hidden_are_read: withHidden },
  })
  const quoted = (names: string[]) => names.map((one) => `“${one}”`).join(', ')
  const not = others.length === 0 ? '' : ` Not read: ${quoted(others)}; --sheet names another.`
  output.say(`Sheet “${name}”.${not}`)
  if (hiddenSheets.length > 0) output.say(`Hidden sheets, not read: ${quoted(hiddenSheets)}.`)
  const read = withHidden ? 'also read' : 'not read (--with-hidden reads them)'
  if (hiddenRows.length > 0) output.say(`Hidden rows, ${read}: ${stretches(hiddenRows)}.`)
  if (hasUncomputed) output.warn(UNCOMPUTED)
  if (hiddenColumns.length > 0) output.say(`Hidden columns, ${read}: ${hiddenColumns.join(', ')}.`)
}

/** Ranges like `4, 7–9`. */
function stretches(rows: number[]): string {
  const found: { from: number; to: number }[] = []
  for (const row of rows) {
    const last = found.at(-1)
    if (last?.to === row - 1) last.to = row
    else found.push({ from: row, to: row })
  }
  const told = found.slice(0, MOST_STRETCHES).map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`))
  return `${told.join(', ')}${found.length > MOST_STRETCHES ? ` and others, ${rows.length} in all` : ''}`
}
