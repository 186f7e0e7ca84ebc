import { readInvitationSettings } from '../settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { confirm, dryRunFlag, jsonFlag, text, userIdFlag, verboseFlag, yesFlag, type Command } from './command.ts'
import { eachInvitee, requireInvitees } from './each-invitee.ts'

export const revoke: Command = {
  operands: '<email|inv_…>…',
  flags: {
    'delete-account': {
      type: 'boolean',
      help: 'delete the account too: only where the invitation created it and no password was ever set',
    },
    'user-id': userIdFlag,
    'dry-run': dryRunFlag,
    yes: yesFlag,
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: ['invitations revoke ada@example.com', 'invitations revoke ada@example.com --delete-account --yes'],
  finishesItself: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    requireInvitees(call, 'revoke')
    const deleteAccount = call.flags['delete-account'] === true
    const dryRun = call.flags['dry-run'] === true
    if (!dryRun) {
      const what = deleteAccount ? 'Revoke the invitation and delete the account of' : 'Revoke the invitation of'
      await confirm(call, `${what} ${call.operands.join(', ')}?`)
    }
    const invitations = invitationsIn(settings, call)
    const options = { deleteAccount, dryRun, user_id: text(call, 'user-id') }
    return eachInvitee(call, 'revoke', (who) => invitations.revoke(who, options))
  },
}
