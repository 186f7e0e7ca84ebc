import { exitCodes, InvitationsError } from '../errors.ts'
import { scopesForSteps } from '../deploy/scopes.ts'
import { confirm, dryRunFlag, jsonFlag, yesFlag, type Command } from './command.ts'
import { carryOut, checkRestored, forceFlag, planRestoration, printRestoration } from './restore-deploy.ts'

export const deployRemove: Command = {
  operands: '',
  flags: { force: forceFlag, 'dry-run': dryRunFlag, yes: yesFlag, json: jsonFlag },
  examples: ['invitations deploy remove --dry-run', 'invitations deploy remove --yes'],
  finishesItself: true,
  async run(call) {
    const { output, flags } = call
    const planned = await planRestoration(call, ({ origin, latest, entries }) => {
      const after = [latest, ...entries.map((entry) => entry.after)]
      if (entries.length > 0) return { name: 'the first deploy', before: origin, after }
      throw new InvitationsError('nothing_to_roll_back', 'Nothing is deployed that could be removed.', {
        hint: 'invitations deploy history lists what was deployed.',
      })
    })
    const { settings, configuration, reading, restoration } = planned
    output.say(`Everything of ours out of ${settings.domain}, as it was before the first deploy:`)
    printRestoration(output, restoration)
    output.say(openInvitations.split('\n'))
    if (flags['dry-run']) {
      output.say('Nothing was done.')
      return exitCodes.done
    }
    const needed = ['delete:actions', ...scopesForSteps(restoration.steps)]
    await configuration.requireScopes(needed, `remove what is deployed into ${settings.domain}`)
    await confirm(call, `Remove this from ${settings.domain}?`)
    await carryOut(planned)
    await checkRestored(planned)
    if (reading.savedActionId !== undefined) await configuration.deleteAction(reading.savedActionId) // last: a second run needs it
    output.say(`Removed from ${settings.domain}.`)
    output.record({ type: 'summary', domain: settings.domain, removed: true, left: restoration.left.length })
    return restoration.left.length === 0 ? exitCodes.done : exitCodes.notDone
  },
}

const openInvitations = `Invitations stay in the accounts' app_metadata, and nothing looks at them any more:
  open ones: the link in the mail still sets a password, and signing in works; nobody accepts or refuses.
  revoked and expired ones: accounts that revoke or reconcile blocked stay blocked; one that expired and was not yet
  blocked gets in. Run “invitations reconcile” first; “invitations list --status pending” shows who is invited.
  Apps get no claim “invitation” any more.`
