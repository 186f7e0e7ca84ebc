import { unreadable } from './text.ts'

/** What a column of the file is for. `context.<name>` columns make up the context. */
export type Field =
  | 'email'
  | 'name'
  | 'username'
  | 'first_name'
  | 'last_name'
  | 'invited_by'
  | 'note'
  | 'locale'
  | 'time_zone'
  | 'roles'
  | 'ttl'
  | 'redirect_to'
  | `context.${string}`

/** The columns of a file: which field each is for, undefined where it is none of ours (the result keeps it). */
export interface Columns {
  header: string[]
  fields: (Field | undefined)[]
}

/** How people and spreadsheets call them, without case, spaces and punctuation. */
const names: Record<Exclude<Field, `context.${string}`>, string[]> = {
  email: [
    'email',
    'mail',
    'emailaddress',
    'mailaddress',
    'emailadresse',
    'adresseemail',
    'correo',
    'correoelectronico',
  ],
  name: ['name', 'fullname', 'displayname', 'nombre', 'nom'],
  username: ['username', 'login', 'benutzername', 'nombredeusuario', 'nomdutilisateur'],
  first_name: ['firstname', 'givenname', 'vorname', 'prenom'],
  last_name: ['lastname', 'surname', 'familyname', 'nachname'],
  invited_by: ['invitedby', 'inviter', 'invitedfrom'],
  note: ['note', 'message', 'personalmessage', 'comment'],
  locale: ['locale', 'language', 'lang', 'sprache'],
  time_zone: ['timezone', 'tz', 'zeitzone'],
  roles: ['roles', 'role'],
  ttl: ['ttl', 'validfor', 'lifetime'],
  redirect_to: ['redirectto', 'redirecturl', 'redirect'],
}

/**
 * Reads the header. A file with nothing but addresses, one a line, needs none.
 * @returns the columns, and whether the first row is an invitee already
 * @throws InvitationsError `unreadable_file` where no column has the addresses, or two are for the same
 */
export function columnsOf(header: string[]): Columns & { isHeadless: boolean } {
  const cells = header.map((cell) => cell.trim())
  if (cells.length === 1 && cells[0]?.includes('@')) return { header: ['email'], fields: ['email'], isHeadless: true }
  const fields = cells.map(fieldOf)
  const twice = fields.find((field, index) => field !== undefined && fields.indexOf(field) !== index)
  if (twice !== undefined) {
    const both = cells.filter((_, index) => fields[index] === twice).map((cell) => `"${cell}"`)
    throw unreadable(`The columns ${both.join(' and ')} are both for ${twice}.`, 'Remove or rename one of them.')
  }
  if (!fields.includes('email')) {
    const found = cells.filter((cell) => cell !== '').map((cell) => `"${cell.slice(0, 40)}"`)
    throw unreadable(
      `No column has the addresses. The first line has: ${found.join(', ')}.`,
      'Name the column in the first line: email',
    )
  }
  return { header: cells, fields, isHeadless: false }
}

function fieldOf(title: string): Field | undefined {
  const [, context] = /^context\.(\w[\w-]*)$/i.exec(title) ?? []
  if (context !== undefined) return `context.${context}`
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  const found = Object.entries(names).find(([, known]) => known.includes(plain))
  return found?.[0] as Field | undefined
}
