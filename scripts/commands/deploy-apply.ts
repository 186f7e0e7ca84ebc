import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apply } from '../deploy/apply.ts'
import { requirePlanned } from '../deploy/plan-file.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import { confirm, dryRunFlag, jsonFlag, text, yesFlag, type Command } from './command.ts'
import { deployFlags, planDeploy, printPlan, type PlannedDeploy } from './plan-deploy.ts'
import { warnOfBuiltInProvider } from './warn-of-provider.ts'

export const deployApply: Command = {
  operands: '',
  flags: {
    ...deployFlags,
    'plan-file': { type: 'string', value: '<file>', help: 'do only what deploy plan wrote there' },
    'dry-run': dryRunFlag,
    yes: yesFlag,
    json: jsonFlag,
  },
  examples: ['invitations deploy apply --dry-run', 'invitations deploy apply --yes'],
  finishesItself: true,
  async run(call) {
    const { environment, output, flags, now, signal } = call
    const planned = await planDeploy(call)
    const { settings, tenant, plan } = planned
    const file = text(call, 'plan-file')
    if (file !== undefined) requirePlanned(readPlanFile(file), settings.domain, planned.deployed, plan)
    printPlan(output, planned)
    await warnOfBuiltInProvider(tenant, output)
    if (flags['dry-run']) {
      output.say('Nothing was done.')
      return exitCodes.done
    }
    let saved: string | undefined
    if (plan.changes.length > 0) {
      await confirm(call, `Deploy this into ${settings.domain}?`)
      saved = saveReplacedTemplate(planned, now)
      if (saved) output.say(`The present reset_email template is saved in ${saved}.`)
      await apply({ send: plan.send, settings, environment, signal }, (line) => output.progress(line))
      if (plan.enable !== undefined) await tenant.enableClient(plan.enable)
      await checkDone(planned)
      output.say(`Deployed into ${settings.domain}.`)
    }
    const { length: changes } = plan.changes
    output.record({ type: 'summary', domain: settings.domain, deployed: true, changes, saved_template: saved ?? null })
    return exitCodes.done
  },
}

function readPlanFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new InvitationsError('unreadable_file', `The plan file ${file} cannot be read.`, {
      hint: `invitations deploy plan --plan-file ${file} makes it.`,
      cause,
    })
  }
}

/** Looks whether the tenant is as planned: somebody may have written meanwhile. */
async function checkDone({ again, settings: { domain } }: PlannedDeploy): Promise<void> {
  const { plan } = await again()
  if (plan.changes.length === 0) return
  throw new InvitationsError(
    'deploy_incomplete',
    `${domain} is not as planned. What is left:\n${plan.changes.map(({ change }) => `  ${change}`).join('\n')}`,
    { hint: 'Somebody may have changed it meanwhile. Deploy again: a second deploy finishes the first.' },
  )
}

/** @returns the file in backups/ that holds the template which the deploy replaces; undefined when none is */
function saveReplacedTemplate({ plan, deployed, settings }: PlannedDeploy, now: Date): string | undefined {
  const { resetEmail } = deployed
  if (resetEmail === undefined || plan.send.resetEmail === undefined) return undefined
  mkdirSync('backups', { recursive: true })
  const file = join('backups', `reset_email ${settings.domain} ${now.toISOString()}.json`.replace(/[ :]/g, '-'))
  writeFileSync(file, `${JSON.stringify(resetEmail, null, 2)}\n`)
  return file
}
