import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '../auth0/connect.ts'
import { DeployedTenant } from '../auth0/deployed.ts'
import { apply } from '../deploy/apply.ts'
import { BUILT_BY_US, bundleActions } from '../deploy/bundle.ts'
import { readDesired, type Deployed, type Desired } from '../deploy/desired.ts'
import { describeActions, describeChanges, merge, replacesTemplate } from '../deploy/merge.ts'
import { projectFolder } from '../deploy/project.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import { readDeploySettings } from '../settings.ts'
import { confirm, dryRunFlag, jsonFlag, yesFlag, type Command } from './command.ts'

export const deployApply: Command = {
  operands: '',
  flags: { 'dry-run': dryRunFlag, yes: yesFlag, json: jsonFlag },
  examples: ['invitations deploy apply --dry-run', 'invitations deploy apply --yes'],
  finishesItself: true,
  async run(call) {
    const { environment, output, flags, now } = call
    const settings = readDeploySettings(environment)
    if (isOn(environment['AUTH0_ALLOW_DELETE'])) {
      throw new InvitationsError(
        'allow_delete_refused',
        'AUTH0_ALLOW_DELETE is set: with it, the Deploy CLI deletes every Action that is not in tenant/.',
        {
          hint: 'Unset AUTH0_ALLOW_DELETE and run it again. Nothing was changed.',
        },
      )
    }
    const tenantFolder = join(projectFolder(), 'tenant')
    const desired = readDesired(tenantFolder, settings)
    const sizes = await bundleActions(
      projectFolder(),
      desired.actions.map(({ name }) => name),
    )
    const tenant = new DeployedTenant(connect(settings))
    const deployed = await readDeployed(tenant, desired)
    const merged = merge(desired, deployed)
    const changes = [...describeActions(merged, deployed, sizes), ...describeChanges(merged, deployed)]
    output.say(`Into ${settings.domain}:\n${changes.map((change) => `  ${change}`).join('\n')}`)
    output.say(
      '  Everything else stays as it is: other Actions and their order, templates, texts, clients, connections.',
    )
    for (const change of changes) output.record({ type: 'change', change })
    if ((await tenant.hasEmailProvider()) === false) {
      output.warn(
        'the tenant has no email provider of its own. Auth0’s built-in one ignores templates: invitations would arrive as ordinary password resets. Set one up under Branding > Email Provider.',
      )
    }
    if (flags['dry-run']) {
      output.say('Nothing was done.')
      return exitCodes.done
    }
    await confirm(call, `Deploy this into ${settings.domain}?`)
    const saved = saveReplacedTemplate(merged, deployed, settings.domain, now)
    if (saved) output.say(`The present reset_email template is saved in ${saved}.`)
    await apply({ tenantFolder, merged, settings, environment, signal: call.signal }, (line) => output.progress(line))
    output.say(`Deployed into ${settings.domain}.`)
    output.record({ type: 'summary', domain: settings.domain, deployed: true, saved_template: saved ?? null })
    return exitCodes.done
  },
}

async function readDeployed(tenant: DeployedTenant, desired: Desired): Promise<Deployed> {
  const resetEmail = await tenant.resetEmail()
  const named = new Set([...desired.actions.map(({ name }) => name), ...Object.keys(desired.leftOut)])
  const present = (await tenant.actions()).filter(({ name }) => named.has(name))
  const actions = Object.fromEntries(
    present.map(({ name, code, secrets }) => [name, { isOurs: isBuiltByUs(code), secrets }]),
  )
  const triggers: Deployed['triggers'] = {}
  for (const trigger of Object.keys(desired.triggers)) triggers[trigger] = await tenant.bindings(trigger)
  const customText: Deployed['customText'] = {}
  for (const [language, prompts] of Object.entries(desired.customText)) {
    customText[language] = {}
    for (const prompt of Object.keys(prompts)) customText[language][prompt] = await tenant.customText(prompt, language)
  }
  return { actions, resetEmail, triggers, customText }
}

/** @returns the file in backups/ that holds the template which the deploy replaces; undefined when none is */
function saveReplacedTemplate(merged: Desired, deployed: Deployed, domain: string, now: Date): string | undefined {
  const { resetEmail } = deployed
  if (!replacesTemplate(merged, deployed)) return undefined
  mkdirSync('backups', { recursive: true })
  const file = join('backups', `reset_email ${domain} ${now.toISOString()}.json`.replace(/[ :]/g, '-'))
  writeFileSync(file, `${JSON.stringify(resetEmail, null, 2)}\n`)
  return file
}

function isBuiltByUs(code: string): boolean {
  return code.split('\n', 1)[0]?.includes(BUILT_BY_US) ?? false
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', 'false', '0'].includes(value.trim().toLowerCase())
}
