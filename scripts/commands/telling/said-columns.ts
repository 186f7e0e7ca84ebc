import { fieldNamed, type Said } from '../../spreadsheet/columns.ts'
import { headings, plainHeading } from '../../spreadsheet/headings.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { texts, type Call, type Flag } from '../command.ts'

export const columnsFlag = {
  type: 'string',
  multiple: true,
  value: '<heading=field,…>',
  help: 'what columns are used as, where their headings do not tell; nothing behind = leaves one out',
} as const satisfies Flag

/** What `--columns` says: pairs with commas between them, or one pair a flag, in which the heading may have a comma. */
export function saidColumns(call: Call): Said {
  const pairs = texts(call, 'columns').flatMap((text) => {
    const parts = text.split(',')
    return parts.every((part) => part.includes('=')) ? parts : [text]
  })
  return new Map(pairs.map(pairIn))
}

function pairIn(pair: string): [string, ReturnType<typeof fieldNamed>] {
  const at = pair.lastIndexOf('=')
  const [heading, name] = [pair.slice(0, Math.max(0, at)), pair.slice(at + 1).trim()]
  const field = fieldNamed(name)
  if (at > 0 && (name === '' || field !== undefined)) return [plainHeading(heading), field]
  throw new InvitationsError('usage', `--columns "${pair}" is not a heading, =, and a field.`, {
    hint: `Like --columns "Mail privat=email,Remark=note". Fields: ${Object.keys(headings).join(', ')}, context.<name>`,
  })
}
