import { exitCodes } from '../ground/errors.ts'
import { deploymentsIn } from './at-tenant.ts'
import { confirm, jsonFlag, text, type Command } from './command.ts'
import { forceFlag } from './deploy-flags.ts'
import { printRestoration } from './telling/restoration-lines.ts'

export const deployRollback: Command = {
  operands: '',
  flags: {
    to: { type: 'string', value: '<id>', help: 'undo this deploy and all after it (deploy history lists them)' },
    force: forceFlag,
    json: jsonFlag,
  },
  examples: ['deploy rollback --dry-run', 'deploy rollback --to 20260131-120000 --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags } = call
    const dryRun = flags['dry-run'] === true
    const { domain, before, steps, left } = await deploymentsIn(call).rollback({
      to: text(call, 'to'),
      force: flags['force'] === true,
      dryRun,
      planned: (plan) => {
        output.say(`Back to before the deploy ${plan.before}, in ${plan.domain}:`)
        printRestoration(output, plan)
      },
      approve: (plan) => confirm(call, `Do this in ${plan.domain}?`),
      note: (sentence) => output.warn(sentence),
    })
    const summary = { type: 'summary', domain, rolled_back_to_before: before, left: left.length }
    if (dryRun) {
      output.say(`${steps.length > 0 ? `Would do this in ${domain}` : 'Nothing would change'}. Nothing was done.`)
      output.record(summary)
      return exitCodes.done
    }
    const [done, none] =
      left.length === 0 ? ['', ''] : [' What is marked “!” stays.', ' is done: what is marked “!” stays']
    output.say(steps.length > 0 ? `Rolled back.${done}` : `Nothing${none || ' to do'}.`)
    output.record(summary)
    return left.length === 0 ? exitCodes.done : exitCodes.notDone
  },
}
