import { pipeline, Readable } from 'node:stream'
import { CsvError, parse, type Parser } from 'csv-parse'
import { unreadable } from './text.ts'

/** A row of a spreadsheet. */
export interface Row {
  /** Its number in a spreadsheet program, from 1. A cell with several lines counts as one row. */
  line: number
  cells: string[]
}

/** No invitation takes as much. A longer record has lost a quotation mark. */
const LONGEST_RECORD_BYTES = 65_536
const MOST_COLUMNS = 100

/** The format of a CSV file. */
export interface CsvFormat {
  delimiter: string
  /** Whether it starts with a byte order mark, which tells Excel that it is UTF-8. */
  hasByteOrderMark: boolean
  /** Whether its first line tells Excel the delimiter: `sep=;`. */
  hasDelimiterLine: boolean
}

/**
 * The records of a CSV text, the header first: RFC 4180 with `,`, `;` or tab (whichever is most frequent in the first
 * line), or with the delimiter in a preceding line `sep=;`. Skips rows without any text. Returns them in batches as
 * they were read, because one by one would take much longer for a million.
 * @throws InvitationsError `unreadable_file` with the line
 */
export async function* rowBatchesOf(texts: AsyncGenerator<string>): AsyncGenerator<Row[]> {
  const start = await startOf(texts)
  const { delimiter, hasDelimiterLine } = formatOf(start)
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD_BYTES,
  })
  pipeline(Readable.from(withFirst(start.replace(delimiterLine, ''), texts)), parser, () => undefined) // see the loop
  let next = 1
  try {
    for await (const records of recordsOf(parser)) {
      const rows: Row[] = []
      for (const cells of records) {
        const line = next
        next += 1
        if (cells.length > MOST_COLUMNS) throw tooWide(line, cells.length)
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells })
      }
      if (rows.length > 0) yield rows
    }
  } catch (failure) {
    throw failure instanceof CsvError ? brokenCsv(failure, hasDelimiterLine ? 1 : 0) : failure
  } finally {
    parser.destroy()
  }
}

/** The same, one by one. */
export async function* rowsOf(texts: AsyncGenerator<string>): AsyncGenerator<Row> {
  yield* oneByOne(rowBatchesOf(texts))
}

export async function* oneByOne<Thing>(batches: AsyncIterable<Thing[]>): AsyncGenerator<Thing> {
  for await (const batch of batches) yield* batch
}

/** What the parser has ready, until it ends. */
async function* recordsOf(parser: Parser): AsyncGenerator<string[][]> {
  let wake = () => undefined as void
  for (const event of ['readable', 'end', 'error', 'close']) parser.on(event, () => wake())
  for (;;) {
    const records: string[][] = []
    for (let record = parser.read() as string[] | null; record !== null; record = parser.read() as string[] | null)
      records.push(record)
    if (records.length > 0) yield records
    else if (parser.errored) throw parser.errored
    else if (parser.readableEnded || parser.destroyed) return
    else await new Promise<void>((resolve) => (wake = resolve))
  }
}

async function* withFirst(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield start
  yield* rest
}

/** A line that Excel reads before the header and never shows. */
const delimiterLine = /^\uFEFF?sep=([^"\r\n])(?:\r?\n|$)/i
/** In a readable file, the first line ends within this many characters. */
const LONGEST_START = LONGEST_RECORD_BYTES

/** Enough of the text to detect its format. */
export async function startOf(texts: AsyncGenerator<string>): Promise<string> {
  let start = ''
  while (start.length < LONGEST_START && !/\n[^\n]*\n/.test(start)) {
    const next = await texts.next()
    if (next.done) break
    start += next.value
  }
  return start
}

/** Detects the format of the text. @param start its first lines */
export function formatOf(start: string): CsvFormat {
  const [, said] = delimiterLine.exec(start) ?? []
  return {
    delimiter: said ?? delimiterOf(start),
    hasByteOrderMark: start.startsWith('\uFEFF'),
    hasDelimiterLine: said !== undefined,
  }
}

/** The delimiter of the first line; a comma if there is none. */
export function delimiterOf(start: string): ',' | ';' | '\t' {
  const line = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(start)?.[0] ?? '').replace(/"(?:[^"]|"")*"/g, '')
  const count = (delimiter: string) => line.split(delimiter).length
  const delimiters = [',', ';', '\t'] as const
  return delimiters.reduce((most, delimiter) => (count(delimiter) > count(most) ? delimiter : most))
}

function tooWide(line: number, columns: number) {
  return unreadable(
    `Row ${line} has ${columns} columns; at most ${MOST_COLUMNS} are read.`,
    'Keep those that invitations need: email, name, note, locale, roles, ttl, redirect_to, context.<name>',
  )
}

/** @param before how many lines the parser did not get */
function brokenCsv(failure: CsvError, before: number) {
  const line = Number(failure['lines']) + before // the parser's position, not that of the rows that were taken
  const sentences: Partial<Record<CsvError['code'], string>> = {
    CSV_QUOTE_NOT_CLOSED: `A quotation mark is never closed; the file ends with line ${line}.`,
    CSV_INVALID_CLOSING_QUOTE: `Line ${line} has text after a closing quotation mark.`,
    INVALID_OPENING_QUOTE: `Line ${line} has a quotation mark inside a cell that does not begin with one.`,
    CSV_MAX_RECORD_SIZE: `The record that ends in line ${line} is longer than ${LONGEST_RECORD_BYTES} bytes; a quotation mark may not be closed.`,
  }
  const message = sentences[failure.code] ?? `Line ${line} is not CSV: ${failure.message}`
  const hint = 'A cell with quotation marks is written "like ""this"""; every quotation mark needs a closing one.'
  return unreadable(message, hint, failure)
}
