import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { changeChosen } from './choosing/change-chosen.ts'
import { chosenFlags, choiceIn } from './choosing/chosen-flags.ts'
import { confirm, jsonFlag, text, userIdFlag, verboseFlag, type Command } from './command.ts'
import { eachInvitee, requireInvitees } from './choosing/each-invitee.ts'
import { FEW } from './telling/tally.ts'
import { whichInvitations } from './choosing/which-invitations.ts'

export const revoke: Command = {
  operands: '<email|inv_…>… | --file <csv> | <filters>',
  flags: {
    'delete-account': {
      type: 'boolean',
      help: 'also delete the account, if the invitation created it and no password was ever set',
    },
    'user-id': userIdFlag,
    ...chosenFlags,
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: [
    'revoke ada@example.com',
    'revoke ada@example.com --delete-account --yes',
    'revoke --invited-by Grace --since 2h --dry-run',
    'revoke --file people.result.csv',
  ],
  changes: () => true,
  asks: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    const choice = choiceIn(call, 'revoke')
    if (choice.kind === 'none') requireInvitees(call, 'revoke')
    const deleteAccount = call.flags['delete-account'] === true
    const dryRun = call.flags['dry-run'] === true
    const invitations = invitationsIn(settings, call)
    const what = (s: string) => `Revoke the invitation${s}${deleteAccount ? ` and delete the account${s}` : ''} of`
    const above = [`Tenant      ${settings.domain}`, `Connection  ${settings.connection}`]
    if (choice.kind !== 'none') {
      return changeChosen(call, choice, whichInvitations(call, 'revoke'), {
        ...{ command: 'revoke', settings, invitations, options: { deleteAccount } },
        possible: ['pending', 'failed', 'expired'],
        ask: (count, { email }) => {
          const question =
            count === 1 ? `${what('')} ${email}?` : `${what('s')} ${count} people, beginning with ${email}?`
          return confirm(call, question, above)
        },
        change: (email, { user_id }) => invitations.revoke(email, { deleteAccount, dryRun, user_id }),
      })
    }
    if (!dryRun) {
      const { operands } = call
      const more = operands.length > FEW ? ` and ${operands.length - FEW} more` : ''
      await confirm(call, `${what(operands.length === 1 ? '' : 's')} ${operands.slice(0, FEW).join(', ')}${more}?`)
    }
    const options = { deleteAccount, dryRun, user_id: text(call, 'user-id') }
    return eachInvitee(call, 'revoke', (who) => invitations.revoke(who, options))
  },
}
