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
    const [userId = -1, outcome = -1, invitationId = -1] = ['user_id', 'outcome', 'invitation_id'].map((name) =>
      header.lastIndexOf(name),
    )
    columns = { header, email: fields.indexOf('email'), userId, outcome, invitationId }
    if (isHeadless) add(row, columns)
  }
  return { header: columns?.header ?? ['email'], people }
}

/** Where a file has what. -1: nowhere. */
interface Columns {
  header: string[]
  email: number
  userId: number
  outcome: number
  invitationId: number
}

/** An import that stopped between its calls may have made an invitation, although the row says that it failed. */
function wasInvited({ cells }: Row, { outcome, invitationId }: Pick<Columns, 'outcome' | 'invitationId'>) {
  if (outcome === -1 || invitationId === -1) return undefined
  const became = cells[outcome] ?? ''
  return became === 'invited' || became === 'attached' || (became === 'failed' && (cells[invitationId] ?? '') !== '')
}
