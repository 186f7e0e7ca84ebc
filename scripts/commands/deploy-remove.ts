import { exitCodes } from '../ground/errors.ts'
import { deploymentsIn } from './at-tenant.ts'
import { forget } from './choosing/looked-first.ts'
import { confirm, jsonFlag, type Command } from './command.ts'
import { forceFlag } from './deploy-flags.ts'
import { printRestoration } from './telling/restoration-lines.ts'
import { commandLine } from '../ground/next-step.ts'

export const deployRemove: Command = {
  operands: '',
  flags: { force: forceFlag, json: jsonFlag },
  examples: ['deploy remove --dry-run', 'deploy remove --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags } = call
    const dryRun = flags['dry-run'] === true
    const removed = await deploymentsIn(call).remove({
      force: flags['force'] === true,
      dryRun,
      planned: (plan) => {
        output.say(
          plan.left.length === 0
            ? `To be removed from ${plan.domain}, which will be as before the first deploy:`
            : `To be removed from ${plan.domain}, except what is marked “!”:`,
        )
        printRestoration(output, plan)
        output.say(openInvitations().split('\n'))
      },
      approve: async ({ domain, steps }) => {
        await confirm(call, `Remove this from ${domain}?`)
        if (steps.length > 0) forget(call, domain)
      },
    })
    const { domain, steps, canForce, savedIn } = removed
    const { length: left } = removed.left
    if (dryRun) {
      output.say(`Would remove this from ${domain}. Nothing was done.`)
      output.record({ type: 'summary', domain, removed: false, left })
      return exitCodes.done
    }
    if (canForce) output.say(`The Action ${savedIn} stays, so that --force can restore the rest.`)
    const isDone = steps.length > 0
    const seen = isDone ? 'Checked again: it' : 'It'
    output.say(
      left === 0
        ? `Removed from ${domain}. ${seen} is as before the first deploy.`
        : `Removed from ${domain}. ${isDone ? 'Checked again: what' : 'What'} is marked “!” above is still there.`,
    )
    output.record({ type: 'summary', domain, removed: true, left })
    return left === 0 ? exitCodes.done : exitCodes.notDone
  },
}

const openInvitations = () => `Invitations stay in the accounts' app_metadata, but nothing reads them any more:
  open ones: the link in the mail still sets a password, and people can sign in. Nothing is accepted or refused.
  revoked and expired ones: accounts that revoke or reconcile blocked stay blocked. Anyone whose invitation expired
  gets in if the account is not blocked yet, so run ${commandLine('reconcile', [])} first.
  ${commandLine('list', [], [['status', 'pending']])} shows who is invited. Apps get no claim “invitation” any more.`
