import { exitCodes } from '../errors.ts'
import { jsonFlag, type Command } from './command.ts'
import { deployFlags, planDeploy, printPlan } from './plan-deploy.ts'
import { warnOfBuiltInProvider } from './warn-of-provider.ts'

export const deployPlan: Command = {
  operands: '',
  flags: { ...deployFlags, json: jsonFlag },
  examples: ['invitations deploy plan', 'invitations deploy plan --json || test $? -eq 3'],
  async run(call) {
    const { output } = call
    const planned = await planDeploy(call)
    printPlan(output, planned)
    await warnOfBuiltInProvider(planned.tenant, output)
    const { changes, untouched } = planned.plan
    output.record({ type: 'summary', domain: planned.settings.domain, changes: changes.length, untouched })
    if (changes.length === 0) return exitCodes.done
    output.say('Nothing was done: “invitations deploy apply” does it.')
    return exitCodes.changesPending
  },
}
