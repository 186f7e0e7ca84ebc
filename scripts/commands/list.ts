import { connect } from '../auth0/connect.ts'
import { SEARCH_LIMIT, Users } from '../auth0/users.ts'
import { csvLine } from '../csv/cell.ts'
import { readDuration } from '../duration.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import { table, type Output } from '../output.ts'
import { invitationRow, type InvitationRow } from '../library/invitation-row.ts'
import { readInvitationSettings } from '../settings.ts'
import { jsonFlag, text, type Call, type Command } from './command.ts'

const statuses = ['requested', 'pending', 'accepted', 'revoked', 'expired', 'malformed']
const formats = ['table', 'json', 'csv']

export const list: Command = {
  operands: '',
  flags: {
    status: { type: 'string', value: '<status>', help: `only these: ${statuses.join(', ')}` },
    search: { type: 'string', value: '<text>', help: 'only those with this in the address, name, inviter or id' },
    'invited-by': { type: 'string', value: '<name>', help: 'only those this person invited' },
    since: { type: 'string', value: '<7d|date>', help: 'only those invited since then' },
    'expiring-within': { type: 'string', value: '<2d>', help: 'only pending ones that expire by then' },
    format: { type: 'string', value: '<format>', help: 'table (default), json or csv' },
    json: jsonFlag,
  },
  examples: [
    'invitations list --status pending --expiring-within 2d',
    'invitations list --format csv > invitations.csv',
  ],
  async run(call) {
    const format = call.flags['json'] ? 'json' : (text(call, 'format') ?? 'table')
    if (!formats.includes(format)) throw wrongFlag('format', format, formats.join(', '))
    const isWanted = filterOf(call)
    const users = new Users(connect(readInvitationSettings(call.environment)))
    const { users: found, total } = await users.search(queryFor(text(call, 'status')))
    const rows = found
      .flatMap((user) => invitationRow(user, call.now) ?? [])
      .filter(isWanted)
      .sort((a, b) => (b.invited_at ?? '').localeCompare(a.invited_at ?? '') || a.email.localeCompare(b.email))
    print(rows, format, call.output)
    if (total > SEARCH_LIMIT) {
      call.output.warn(
        `Auth0's search ends at ${SEARCH_LIMIT} users; ${total} have an invitation. Narrow with --status.`,
      )
    }
    return exitCodes.done
  },
}

/**
 * The search for everybody with an invitation. It asks for values: queries for the mere existence of a field are
 * advised against (docs: manage-users/user-search/user-search-best-practices).
 */
function queryFor(status: string | undefined): string {
  const state = (value: string) => `app_metadata.invitation.state:"${value}"`
  if (status === 'requested') return state('requested')
  if (status === 'revoked') return state('revoked')
  if (status === 'pending' || status === 'expired') return state('open')
  return ['open', 'revoked', 'requested'].map(state).join(' OR ')
}

function filterOf(call: Call): (row: InvitationRow) => boolean {
  const status = text(call, 'status')
  if (status !== undefined && !statuses.includes(status)) throw wrongFlag('status', status, statuses.join(', '))
  const search = text(call, 'search')?.toLowerCase()
  const inviter = text(call, 'invited-by')?.toLowerCase()
  const since = instantBefore(call, text(call, 'since'))
  const expiringWithin = text(call, 'expiring-within')
  const within = expiringWithin === undefined ? undefined : readDuration(expiringWithin)
  if (Number.isNaN(within)) throw wrongFlag('expiring-within', expiringWithin, 'a span like 12h, 2d or 1w')
  return (row) =>
    (status === undefined || row.status === status) &&
    (inviter === undefined || row.invited_by?.toLowerCase() === inviter) &&
    (search === undefined ||
      [row.email, row.name, row.invited_by, row.invitation_id].some((field) =>
        field?.toLowerCase().includes(search),
      )) &&
    (since === undefined || (row.invited_at !== null && Date.parse(row.invited_at) >= since)) &&
    (within === undefined ||
      (row.status === 'pending' && Date.parse(row.expires_at ?? '') <= call.now.getTime() + within * 1000))
}

function instantBefore(call: Call, since: string | undefined): number | undefined {
  if (since === undefined) return undefined
  const seconds = readDuration(since)
  const instant = Number.isNaN(seconds) ? Date.parse(since) : call.now.getTime() - seconds * 1000
  if (Number.isNaN(instant)) throw wrongFlag('since', since, 'a span like 7d or a date like 2026-01-31')
  return instant
}

function wrongFlag(flag: string, value: string | undefined, allowed: string): InvitationsError {
  return new InvitationsError('usage', `--${flag} ${value} is not known. Allowed: ${allowed}.`, {
    hint: 'invitations list --help',
  })
}

function print(rows: InvitationRow[], format: string, output: Output): void {
  const count = rows.length === 1 ? '1 invitation' : `${rows.length} invitations`
  if (format === 'json') {
    output.print(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    output.progress(count)
  } else if (format === 'csv') {
    output.print(csv(rows))
    output.progress(count)
  } else {
    if (rows.length > 0)
      output.print(
        table(
          columns,
          rows.map((row) => columns.map((column) => told(row[column]))),
        ),
      )
    output.print(`${count}\n`)
  }
}

const columns = ['email', 'status', 'invited_by', 'invited_at', 'expires_at', 'accepted_at', 'sends'] as const

function told(value: string | number | null): string {
  return value === null ? '-' : String(value)
}

function csv(rows: InvitationRow[]): string {
  const fields = [
    'email',
    'user_id',
    'invitation_id',
    'status',
    'name',
    ...columns.slice(2),
    'revoked_at',
    'last_sent_at',
  ] as const
  return [fields, ...rows.map((row) => fields.map((field) => row[field]))].map(csvLine).join('')
}
