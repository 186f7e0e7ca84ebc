import { foldAddress } from '../../actions/invitation/address.ts'
import { connect } from '../auth0/connect.ts'
import { Users } from '../auth0/users.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import { readInvitationSettings } from '../settings.ts'
import { jsonFlag, type Command } from './command.ts'
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
    const isId = wanted.startsWith('inv_')
    if (isId && !/^inv_\w+$/.test(wanted)) {
      throw new InvitationsError('usage', `"${wanted}" is no invitation id.`, { hint: 'invitations list shows them.' })
    }
    const found = isId
      ? (await users.search(`app_metadata.invitation.id:"${wanted}"`)).users
      : await users.findByEmail(foldAddress(wanted))
    const rows = found.flatMap((user) => invitationRow(user, now) ?? [])
    if (rows.length === 0) throw notFound(wanted, found.length > 0)
    for (const row of rows) {
      output.record(row)
      output.say(told(row))
    }
    return exitCodes.done
  },
}

function notFound(wanted: string, hasAccount: boolean): InvitationsError {
  const message = hasAccount
    ? `${wanted} has an account but was never invited.`
    : `There is no invitation for ${wanted}.`
  const hint = wanted.startsWith('inv_')
    ? 'A new invitation can take a few seconds to be found by its id; its address finds it at once.'
    : `To invite: invitations invite ${wanted}`
  return new InvitationsError('not_found', message, { hint })
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
