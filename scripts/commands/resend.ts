import { readDuration } from '../duration.ts'
import { createInvitations } from '../library/index.ts'
import { wrongExtend } from '../library/resend.ts'
import { readInvitationSettings } from '../settings.ts'
import { dryRunFlag, jsonFlag, text, userIdFlag, type Command } from './command.ts'
import { eachInvitee, requireInvitees } from './each-invitee.ts'
import { linkFlags, linkOf } from './link-flags.ts'

export const resend: Command = {
  operands: '<email|inv_…>…',
  flags: {
    extend: { type: 'string', value: '<7d>', help: 'expire this long from now instead, at most 30d' },
    ...linkFlags,
    'user-id': userIdFlag,
    'dry-run': dryRunFlag,
    json: jsonFlag,
  },
  examples: ['invitations resend ada@example.com --extend 7d', 'invitations resend ada@example.com --link'],
  finishesItself: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    requireInvitees(call, 'resend')
    const extend = text(call, 'extend')
    const extend_sec = extend === undefined ? undefined : readDuration(extend)
    if (Number.isNaN(extend_sec)) throw wrongExtend()
    const dryRun = call.flags['dry-run'] === true
    const options = { extend_sec, user_id: text(call, 'user-id'), link: linkOf(call), dryRun }
    const invitations = createInvitations(settings)
    return eachInvitee(call, 'resend', (who) => invitations.resend(who, options))
  },
}
