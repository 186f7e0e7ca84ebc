import { mappingOf, type Columns, type MappedColumn } from '../csv/columns.ts'
import { table } from '../text-for/terminal.ts'
import type { Output } from '../output.ts'

/** What each column of the file is for, before anything is sent. */
export function tellFile(columns: Columns, output: Output): void {
  const mapping = mappingOf(columns)
  output.record({ type: 'file', columns: mapping })
  output.say(table(['Column', 'Used as'], mapping.map(lineOf)))
}

function lineOf({ heading, field, reason }: MappedColumn): string[] {
  if (field !== null) return [heading, field]
  return [heading, reason === 'private_remark' ? 'not used: only a column “note” or “message” is mailed' : 'not used']
}
