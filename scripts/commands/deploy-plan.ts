import { rmSync, writeFileSync } from 'node:fs'
import { planToFile } from '../deploy/plan-file.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import { jsonFlag, text, type Command } from './command.ts'
import { deployFlags, planDeploy, printPlan } from './plan-deploy.ts'
import { warnOfBuiltInProvider } from './warn-of-provider.ts'

export const deployPlan: Command = {
  operands: '',
  flags: {
    ...deployFlags,
    'plan-file': { type: 'string', value: '<file>', help: 'write the plan there, for deploy apply --plan-file' },
    json: jsonFlag,
  },
  examples: ['invitations deploy plan', 'invitations deploy plan --json || test $? -eq 3'],
  async run(call) {
    const { output } = call
    const planned = await planDeploy(call)
    printPlan(output, planned)
    await warnOfBuiltInProvider(planned.tenant, output)
    const { changes, untouched } = planned.plan
    const file = text(call, 'plan-file')
    if (file !== undefined) {
      write(file, planToFile(planned.settings.domain, planned.deployed, planned.plan))
      output.say(`The plan is in ${file}: “invitations deploy apply --plan-file ${file}” does exactly that or nothing.`)
    }
    output.record({ type: 'summary', domain: planned.settings.domain, changes: changes.length, untouched })
    if (changes.length === 0) return exitCodes.done
    if (file === undefined) output.say('Nothing was done: “invitations deploy apply” does it.')
    return exitCodes.changesPending
  },
}

function write(file: string, content: string): void {
  try {
    rmSync(file, { force: true }) // a file that is there would keep its mode
    writeFileSync(file, content, { mode: 0o600 })
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new InvitationsError('output_failed', `The plan could not be written: ${said}.`, {
      hint: 'Name a file in a folder that is there and can be written to. Nothing was changed in the tenant.',
      cause,
    })
  }
}
