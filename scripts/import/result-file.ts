import { csvLine } from '../csv/cell.ts'
import type { InviteeFile } from '../csv/invitees.ts'
import type { Disk } from '../disk/disk.ts'
import type { InvitationResult } from '../library/outcome.ts'

const added = ['outcome', 'reason', 'user_id', 'invitation_id', 'expires_at'] as const

/**
 * Writes the rows of the file again, each with its outcome; the file is there whole or not at all.
 * @param resultOf what became of the row in this line
 */
export async function writeResult(
  disk: Disk,
  path: string,
  { columns, invitees }: InviteeFile,
  resultOf: (
    line: number,
  ) => Pick<InvitationResult, 'outcome' | 'reason' | 'user_id' | 'invitation_id' | 'expires_at'> | undefined,
): Promise<void> {
  async function* lines() {
    yield csvLine([...columns.header, ...added])
    for await (const { line, cells, problems, duplicateOf } of invitees) {
      const own = columns.header.map((_, index) => cells[index] ?? '')
      const result = resultOf(line)
      if (problems.length > 0) yield csvLine([...own, 'failed', problems[0]?.code ?? '', '', '', ''])
      else if (duplicateOf !== undefined)
        yield csvLine([...own, 'skipped', `duplicate of line ${duplicateOf}`, '', '', ''])
      else if (result === undefined) yield csvLine([...own, '', 'not reached', '', '', ''])
      else yield csvLine([...own, ...added.map((field) => result[field])])
    }
  }
  await disk.replaceWith(path, lines())
}
