import { BYTE_ORDER_MARK, csvLineWithBreaks } from '../../ground/text-for/csv.ts'
import type { CsvFormat } from '../../spreadsheet/rows.ts'
import type { Invitee, InviteeFile } from './invitees.ts'
import type { Disk } from '../../ground/disk/disk.ts'
import type { InvitationResult } from '../outcome.ts'

const added = ['outcome', 'reason', 'user_id', 'invitation_id', 'expires_at'] as const

/** The rows that any file of people has. */
interface ResultRows {
  columns: Pick<InviteeFile['columns'], 'header'>
  invitees:
    | AsyncIterable<Pick<Invitee, 'line' | 'cells' | 'problems' | 'duplicateOf'>>
    | Iterable<Pick<Invitee, 'line' | 'cells' | 'problems' | 'duplicateOf'>>
}

/** Where the result file goes by default. @param middle like `.result` */
export function resultBeside(source: string, middle: string): string {
  const [, extension = 'csv'] = /\.(tsv|txt)$/i.exec(source) ?? []
  return `${source.replace(/\.(csv|tsv|txt|xlsx)$/i, '')}${middle}.${extension}`
}

/**
 * Writes the rows of the file again, each with its outcome. Writes the whole file or nothing.
 * @param format of the original file, so that the same program opens the result
 * @param resultOf the outcome of the row in this line
 */
export async function writeResult(
  disk: Disk,
  path: string,
  { columns, invitees }: ResultRows,
  { delimiter, hasByteOrderMark, hasDelimiterLine }: CsvFormat,
  resultOf: (
    line: number,
  ) => Pick<InvitationResult, 'outcome' | 'reason' | 'user_id' | 'invitation_id' | 'expires_at'> | undefined,
): Promise<void> {
  const csv = (cells: readonly (string | null)[]) => csvLineWithBreaks(cells, delimiter)
  async function* lines() {
    yield `${hasByteOrderMark ? BYTE_ORDER_MARK : ''}${hasDelimiterLine ? `sep=${delimiter}\r\n` : ''}`
    yield csv([...columns.header, ...added])
    for await (const { line, cells, problems, duplicateOf } of invitees) {
      const own = columns.header.map((_, index) => cells[index] ?? '')
      const result = resultOf(line)
      if (problems.length > 0) yield csv([...own, 'failed', problems[0]?.code ?? '', '', '', ''])
      else if (duplicateOf !== undefined) yield csv([...own, 'skipped', `duplicate of row ${duplicateOf}`, '', '', ''])
      else if (result === undefined) yield csv([...own, '', 'not reached', '', '', ''])
      else yield csv([...own, ...added.map((field) => result[field])])
    }
  }
  await disk.replaceWith(path, lines())
}
