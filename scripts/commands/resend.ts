import { readDuration } from '../duration.ts'
import { createInvitations } from '../library/index.ts'
import { wrongExtend } from '../library/resend.ts'
import { readInvitationSettings } from '../settings.ts'
import { dryRunFlag, jsonFlag, text, userIdFlag, type Command } from './command.ts'
import { eachInvitee, requireInvitees } from './each-invitee.ts'

export const resend: Command = {
  operands: '<email|inv_…>…',
  flags: {
    extend: { type: 'string', value: '<7d>', help: 'expire this long from now instead, at most 30d' },
    'user-id': userIdFlag,
    'dry-run': dryRunFlag,
    json: jsonFlag,
  },
  examples: ['invitations resend ada@example.com --extend 7d'],
  finishesItself: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    requireInvitees(call, 'resend')
    const extend = text(call, 'extend')
    const extend_sec = extend === undefined ? undefined : readDuration(extend)
    if (Number.isNaN(extend_sec)) throw wrongExtend()
    const options = { extend_sec, user_id: text(call, 'user-id'), dryRun: call.flags['dry-run'] === true }
    const invitations = createInvitations(settings)
    return eachInvitee(call, 'resend', (who) => invitations.resend(who, options))
  },
}
