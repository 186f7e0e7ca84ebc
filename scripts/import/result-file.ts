import { csvLineWithBreaks } from '../text-for/csv.ts'
import type { Invitee, InviteeFile } from '../csv/invitees.ts'
import type { Disk } from '../disk/disk.ts'
import type { InvitationResult } from '../library/outcome.ts'

const added = ['outcome', 'reason', 'user_id', 'invitation_id', 'expires_at'] as const

/** Rows as any file of people has them. */
interface ResultRows {
  columns: Pick<InviteeFile['columns'], 'header'>
  invitees:
    | AsyncIterable<Pick<Invitee, 'line' | 'cells' | 'problems' | 'duplicateOf'>>
    | Iterable<Pick<Invitee, 'line' | 'cells' | 'problems' | 'duplicateOf'>>
}

/**
 * Writes the rows of the file again, each with its outcome; the file is there whole or not at all.
 * @param resultOf what became of the row in this line
 */
export async function writeResult(
  disk: Disk,
  path: string,
  { columns, invitees }: ResultRows,
  resultOf: (
    line: number,
  ) => Pick<InvitationResult, 'outcome' | 'reason' | 'user_id' | 'invitation_id' | 'expires_at'> | undefined,
): Promise<void> {
  async function* lines() {
    yield csvLineWithBreaks([...columns.header, ...added])
    for await (const { line, cells, problems, duplicateOf } of invitees) {
      const own = columns.header.map((_, index) => cells[index] ?? '')
      const result = resultOf(line)
      if (problems.length > 0) yield csvLineWithBreaks([...own, 'failed', problems[0]?.code ?? '', '', '', ''])
      else if (duplicateOf !== undefined)
        yield csvLineWithBreaks([...own, 'skipped', `duplicate of line ${duplicateOf}`, '', '', ''])
      else if (result === undefined) yield csvLineWithBreaks([...own, '', 'not reached', '', '', ''])
      else yield csvLineWithBreaks([...own, ...added.map((field) => result[field])])
    }
  }
  await disk.replaceWith(path, lines())
}
