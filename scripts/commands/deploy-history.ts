import type { History } from '../deployments/index.ts'
import { exitCodes } from '../ground/errors.ts'
import { deploymentsIn } from './at-tenant.ts'
import { jsonFlag, type Command } from './command.ts'

export const deployHistory: Command = {
  operands: '',
  flags: { json: jsonFlag },
  examples: ['deploy history', 'deploy rollback --to 20260131-120000'],
  async run(call) {
    const { output } = call
    const history = await deploymentsIn(call).history()
    const { domain, deploys, ours } = history
    for (const { id, at, version, what, isFinished, changes } of deploys) {
      const ended = isFinished ? '' : ', not finished: the next one finishes it'
      output.say(`${id}  ${what}, auth0-invitations ${version}${ended}`)
      for (const change of changes) output.say(`  ${change}`)
      output.record({ type: 'deploy', id, at, version, what, finished: isFinished, changes })
    }
    if (deploys.length === 0) output.say(`${domain} has nothing saved${ours.length === 0 ? NOTHING : lost(history)}.`)
    output.record({ type: 'summary', domain, deploys: deploys.length, ours })
    return exitCodes.done
  },
}

const NOTHING = ', and no Action or template of ours'

function lost({ ours, savedIn }: History): string {
  return `, although ours are there: ${ours.join(', ')}. Somebody deleted the Action ${savedIn}, or deployed before there was one`
}
