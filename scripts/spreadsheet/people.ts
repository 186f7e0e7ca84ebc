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
}

/**
 * Everybody in a column of addresses, in the same files that `import` reads.
 * @returns the headings of all columns, and the people in the file's order
 * @throws InvitationsError `unreadable_file`
 */
export async function peopleIn(rows: AsyncGenerator<Row>): Promise<{ header: string[]; people: Person[] }> {
  const people: Person[] = []
  const lines = new Map<string, number>()
  let columns: { header: string[]; email: number; userId: number } | undefined
  const add = (row: Row, { email: at, userId }: { email: number; userId: number }) => {
    const email = foldAddress(row.cells[at] ?? '')
    const user_id = row.cells[userId]?.trim() || undefined
    const key = `${email} ${user_id ?? ''}`
    const duplicateOf = lines.get(key)
    if (duplicateOf === undefined) lines.set(key, row.line)
    people.push({ ...row, email, user_id, isAddress: isAddress(email), duplicateOf })
  }
  for await (const row of rows) {
    if (columns !== undefined) {
      add(row, columns)
      continue
    }
    const { header, fields, isHeadless } = columnsOf(row.cells)
    columns = { header, email: fields.indexOf('email'), userId: header.indexOf('user_id') }
    if (isHeadless) add(row, columns)
  }
  return { header: columns?.header ?? ['email'], people }
}
