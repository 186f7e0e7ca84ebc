import type { InvitationRow } from '../../invitations/index.ts'
import type { CsvFormat } from '../../spreadsheet/rows.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../ground/text-for/csv.ts'
import { jsonLine } from '../../ground/text-for/json.ts'
import { fits, foldedRow, oneLine, tableLine, widthsOf } from '../../ground/text-for/terminal.ts'

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
  } else {
    let widths: number[] | undefined
    yield* pieces(rows, DECIDING_ROWS, (some) => {
      const cells = some.map((row) => fields.map((field) => oneLine(String(cell(row[field]) ?? '-'))))
      const head = widths ? [] : [fields]
      widths ??= widthsOf([...head, ...cells])
      if (!fits(widths, width))
        return cells
          .flatMap((line) => foldedRow(fields, line, width))
          .map((line) => `${line}\n`)
          .join('')
      return [...head, ...cells].map((line) => `${tableLine(line, widths ?? [])}\n`).join('')
    })
  }
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
  let some: Item[] = []
  for await (const item of items) {
    some.push(item)
    if (some.length === size) {
      yield textOf(some)
      some = []
    }
  }
  if (some.length > 0) yield textOf(some)
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
