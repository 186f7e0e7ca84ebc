import { formatOf, rowBatchesOf, startOf, type CsvFormat, type Row } from './rows.ts'
import { textOf } from './text.ts'

/** A spreadsheet that can be read, as often as it takes. */
export interface Table {
  /** How a file beside it is written, so that the program that made the one opens the other. */
  format: CsvFormat
  /** Its rows from the first one on, as many at a time as are at hand. @throws InvitationsError `unreadable_file` */
  batches: () => AsyncGenerator<Row[]>
}

/**
 * @param source path of the file, or `-` with a stream, whose rows can be read once
 * @throws InvitationsError `unreadable_file`
 */
export async function openTable(source: string, stdin: () => AsyncIterable<Uint8Array>): Promise<Table> {
  if (source === '-') {
    const texts = textOf(source, stdin())
    const start = await startOf(texts)
    return { format: formatOf(start), batches: () => rowBatchesOf(goingOn(start, texts)) }
  }
  const texts = textOf(source, stdin())
  const format = formatOf(await startOf(texts))
  await texts.return(undefined)
  return { format, batches: () => rowBatchesOf(textOf(source, stdin())) }
}

async function* goingOn(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start
  yield* rest
}
