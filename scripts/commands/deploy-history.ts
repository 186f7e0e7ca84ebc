import { join } from 'node:path'
import { DeployedTenant } from '../auth0/deployed.ts'
import { declaredActionNames } from '../deployments/desired.ts'
import { oursIn } from '../deployments/ours.ts'
import { projectFolder } from '../deployments/project.ts'
import { SAVED_STATE_ACTION } from '../deployments/saved-state.ts'
import { exitCodes } from '../ground/errors.ts'
import { readDeploySettings } from '../ground/settings/deploy-settings.ts'
import { apiFor } from './at-tenant.ts'
import { jsonFlag, type Command } from './command.ts'
import { readDeployed } from '../deployments/read-deployed.ts'

export const deployHistory: Command = {
  operands: '',
  flags: { json: jsonFlag },
  examples: ['invitations deploy history', 'invitations deploy rollback --to 20260131-120000'],
  async run(call) {
    const { environment, output } = call
    const settings = readDeploySettings(environment)
    const tenant = new DeployedTenant(apiFor(settings, call))
    const actions = declaredActionNames(join(projectFolder(), 'tenant'))
    const { saved, deployed } = await readDeployed(tenant, { actions, triggers: [], prompts: [] })
    for (const { id, at, version, what, isFinished, changes } of saved.entries) {
      const ended = isFinished ? '' : ', not finished: the next one finishes it'
      output.say(`${id}  ${what}, auth0-invitations ${version}${ended}`)
      for (const change of changes) output.say(`  ${change}`)
      output.record({ type: 'deploy', id, at, version, what, finished: isFinished, changes })
    }
    const { length: deploys } = saved.entries
    const ours = oursIn(deployed)
    if (deploys === 0) output.say(`${settings.domain} has nothing saved${ours.length === 0 ? NOTHING : lost(ours)}.`)
    output.record({ type: 'summary', domain: settings.domain, deploys, ours })
    return exitCodes.done
  },
}

const NOTHING = ', and no Action or template of ours'

function lost(ours: string[]): string {
  return `, although ours is there: ${ours.join(', ')}. Somebody deleted the Action ${SAVED_STATE_ACTION}, or it is from before there was one`
}
