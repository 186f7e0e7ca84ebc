import { foldAddress, isAddress } from '../../actions/invitation/address.ts'
import { columnsOf } from './columns.ts'
import type { Row } from './rows.ts'

/** Somebody named in a file, whatever else the file contains. */
export interface Person extends Row {
  /** Folded. */
  email: string
  /** From a column `user_id`, as in an export; undefined without one. */
  user_id: string | undefined
  isAddress: boolean
  /** The earlier line with the same person. */
  duplicateOf: number | undefined
  /** In the result file of an import: whether the import made this person's invitation. Undefined in any other file. */
  wasInvited: boolean | undefined
}

/**
 * Everybody in a column of addresses, in the same files that `import` reads.
 * @returns the headings of all columns, and the people in the file's order
 * @throws InvitationsError `unreadable_file`
 */
export async function peopleIn(rows: AsyncGenerator<Row>): Promise<{ header: string[]; people: Person[] }> {
  const people: Person[] = []
  const lines = new Map<string, number>()
  let columns: Columns | undefined
  const add = (row: Row, { email: at, userId, ...result }: Columns) => {
    const email = foldAddress(row.cells[at] ?? '')
    const user_id = row.cells[userId]?.trim() || undefined
    const key = `${email} ${user_id ?? ''}`
    const duplicateOf = lines.get(key)
    if (duplicateOf === undefined) lines.set(key, row.line)
    people.push({
      ...row,
      email,
      user_id,
      isAddress: isAddress(email),
      duplicateOf,
      wasInvited: wasInvited(row, result),
    })
  }
  for await (const row of rows) {
    if (columns !== undefined) {
      add(row, columns)
      continue
    }
    const { header, fields, isHeadless } = columnsOf(row.cells)
    const outcomes = header.flatMap((name, at) => (name === 'outcome' ? at : []))
    const [userId, invitationId] = [header.indexOf('user_id'), header.indexOf('invitation_id')]
    columns = { header, email: fields.indexOf('email'), userId, outcomes, invitationId }
    if (isHeadless) add(row, columns)
  }
  const isOfImport = columns !== undefined && people.some(({ cells }) => saidBy(cells, columns).some(isOfImports))
  if (!isOfImport) for (const person of people) person.wasInvited = undefined
  return { header: columns?.header ?? ['email'], people }
}

/** Where a file has what. -1: nowhere. */
interface Columns {
  header: string[]
  email: number
  userId: number
  /** Several, in the result of a command that read the result of another. */
  outcomes: number[]
  invitationId: number
}

const saidBy = (cells: readonly string[], { outcomes }: Pick<Columns, 'outcomes'>): string[] =>
  outcomes.map((at) => cells[at] ?? '')

/** What only an import says of a row. */
const isOfImports = (outcome: string): boolean =>
  ['invited', 'attached', 'already_invited', 'already_accepted'].includes(outcome)

/** An import that stopped between its calls may have made an invitation, although the row says that it failed. */
function wasInvited({ cells }: Row, columns: Pick<Columns, 'outcomes' | 'invitationId'>): boolean {
  const said = saidBy(cells, columns)
  const isHalfDone = said[0] === 'failed' && (cells[columns.invitationId] ?? '') !== ''
  return said.includes('invited') || said.includes('attached') || isHalfDone
}
