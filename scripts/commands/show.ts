import { exitCodes, InvitationsError } from '../errors.ts'
import { createInvitations, type InvitationRow } from '../library/index.ts'
import { readInvitationSettings } from '../settings.ts'
import { jsonFlag, type Command } from './command.ts'

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
    const invitations = createInvitations(readInvitationSettings(environment), { now: () => now })
    for (const row of await invitations.get(wanted)) {
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
