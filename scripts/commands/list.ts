import { readDuration } from '../ground/duration.ts'
import { exitCodes } from '../ground/errors.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { jsonFlag, text, type Call, type Command } from './command.ts'
import { Counted, linesOf, type Format } from './telling/invitation-lines.ts'
import { whichFlags, whichInvitations, wrongFlag } from './choosing/which-invitations.ts'

const tableFields = ['email', 'status', 'invited_by', 'invited_at', 'expires_at', 'accepted_at', 'sends'] as const
const csvFields = [
  ...(['email', 'user_id', 'invitation_id', 'status', 'name'] as const),
  ...tableFields.slice(2),
  ...(['revoked_at', 'last_sent_at'] as const),
]

export const list: Command = {
  operands: '',
  flags: {
    ...whichFlags,
    'expiring-within': { type: 'string', value: '<2d>', help: 'only pending invitations that expire within this time' },
    format: {
      type: 'string',
      value: '<format>',
      choices: ['table', 'json', 'ndjson', 'csv'],
      help: 'table (default), json (an array), ndjson (one object per line, as --json) or csv',
    },
    json: jsonFlag,
  },
  examples: ['list --status pending --expiring-within 2d', 'list --format csv > invitations.csv'],
  async run(call) {
    const { output, flags, environment } = call
    const format = flags['json'] ? 'ndjson' : formatOf(call)
    const which = { ...whichInvitations(call, 'list'), expiring_within_sec: expiringWithin(call) }
    const invitations = invitationsIn(readInvitationSettings(environment), call)
    const counted = new Counted()
    const fields = format === 'table' ? tableFields : csvFields
    for await (const lines of linesOf(counted.through(invitations.list(which)), format, fields, {
      width: output.columns,
    }))
      output.print(lines)
    const count = output.asFarAsLookedAt(counted.text)
    if (format === 'table') output.print(`${count}\n`)
    else output.progress(count)
    return exitCodes.done
  },
}

function formatOf(call: Call): Format {
  const said = text(call, 'format') ?? 'table'
  if (said === 'table' || said === 'json' || said === 'ndjson' || said === 'csv') return said
  throw wrongFlag('list', 'format', said, 'table, json, ndjson, csv')
}

function expiringWithin(call: Call): number | undefined {
  const said = text(call, 'expiring-within')
  if (said === undefined) return undefined
  const seconds = readDuration(said)
  if (Number.isNaN(seconds)) throw wrongFlag('list', 'expiring-within', said, 'a span like 12h, 2d or 1w')
  return seconds
}
