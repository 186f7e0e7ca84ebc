import { join } from 'node:path'
import { apply } from '../deployments/apply.ts'
import { requirePlanned } from '../deployments/plan-file.ts'
import { projectVersion } from '../deployments/project.ts'
import { scopesForChanges } from '../deployments/scopes.ts'
import { begin, finish } from '../deployments/saved-state.ts'
import type { WrittenSecrets } from '../deployments/written-secrets.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { confirm, jsonFlag, text, type Call, type Command } from './command.ts'
import { deployFlags, planDeploy, printPlan, type PlannedDeploy } from '../deployments/plan-deploy.ts'
import { remember } from './choosing/looked-first.ts'
import { looks, StateKeeper } from '../deployments/state-keeper.ts'
import { readTextFile } from '../ground/text-file.ts'
import { inShell } from '../ground/text-for/shell.ts'

export const deployApply: Command = {
  operands: '',
  flags: {
    ...deployFlags,
    'plan-file': { type: 'string', value: '<file>', file: 'read', help: 'do only what deploy plan wrote there' },
    json: jsonFlag,
  },
  examples: ['invitations deploy apply --dry-run', 'invitations deploy apply --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { environment, output, flags, signal, disk } = call
    const planned = await planDeploy(call)
    const { settings, api, configuration, reading, plan, before, after } = planned
    const file = text(call, 'plan-file')
    if (file !== undefined)
      requirePlanned(readPlanFile(file), settings.domain, reading.deployed, plan, planned.madeFrom)
    printPlan(output, planned)
    if (flags['dry-run']) {
      const { length } = plan.changes
      output.say(
        `${length === 0 ? 'Nothing would change' : `Would deploy this into ${settings.domain}`}. Nothing was done.`,
      )
      output.record({ type: 'summary', domain: settings.domain, deployed: false, changes: length })
      return exitCodes.done
    }
    const keeper = new StateKeeper(configuration, reading)
    const changes = plan.changes.map(({ change }) => change)
    let saved: string | undefined
    let written = reading.saved.secrets
    if (changes.length > 0) {
      await configuration.requireScopes(scopesForChanges(plan.changes), `deploy into ${settings.domain}`)
      await confirm(call, `Deploy this into ${settings.domain}?`)
      const now = planned.now()
      saved = saveReplacedTemplate(planned, { ...call, now })
      await keeper.write((state) =>
        begin(state, { now, version: projectVersion(), what: 'apply', changes, before, after }),
      )
      if (saved) output.say(`The present reset_email template is saved in ${saved}.`)
      await apply({ send: plan.send, api, environment, signal, disk, secrets: call.secrets }, (line) =>
        output.progress(line),
      )
      if (plan.enable !== undefined) {
        await configuration.enableClient(plan.enable.connection_id, plan.enable.client_id, true)
      }
      written = await checkDone(planned)
    }
    if (changes.length > 0 || reading.saved.entries[0]?.isFinished === false) {
      await keeper.write((state) => finish({ ...state, ...(written && { secrets: written }) }))
    }
    if (changes.length > 0) output.say(`Deployed into ${settings.domain}.`)
    rememberDeployed(planned, call)
    const summary = { domain: settings.domain, deployed: true, changes: changes.length, saved_template: saved ?? null }
    output.record({ type: 'summary', ...summary })
    return exitCodes.done
  },
}

/** After it, all is in order for invitations, as far as the deploy looked: the next one need not look again. */
function rememberDeployed({ settings: { domain, connection, clientId }, reading }: PlannedDeploy, call: Call): void {
  if (clientId === undefined || reading.deployed.client === undefined) return
  remember(call, { domain, connection, clientId }, reading.deployed.client.needsUsername)
}

function readPlanFile(file: string): string {
  try {
    return readTextFile(file)
  } catch (cause) {
    throw new InvitationsError('unreadable_file', `The plan file ${file} cannot be read.`, {
      hint: `invitations deploy plan --plan-file ${inShell(file)} makes it.`,
      cause,
    })
  }
}

/**
 * Looks whether the tenant is as planned: somebody may have written meanwhile.
 * @returns what the deploy left of the Actions' secrets
 */
async function checkDone({ again, settings: { domain }, plan: { send } }: PlannedDeploy): Promise<WrittenSecrets> {
  const sent = send.actions.map(({ name }) => name)
  let secrets: WrittenSecrets = {}
  const left = await looks(
    async () => {
      const looked = await again()
      secrets = looked.secrets
      return looked.plan.changes
    },
    ({ resource, name }) => resource === 'action' && sent.includes(name),
  )
  if (left.length === 0) return secrets
  throw new InvitationsError('deploy_incomplete', `${domain} is not as planned. What is left:`, {
    details: left.map(({ change }) => `  ${change}`),
    hint: 'Somebody may have changed it meanwhile. Deploy again: a second deploy finishes the first.',
  })
}

/** @returns the file in backups/ that holds the template which the deploy replaces; undefined when none is */
function saveReplacedTemplate(
  { plan, reading, settings }: PlannedDeploy,
  { now, disk, output }: Call,
): string | undefined {
  const { resetEmail } = reading.deployed
  if (resetEmail === undefined || plan.send.resetEmail === undefined) return undefined
  const file = join('backups', `reset_email ${settings.domain} ${now.toISOString()}.json`.replace(/[ :]/g, '-'))
  try {
    disk.folder('backups')
    disk.replace(file, `${JSON.stringify(resetEmail, null, 2)}\n`)
    return file
  } catch (failure) {
    // The tenant keeps it as well.
    const why = failure instanceof Error ? failure.message : String(failure)
    output.warn(`The present reset_email template is only saved in the tenant. ${why}`)
    return undefined
  }
}
