import type { InvitationRow } from '../../invitations/index.ts'
import type { CsvFormat } from '../../spreadsheet/rows.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../ground/text-for/csv.ts'
import { jsonLine } from '../../ground/text-for/json.ts'
import { fits, folded, foldedRow, oneLine, tableLine, widthsOf } from '../../ground/text-for/terminal.ts'

/** `json` is a single array, `ndjson` one object per line. */
export type Format = 'table' | 'json' | 'ndjson' | 'csv'
type Field = keyof InvitationRow

/** Rows that are written together. A call for each would take longer than all the rest. */
const AT_ONCE = 500
/** The widths of a table's columns come from this many rows. A longer cell further down moves the rest of its line. */
const DECIDING_ROWS = 1000

/**
 * Invitations as text, in pieces of many lines. It keeps only the rows in memory that a table needs for its columns.
 * @param fields the columns of a table or a CSV; JSON has all
 * @param written the CSV format, by default with commas, and the most characters in a table's line, by default
 * unlimited
 */
export async function* linesOf(
  rows: AsyncIterable<InvitationRow>,
  format: Format,
  fields: readonly Field[],
  { delimiter, hasByteOrderMark, width = Infinity }: Partial<Written> = plain,
): AsyncGenerator<string> {
  if (format === 'json') {
    let isFirst = true
    yield '['
    yield* pieces(rows, AT_ONCE, (some) => {
      const lines = some.map((row) => `\n${jsonLine(row)}`).join(',')
      const text = isFirst ? lines : `,${lines}`
      isFirst = false
      return text
    })
    yield '\n]\n'
  } else if (format === 'ndjson')
    yield* pieces(rows, AT_ONCE, (some) => some.map((row) => `${jsonLine(row)}\n`).join(''))
  else if (format === 'csv') {
    const line = (row: InvitationRow) =>
      csvLine(
        fields.map((field) => cell(row[field])),
        delimiter,
      )
    yield `${hasByteOrderMark ? BYTE_ORDER_MARK : ''}${csvLine(fields, delimiter)}`
    yield* pieces(rows, AT_ONCE, (some) => some.map(line).join(''))
  } else yield* tableOf(rows, fields, width)
}

/** What a narrow terminal has no room for is left out of a table in this order. */
const leastNeeded: readonly Field[] = ['sends', 'accepted_at', 'invited_at', 'invited_by']

interface Layout {
  fields: readonly Field[]
  /** Days instead of instants. */
  isInDays?: boolean
  widths: number[]
}

/** As wide as the terminal: with days instead of instants, then with fewer columns, and at last several lines a row. */
async function* tableOf(
  rows: AsyncIterable<InvitationRow>,
  fields: readonly Field[],
  width: number,
): AsyncGenerator<string> {
  let layout: Layout | undefined
  let isFirst = true
  for await (const some of chunks(rows, DECIDING_ROWS)) {
    if (isFirst) layout = layoutFor(some, fields, width)
    if (layout === undefined) {
      yield textOf(cellsOf(some, { fields, isInDays: true }).flatMap((line) => foldedRow(fields, line, width)))
    } else {
      const { widths } = layout
      const head = isFirst ? [layout.fields] : []
      yield textOf([...head, ...cellsOf(some, layout)].map((line) => tableLine(line, widths)))
    }
    isFirst = false
  }
  const leftOut = fields.filter((field) => layout?.fields.includes(field) === false)
  if (leftOut.length > 0) {
    yield textOf(folded(`No room for: ${leftOut.join(', ')}. --format csv has every column.`, width))
  }
}

/** The widest that fits; undefined: none does. */
function layoutFor(rows: readonly InvitationRow[], fields: readonly Field[], width: number): Layout | undefined {
  const narrower = leastNeeded.map((_, index) =>
    fields.filter((field) => !leastNeeded.slice(0, index + 1).includes(field)),
  )
  const ways = [{ fields }, ...[fields, ...narrower].map((some) => ({ fields: some, isInDays: true }))]
  for (const way of ways) {
    const widths = widthsOf([way.fields, ...cellsOf(rows, way)])
    if (fits(widths, width)) return { ...way, widths }
  }
  return undefined
}

function cellsOf(
  rows: readonly InvitationRow[],
  { fields, isInDays = false }: Pick<Layout, 'fields' | 'isInDays'>,
): string[][] {
  const shown = (row: InvitationRow, field: Field) => {
    const text = oneLine(String(cell(row[field]) ?? '-'))
    return isInDays && field.endsWith('_at') ? text.replace(/T.*Z$/, '') : text
  }
  return rows.map((row) => fields.map((field) => shown(row, field)))
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

interface Written extends Pick<CsvFormat, 'delimiter' | 'hasByteOrderMark'> {
  width: number | undefined
}

const plain = { delimiter: ',', hasByteOrderMark: false }

async function* pieces<Item>(
  items: AsyncIterable<Item>,
  size: number,
  textOf: (some: Item[]) => string,
): AsyncGenerator<string> {
  for await (const some of chunks(items, size)) yield textOf(some)
}

async function* chunks<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let some: Item[] = []
  for await (const item of items) {
    some.push(item)
    if (some.length === size) {
      yield some
      some = []
    }
  }
  if (some.length > 0) yield some
}

/** The content of a cell. The app's own JSON stays JSON. */
function cell(value: InvitationRow[Field]): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  return JSON.stringify(value) ?? null
}

/** Passes rows through and counts them. */
export class Counted {
  count = 0

  async *through<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    for await (const item of items) {
      this.count += 1
      yield item
    }
  }

  get text(): string {
    return this.count === 1 ? '1 invitation' : `${this.count} invitations`
  }
}
