import { excelFormat, machineLocale } from '../spreadsheet/excel-format.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import type { InvitationRow } from '../invitations/index.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { jsonFlag, text, type Call, type Command } from './command.ts'
import { Counted, linesOf } from './telling/invitation-lines.ts'
import { whichFlags, whichInvitations, wrongFlag } from './choosing/which-invitations.ts'

/** Every field, so that others can count and compare anything. */
const fields: readonly (keyof InvitationRow)[] = [
  ...(['email', 'user_id', 'invitation_id', 'status', 'name', 'invited_by', 'invited_at', 'expires_at'] as const),
  ...([
    'accepted_at',
    'accepted_with',
    'password_set_at',
    'revoked_at',
    'delivery',
    'accept_with',
    'sends',
    'last_sent_at',
    'note',
    'locale',
    'time_zone',
  ] as const),
  ...(['redirect_to', 'roles', 'context'] as const),
]

export const exportCommand: Command = {
  operands: '',
  flags: {
    ...whichFlags,
    format: {
      type: 'string',
      value: '<format>',
      choices: ['csv', 'json', 'ndjson'],
      help: 'csv (default), json (an array) or ndjson (one object per line, as --json)',
    },
    excel: {
      type: 'boolean',
      help: 'write CSV in your region’s format, which Excel opens with a double click',
    },
    output: {
      type: 'string',
      value: '<file>',
      file: 'written',
      help: 'write to this file, which only you can read',
    },
    json: jsonFlag,
  },
  examples: [
    'export --output invitations.csv',
    'export --excel --output invitations.csv',
    'export --format json --since 30d',
  ],
  async run(call) {
    const { output, environment } = call
    const format = formatOf(call)
    const which = whichInvitations(call, 'export')
    const invitations = invitationsIn(readInvitationSettings(environment), call)
    const counted = new Counted()
    const excel = call.flags['excel'] === true ? excelFormat() : undefined
    const lines = linesOf(counted.through(invitations.list(which)), format, fields, excel)
    const how =
      excel === undefined ? '' : ` For Excel: cells are separated by ${excel.delimiter} as in ${machineLocale()}.`
    const file = text(call, 'output')
    if (file === undefined) {
      for await (const some of lines) output.print(some)
      output.progress(`${output.asFarAsLookedAt(counted.text)}${how}`)
    } else {
      await call.disk.replaceWith(file, lines)
      output.say(output.asFarAsLookedAt(`${counted.text} written to ${file}.${how}`))
      output.record({
        type: 'summary',
        exported: counted.count,
        output: file,
        ...(excel && { delimiter: excel.delimiter }),
      })
    }
    return exitCodes.done
  },
}

function formatOf(call: Call): 'csv' | 'json' | 'ndjson' {
  const said = text(call, 'format') ?? (call.flags['json'] && text(call, 'output') === undefined ? 'ndjson' : 'csv')
  if (call.flags['excel'] === true && said !== 'csv')
    throw new InvitationsError('usage', `--excel writes CSV, not ${said}.`, {
      hint: 'Leave --format and --json out, or write into a file: --output invitations.csv',
    })
  if (said === 'csv' || said === 'json' || said === 'ndjson') return said
  throw wrongFlag('export', 'format', said, 'csv, json, ndjson')
}
