import { inspect } from 'node:util'
import type { CellProblem, Invitee, InviteeFile } from '../../invitations/importing/invitees.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Call } from '../command.ts'
import { tellFile } from '../telling/tell-file.ts'

/** Problems of more rows than this are counted only. */
const MOST_ROWS_TOLD = 100
/** So are more duplicates than this. */
const MOST_DUPLICATES_TOLD = 20

/** Rows of a file. */
export interface Counts {
  rows: number
  valid: number
  duplicates: number
  invalid: number
}

/** Says what each column is for, and reads the whole file once: nothing is sent before all of it is known. */
export async function checkFile({ columns, batches }: InviteeFile, { output, flags }: Call): Promise<Counts> {
  const counts = { rows: 0, valid: 0, duplicates: 0, invalid: 0 }
  if (!flags['resume-status']) tellFile(columns, output)
  const count = ({ line, request, problems, duplicateOf }: Invitee) => {
    counts.rows += 1
    if (problems.length > 0) counts.invalid += 1
    else if (duplicateOf !== undefined) {
      counts.duplicates += 1
      output.record({ type: 'duplicate', line, duplicate_of: duplicateOf, email: request.email })
      if (counts.duplicates <= MOST_DUPLICATES_TOLD)
        output.say(
          `Row ${line} has the address of row ${duplicateOf}, ${request.email}: only row ${duplicateOf} is used.`,
        )
    } else counts.valid += 1
    for (const problem of problems) output.record({ type: 'problem', ...problem })
    if (counts.invalid <= MOST_ROWS_TOLD) for (const problem of problems) output.say(problemTold(problem))
  }
  for await (const invitees of batches) invitees.forEach(count)
  if (flags['resume-status']) return counts
  if (counts.duplicates > MOST_DUPLICATES_TOLD)
    output.say(`… and ${counts.duplicates - MOST_DUPLICATES_TOLD} more duplicates.`)
  if (counts.invalid > MOST_ROWS_TOLD) output.say(`… and ${counts.invalid - MOST_ROWS_TOLD} more rows with problems.`)
  output.say(
    `${counted(counts.rows, 'row')}: ${counts.valid} to invite, ${counted(counts.duplicates, 'duplicate')}, ${counts.invalid} invalid.`,
  )
  return counts
}

function problemTold({ line, column, value, reason }: CellProblem): string {
  return `Row ${line}${column === '' ? '' : `, ${column}`}${value === '' ? '' : ` ${inspect(value.slice(0, 80))}`}: ${reason}`
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

export function invalidRows(count: number, source: string): InvitationsError {
  return new InvitationsError('invalid_rows', `${counted(count, 'row')} of ${source} cannot be invited; nobody was.`, {
    hint: 'Correct the rows above, or invite the others with --skip-invalid.',
  })
}
