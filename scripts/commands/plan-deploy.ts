import { join } from 'node:path'
import { connect } from '../auth0/connect.ts'
import { DeployedTenant } from '../auth0/deployed.ts'
import { bundleActions } from '../deploy/bundle.ts'
import type { Deployed } from '../deploy/deployed.ts'
import { declaredActionNames, readDesired, type Desired } from '../deploy/desired.ts'
import { keepResetMail } from '../deploy/keep-reset-mail.ts'
import { findOurs, merge, type Target } from '../deploy/merge.ts'
import { plan, type Change, type Plan } from '../deploy/plan.ts'
import { projectFolder } from '../deploy/project.ts'
import { refuseWhatHarms } from '../deploy/refuse.ts'
import { InvitationsError } from '../errors.ts'
import type { Output } from '../output.ts'
import { readDeploySettings, type DeploySettings } from '../settings.ts'
import type { Call, Flag } from './command.ts'

/** Flags that say what is deployed, for every command that plans a deploy. */
export const deployFlags: Readonly<Record<string, Flag>> = {
  'without-guard': { type: 'boolean', help: 'leave out the Action that stops dead links (or INVITATIONS_WITHOUT)' },
  'without-texts': { type: 'boolean', help: 'leave the texts of the reset page alone (or INVITATIONS_WITHOUT)' },
  'keep-reset-body': {
    type: 'boolean',
    help: 'keep the tenant’s own mail for ordinary resets inside of ours (or INVITATIONS_KEEP_RESET_BODY)',
  },
  first: { type: 'boolean', help: 'bind ours before other Actions at a sign-in, not after them' },
  'overwrite-drafts': { type: 'boolean', help: 'go on where somebody edits an Action of ours in the dashboard' },
}

/** A deploy as it was planned, and what it was planned from. */
export interface PlannedDeploy {
  settings: DeploySettings
  tenant: DeployedTenant
  deployed: Deployed
  target: Target
  plan: Plan
  /** Reads the tenant again, and plans what is left to do. */
  again: () => Promise<PlannedDeploy>
}

/**
 * Builds the Actions, reads the tenant and compares; changes nothing.
 * @throws InvitationsError where the settings or the tenant do not let the deploy go on
 */
export async function planDeploy(call: Call): Promise<PlannedDeploy> {
  const { environment, flags } = call
  const given = readDeploySettings(environment)
  if (isOn(environment['AUTH0_ALLOW_DELETE'])) {
    throw new InvitationsError(
      'allow_delete_refused',
      'AUTH0_ALLOW_DELETE is set: with it, the Deploy CLI deletes every Action that is not in tenant/.',
      { hint: 'Unset AUTH0_ALLOW_DELETE and run it again. Nothing was changed.' },
    )
  }
  const without = [...given.without]
  if (flags['without-guard'] && !without.includes('guard')) without.push('guard')
  if (flags['without-texts'] && !without.includes('texts')) without.push('texts')
  const settings = { ...given, without, keepsResetMail: given.keepsResetMail || flags['keep-reset-body'] === true }
  const tenantFolder = join(projectFolder(), 'tenant')
  const sizes = await bundleActions()
  const desired = readDesired(tenantFolder, settings)
  const tenant = new DeployedTenant(connect(settings))
  const again = async (): Promise<PlannedDeploy> => {
    const deployed = await readDeployed(tenant, desired, declaredActionNames(tenantFolder), settings)
    const { keepsResetMail } = settings
    const resetEmail = keepsResetMail
      ? await keepResetMail(desired.resetEmail, deployed.resetEmail)
      : desired.resetEmail
    const target = merge({ ...desired, resetEmail }, deployed, flags['first'] === true)
    const planned = plan(desired, target, deployed, sizes)
    refuseWhatHarms(target, deployed, planned, { overwritesDrafts: flags['overwrite-drafts'] === true })
    return { settings, tenant, deployed, target, plan: planned, again }
  }
  return again()
}

async function readDeployed(
  tenant: DeployedTenant,
  desired: Desired,
  declared: string[],
  { connection, clientId }: DeploySettings,
): Promise<Deployed> {
  const resetEmail = await tenant.resetEmail() // alone, so that one token is asked for
  const texts = Object.entries(desired.customText).flatMap(([language, prompts]) =>
    Object.keys(prompts).map((prompt) => ({ language, prompt })),
  )
  const [actions, triggers, found, client] = await Promise.all([
    tenant.actions(),
    Promise.all(
      Object.keys(desired.triggers).map(async (trigger) => [trigger, await tenant.bindings(trigger)] as const),
    ),
    Promise.all(texts.map(async (text) => ({ ...text, screens: await tenant.customText(text.prompt, text.language) }))),
    clientId === undefined ? undefined : tenant.connectionClient(connection, clientId),
  ])
  const customText: Deployed['customText'] = {}
  for (const { language, prompt, screens } of found) {
    customText[language] = { ...customText[language], [prompt]: screens }
  }
  return {
    actions: findOurs(actions, declared),
    resetEmail,
    triggers: Object.fromEntries(triggers),
    customText,
    client,
  }
}

/** Says what a deploy changes, why, and what it leaves alone. */
export function printPlan(output: Output, { plan: { changes, untouched }, settings: { domain } }: PlannedDeploy): void {
  if (changes.length === 0) output.say(`${domain} is as tenant/ and the settings declare it.`)
  else output.say(`Into ${domain}:\n${changes.map(linesFor).join('\n')}`)
  output.say(`  Not touched: ${untouched.join('; ')}.`)
  for (const change of changes) output.record({ type: 'change', ...change })
}

const signs: Readonly<Record<Change['action'], string>> = {
  create: '+',
  bind: '+',
  set: '~',
  enable: '+',
  update: '~',
  replace: '~',
  unbind: '-',
}

function linesFor({ action, change, affects_everybody, diff }: Change): string {
  const lines = [`  ${signs[action]} ${change}${affects_everybody === undefined ? '' : ` ${affects_everybody}`}`]
  if (diff !== undefined) lines.push(...diff.split('\n').map((line) => `      ${line}`))
  return lines.join('\n')
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', 'false', '0'].includes(value.trim().toLowerCase())
}
