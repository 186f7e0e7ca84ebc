import { connect } from '../auth0/connect.ts'
import { Users } from '../auth0/users.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import { readInvitationSettings } from '../settings.ts'
import { jsonFlag, type Command } from './command.ts'
import { findInvitees } from './find-invitee.ts'
import { invitationRow, type InvitationRow } from './invitation-row.ts'

export const show: Command = {
  operands: '<email|inv_…>',
  flags: { json: jsonFlag },
  examples: ['invitations show ada@example.com'],
  async run({ operands, environment, output, now }) {
    const [wanted, ...others] = operands
    if (wanted === undefined || others.length > 0) {
      const hint = 'invitations show ada@example.com'
      throw new InvitationsError('usage', 'Give one address or one invitation id (inv_…).', { hint })
    }
    const users = new Users(connect(readInvitationSettings(environment)))
    const rows = (await findInvitees(wanted, users, now)).flatMap((user) => invitationRow(user, now) ?? [])
    for (const row of rows) {
      output.record(row)
      output.say(told(row))
    }
    return exitCodes.done
  },
}

function told(row: InvitationRow): string {
  const lines = Object.entries(row).filter(([, value]) => value !== null)
  const width = Math.max(...lines.map(([field]) => field.length))
  return lines
    .map(
      ([field, value]) =>
        `${field.padEnd(width)}  ${typeof value === 'string' && !value.includes('\n') ? value : JSON.stringify(value)}`,
    )
    .join('\n')
}
