import { DeployedTenant } from '../auth0/deployed.ts'
import { connect } from '../auth0/connect.ts'
import { exitCodes } from '../errors.ts'
import { readDeploySettings } from '../settings.ts'
import { jsonFlag, type Command } from './command.ts'
import { readDeployed } from './read-deployed.ts'

export const deployHistory: Command = {
  operands: '',
  flags: { json: jsonFlag },
  examples: ['invitations deploy history', 'invitations deploy rollback --to 20260131-120000'],
  async run({ environment, output }) {
    const settings = readDeploySettings(environment)
    const tenant = new DeployedTenant(connect(settings))
    const { saved } = await readDeployed(tenant, { actions: [], triggers: [], prompts: [] })
    for (const { id, at, version, what, isFinished, changes } of saved.entries) {
      const ended = isFinished ? '' : ', not finished: the next one finishes it'
      output.say(`${id}  ${what}, auth0-invitations ${version}${ended}`)
      for (const change of changes) output.say(`  ${change}`)
      output.record({ type: 'deploy', id, at, version, what, finished: isFinished, changes })
    }
    const { length: deploys } = saved.entries
    if (deploys === 0)
      output.say(`${settings.domain} has nothing saved: it was never deployed into, or it was removed.`)
    output.record({ type: 'summary', domain: settings.domain, deploys })
    return exitCodes.done
  },
}
