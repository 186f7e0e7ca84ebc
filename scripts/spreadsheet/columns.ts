import { InvitationsError } from '../ground/errors.ts'
import { fieldCalled, headings, isPrivateRemark, plainHeading, type NamedField } from './headings.ts'
import { unreadable } from './text.ts'

/** The meaning of a column. Columns `context.<name>` together make up the context. */
export type Field = NamedField | `context.${string}`

/** The columns of a file and the field of each; undefined for a column that we do not use (the result keeps it). */
export interface Columns {
  header: string[]
  fields: (Field | undefined)[]
}

/** The meanings that the admin chose, by heading (in the form of `plainHeading`); undefined: not used. */
export type Said = ReadonlyMap<string, Field | undefined>

/**
 * Reads the header. A file that only lists addresses, one per line, needs none.
 * @param said takes precedence over what a heading means
 * @returns the columns, and whether the first row is already an invitee
 * @throws InvitationsError `unreadable_file` if no column has the addresses, or two have the same meaning
 */
export function columnsOf(header: string[], said: Said = new Map()): Columns & { isHeadless: boolean } {
  const cells = header.map((cell) => cell.trim())
  if (isHeadless(cells)) return { header: ['email'], fields: ['email'], isHeadless: true }
  const fields = withSaid(cells, meantBy(cells), said)
  const twice = fields.find((field, index) => field !== undefined && fields.indexOf(field) !== index)
  if (twice !== undefined) {
    const both = cells.filter((_, index) => fields[index] === twice).map((cell) => `"${cell}"`)
    throw unreadable(`The columns ${both.join(' and ')} are both for ${twice}.`, 'Remove or rename one of them.')
  }
  if (!fields.includes('email')) {
    const found = cells.filter((cell) => cell !== '').map((cell) => `"${cell.slice(0, 40)}"`)
    throw unreadable(`No column contains the addresses. The first row has: ${found.join(', ')}.`, [
      'Name the column in the first row: email (“',
      { do: 'help', with: 'import' },
      '” lists it in other languages)',
    ])
  }
  return { header: cells, fields, isHeadless: false }
}

/** Whether it has a single column that starts with an address. */
export function isHeadless(header: string[]): boolean {
  return header.length === 1 && header[0]?.includes('@') === true
}

/** What the headings mean by themselves, even if the file as a whole cannot be read. */
export function meantBy(header: string[]): (Field | undefined)[] {
  const cells = header.map((cell) => cell.trim())
  return withHalfNames(cells, cells.map(fieldOf))
}

const contextTitle = /^context\.(\w[\w-]*)$/i

function fieldOf(title: string): Field | undefined {
  const [, context] = contextTitle.exec(title) ?? []
  return context === undefined ? fieldCalled(title) : `context.${context}`
}

/** Words for the whole name. Next to a column with one half of the name, they mean the other half. */
const wholeOrHalf = ['name', 'nombre', 'nome', 'nom', 'الاسم'].map(plainHeading)
/** Next to these, “Name” still means the whole name, because English says “last name” for the other half. */
const english = ['first name', 'given name', 'forename'].map(plainHeading)

/** “Nom” next to “Prénom” is the last name, “Nombre” next to “Apellidos” the first. */
function withHalfNames(header: string[], fields: (Field | undefined)[]): (Field | undefined)[] {
  const at = fields.indexOf('name')
  const [first, last] = [fields.indexOf('first_name'), fields.indexOf('last_name')]
  const isOneHalf = (first === -1) !== (last === -1)
  if (!isOneHalf || !wholeOrHalf.includes(plainHeading(header[at] ?? ''))) return fields
  if (first !== -1 && english.includes(plainHeading(header[first] ?? ''))) return fields
  return fields.with(at, first === -1 ? 'first_name' : 'last_name')
}

/** @throws InvitationsError `usage` for a heading that the file does not have */
function withSaid(header: string[], fields: (Field | undefined)[], said: Said): (Field | undefined)[] {
  if (said.size === 0) return fields
  const plain = header.map(plainHeading)
  for (const heading of said.keys()) {
    if (plain.includes(heading)) continue
    const known = header.filter((cell) => cell !== '').map((cell) => `"${cell.slice(0, 40)}"`)
    throw new InvitationsError(
      'usage',
      `--columns names a column "${heading}". The first row has: ${known.join(', ')}.`,
      {
        hint: 'Write it as in the first row; case, spaces and accents do not matter.',
      },
    )
  }
  const taken = [...said.values()]
  return fields.map((field, index) => {
    const heading = plain[index] ?? ''
    if (said.has(heading)) return said.get(heading)
    return taken.includes(field) ? undefined : field
  })
}

/** @param text a field as in `--columns` @returns undefined if there is no such field */
export function fieldNamed(text: string): Field | undefined {
  const [, context] = contextTitle.exec(text) ?? []
  if (context !== undefined) return `context.${context}`
  return Object.keys(headings).find((field) => field === text) as NamedField | undefined
}

/** A column and its meaning. */
export interface MappedColumn {
  heading: string
  /** null: not used. */
  field: Field | null
  /** Why it is not used although somebody may expect it. */
  reason?: 'private_remark'
}

/** The meaning of each column, for people and programs to check before anything is sent. */
export function mappingOf({ header, fields }: Columns): MappedColumn[] {
  return header.flatMap((heading, index) => {
    const field = fields[index] ?? null
    if (field === null && heading === '') return []
    return { heading, field, ...(field === null && isPrivateRemark(heading) && { reason: 'private_remark' as const }) }
  })
}
