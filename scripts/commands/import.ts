import { inspect } from 'node:util'
import { readInvitees, type CellProblem } from '../csv/invitees.ts'
import { rowsOf } from '../csv/rows.ts'
import { textOf } from '../csv/text.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import { jsonFlag, type Command } from './command.ts'

/** Problems of more rows than this are counted only. */
const MOST_ROWS_TOLD = 100

export const importCommand: Command = {
  operands: '<csv|->',
  flags: {
    check: { type: 'boolean', help: 'read and check the file only; needs no tenant and no settings' },
    json: jsonFlag,
  },
  examples: ['invitations import people.csv --check'],
  async run({ operands, flags, output, now, stdin }) {
    const [source, ...others] = operands
    if (source === undefined || others.length > 0) {
      throw new InvitationsError('usage', 'Give one CSV file, or - for stdin.', {
        hint: 'invitations import people.csv --check',
      })
    }
    if (!flags['check']) {
      throw new InvitationsError('usage', 'Inviting from a file is not there yet; --check reads and checks it.', {
        hint: `invitations import ${source} --check`,
      })
    }
    const { columns, invitees } = await readInvitees(rowsOf(textOf(source, stdin())), {}, now)
    const counts = { rows: 0, valid: 0, duplicates: 0, invalid: 0 }
    for await (const { problems, duplicateOf } of invitees) {
      counts.rows += 1
      if (problems.length > 0) counts.invalid += 1
      else if (duplicateOf !== undefined) counts.duplicates += 1
      else counts.valid += 1
      for (const problem of problems) output.record({ type: 'problem', ...problem })
      if (counts.invalid <= MOST_ROWS_TOLD) for (const problem of problems) output.say(told(problem))
    }
    const ignored = columns.header.filter((title, index) => columns.fields[index] === undefined && title !== '')
    if (ignored.length > 0) output.say(`Not used: ${ignored.map((title) => inspect(title)).join(', ')}.`)
    if (counts.invalid > MOST_ROWS_TOLD) output.say(`… and ${counts.invalid - MOST_ROWS_TOLD} more rows with problems.`)
    output.say(
      `${counted(counts.rows, 'row')}: ${counts.valid} to invite, ${counted(counts.duplicates, 'duplicate')}, ${counts.invalid} invalid.`,
    )
    output.record({ type: 'summary', ...counts })
    return counts.invalid > 0 ? exitCodes.notDone : exitCodes.done
  },
}

function told({ line, column, value, reason }: CellProblem): string {
  return `Line ${line}${column === '' ? '' : `, ${column}`}${value === '' ? '' : ` ${inspect(value.slice(0, 80))}`}: ${reason}`
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
