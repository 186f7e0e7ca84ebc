import { inspect } from 'node:util'
import type { CellProblem, Invitee, InviteeFile } from '../csv/invitees.ts'
import { InvitationsError } from '../errors.ts'
import type { Call } from './command.ts'

/** Problems of more rows than this are counted only. */
const MOST_ROWS_TOLD = 100

/** Rows of a file. */
export interface Counts {
  rows: number
  valid: number
  duplicates: number
  invalid: number
}

/** Reads the whole file once: nothing is sent before all of it is known. */
export async function checkFile({ columns, batches }: InviteeFile, { output, flags }: Call): Promise<Counts> {
  const counts = { rows: 0, valid: 0, duplicates: 0, invalid: 0 }
  const count = ({ problems, duplicateOf }: Invitee) => {
    counts.rows += 1
    if (problems.length > 0) counts.invalid += 1
    else if (duplicateOf !== undefined) counts.duplicates += 1
    else counts.valid += 1
    for (const problem of problems) output.record({ type: 'problem', ...problem })
    if (counts.invalid <= MOST_ROWS_TOLD) for (const problem of problems) output.say(problemTold(problem))
  }
  for await (const invitees of batches) invitees.forEach(count)
  const ignored = columns.header.filter((title, index) => columns.fields[index] === undefined && title !== '')
  if (flags['resume-status']) return counts
  if (ignored.length > 0) output.say(`Not used: ${ignored.map((title) => inspect(title)).join(', ')}.`)
  if (counts.invalid > MOST_ROWS_TOLD) output.say(`… and ${counts.invalid - MOST_ROWS_TOLD} more rows with problems.`)
  output.say(
    `${counted(counts.rows, 'row')}: ${counts.valid} to invite, ${counted(counts.duplicates, 'duplicate')}, ${counts.invalid} invalid.`,
  )
  return counts
}

function problemTold({ line, column, value, reason }: CellProblem): string {
  return `Line ${line}${column === '' ? '' : `, ${column}`}${value === '' ? '' : ` ${inspect(value.slice(0, 80))}`}: ${reason}`
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

export function invalidRows(count: number, source: string): InvitationsError {
  return new InvitationsError('invalid_rows', `${counted(count, 'row')} of ${source} cannot be invited; nobody was.`, {
    hint: 'Mend the rows above, or invite the others with --skip-invalid.',
  })
}
