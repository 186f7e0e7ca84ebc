import { inspect } from 'node:util'
import { InvitationsError } from '../../ground/errors.ts'
import { countRows, type RowCounts } from '../../invitations/importing/import-people.ts'
import type { CellProblem, InviteeFile } from '../../invitations/importing/invitees.ts'
import type { Call } from '../command.ts'
import { tellFile } from '../telling/tell-file.ts'

/** Problems are listed for this many rows; the rest are only counted. */
const MOST_ROWS_TOLD = 100
/** This many duplicates are listed; the rest are only counted. */
const MOST_DUPLICATES_TOLD = 20

/** Says what each column is for, and what is wrong in which row. */
export async function checkFile({ columns, batches }: InviteeFile, { output, flags }: Call): Promise<RowCounts> {
  if (!flags['resume-status']) tellFile(columns, output)
  const rowsByKind = new Map<string, number>()
  const counts = await countRows(batches, ({ line, request, problems, duplicateOf }, { duplicates, invalid }) => {
    for (const problem of problems) {
      output.record({ type: 'problem', ...problem })
      if (invalid <= MOST_ROWS_TOLD) output.say(problemTold(problem, rowsByKind))
    }
    if (problems.length > 0) return
    output.record({ type: 'duplicate', line, duplicate_of: duplicateOf, email: request.email })
    if (duplicates > MOST_DUPLICATES_TOLD) return
    output.say(`Row ${line} has the address of row ${duplicateOf}, ${request.email}: only row ${duplicateOf} is used.`)
  })
  if (flags['resume-status']) return counts
  const { rows, valid, duplicates, invalid } = counts
  if (duplicates > MOST_DUPLICATES_TOLD) output.say(`… and ${duplicates - MOST_DUPLICATES_TOLD} more duplicates.`)
  if (invalid > MOST_ROWS_TOLD) output.say(`… and ${invalid - MOST_ROWS_TOLD} more rows with problems.`)
  output.say(`${counted(rows, 'row')}: ${valid} to invite, ${counted(duplicates, 'duplicate')}, ${invalid} invalid.`)
  return counts
}

/** @param rowsByKind where each kind of problem was told in full */
function problemTold({ line, column, value, reason }: CellProblem, rowsByKind: Map<string, number>): string {
  const kind = `${column} ${value === '' ? reason : reason.replaceAll(value, '')}`
  const earlier = rowsByKind.get(kind)
  if (earlier === undefined) rowsByKind.set(kind, line)
  const where = `Row ${line}${column === '' ? '' : `, ${column}`}${value === '' ? '' : ` ${inspect(value.slice(0, 80))}`}`
  return `${where}: ${earlier === undefined || earlier === line ? reason : `the same as in row ${earlier}.`}`
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

export function invalidRows(count: number, source: string): InvitationsError {
  return new InvitationsError(
    'invalid_rows',
    `${counted(count, 'row')} of ${source} cannot be invited, so nobody was invited.`,
    {
      hint: 'Correct the rows above, or add --skip-invalid to invite the others.',
    },
  )
}
