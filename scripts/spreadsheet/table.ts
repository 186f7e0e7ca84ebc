import { InvitationsError } from '../ground/errors.ts'
import type { Sheet, SheetChoice } from './xlsx/index.ts'
import { excelFormat } from './excel-format.ts'
import { isArchive, isCompoundFile, refuseCompoundFile, refuseOtherArchive, refuseTextAsWorkbook } from './not-text.ts'
import { formatOf, rowBatchesOf, startOf, type CsvFormat, type Row } from './rows.ts'
import { bytesOf, textOf, unreadable } from './text.ts'

/** A spreadsheet that can be read repeatedly. CSV from a stream can be read only once. */
export interface Table {
  /** The format for a file next to it, so that the same program opens both. */
  format: CsvFormat
  /** The sheet of a workbook; undefined for CSV. */
  sheet: Omit<Sheet, 'rows'> | undefined
  /** Its rows from the first one on, in batches of what is available. @throws InvitationsError `unreadable_file` */
  batches: () => AsyncGenerator<Row[]>
}

/** The first bytes, which identify the kind of file. */
const SIGNATURE_BYTES = 8
/** More than a workbook with a million rows needs. */
const LARGEST_WORKBOOK_BYTES = 500_000_000
const ROWS_AT_ONCE = 1000

/**
 * Opens CSV or .xlsx, judged by the content, not by the name.
 * @param source path of the file, or `-` for a stream
 * @param name of the file in errors
 * @throws InvitationsError `unreadable_file`, also for other kinds of spreadsheets; `usage` if the sheet does not exist
 */
export async function openTable(
  source: string,
  stdin: () => AsyncIterable<Uint8Array>,
  choice: SheetChoice,
  name = source,
): Promise<Table> {
  const again = () => bytesOf(source, source === '-' ? stdin() : [])
  const bytes = again()
  const start = await beginningOf(bytes)
  if (isCompoundFile(start)) throw refuseCompoundFile(await wholeOf(start, bytes, name), name)
  if (isArchive(start)) return workbook(await wholeOf(start, bytes, name), name, choice)
  if (start.length > 0 && /\.xlsx$/i.test(name)) throw refuseTextAsWorkbook(start, name)
  if (choice.sheet !== undefined)
    throw new InvitationsError('usage', `${name} has no sheets: it is not an .xlsx file.`, {
      hint: 'Leave --sheet out.',
    })
  if (source === '-') return once(textOf('-', goingOn(start, bytes)))
  await bytes.return(undefined)
  const texts = textOf(source, [], name)
  const format = formatOf(await startOf(texts))
  await texts.return(undefined)
  return { format, sheet: undefined, batches: () => rowBatchesOf(textOf(source, [], name)) }
}

async function workbook(bytes: Buffer, source: string, choice: SheetChoice): Promise<Table> {
  const other = refuseOtherArchive(bytes, source)
  if (other !== undefined) throw other
  const { readSheet } = await import('./xlsx/index.ts')
  const { rows, ...sheet } = await readSheet(bytes, source, choice)
  return { format: excelFormat(), sheet, batches: () => inBatches(rows) }
}

async function* inBatches(rows: Row[]): AsyncGenerator<Row[]> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) yield await Promise.resolve(rows.slice(at, at + ROWS_AT_ONCE))
}

async function once(texts: AsyncGenerator<string>): Promise<Table> {
  const start = await startOf(texts)
  return { format: formatOf(start), sheet: undefined, batches: () => rowBatchesOf(goingOn(start, texts)) }
}

async function beginningOf(bytes: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let start = Buffer.alloc(0)
  while (start.length < SIGNATURE_BYTES) {
    const next = await bytes.next()
    if (next.done) break
    start = Buffer.concat([start, next.value])
  }
  return start
}

async function wholeOf(start: Uint8Array, rest: AsyncGenerator<Uint8Array>, source: string): Promise<Buffer> {
  const pieces = [start]
  let size = start.length
  for await (const piece of rest) {
    size += piece.length
    if (size > LARGEST_WORKBOOK_BYTES)
      throw unreadable(
        `${source} is larger than ${LARGEST_WORKBOOK_BYTES / 1_000_000} MB.`,
        'Save the sheet as CSV (UTF-8), and give that file.',
      )
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

async function* goingOn<Piece>(start: Piece, rest: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  yield start
  yield* rest
}
