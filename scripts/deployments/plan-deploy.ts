import { join } from 'node:path'
import type { Landings } from '../../actions/invitation/landings.ts'
import { Configuration } from '../auth0/configuration.ts'
import type { TenantApi } from '../auth0/tenant-api.ts'
import { DeployedTenant } from '../auth0/deployed.ts'
import { bundleActions } from './bundle.ts'
import { declaredActionNames, readDesired, type Desired } from './desired.ts'
import { keepResetMail } from './keep-reset-mail.ts'
import { madeFrom } from './made-from.ts'
import { merge } from './merge.ts'
import { oursIn } from './ours.ts'
import { hashesAfter, placesIn, scopeOf, type Hashes, type Places } from './places.ts'
import type { MadeFrom } from './plan-file.ts'
import type { Change } from './change.ts'
import { plan, type Plan } from './plan.ts'
import { projectFolder } from './project.ts'
import { refuseWhatHarms } from './refuse.ts'
import { requiredSince, sayRequiredSince, withRequiredSince } from './required-since.ts'
import { SAVED_STATE_ACTION } from './saved-state.ts'
import { requireTools } from './tools.ts'
import { noteSecrets, type WrittenSecrets } from './written-secrets.ts'
import { InvitationsError } from '../ground/errors.ts'
import { shorterLinks } from '../ground/settings/link-lifetime.ts'
import type { Output } from '../commands/telling/output.ts'
import { deployParts, readDeploySettings, type DeploySettings } from '../ground/settings/deploy-settings.ts'
import { apiFor } from '../commands/at-tenant.ts'
import type { Call, Flag } from '../commands/command.ts'
import { readDeployed, type Reading, type WhereToLook } from './read-deployed.ts'
import { readLandings, tellLandings } from './read-landings.ts'

/** Flags that say what is deployed, for every command that plans a deploy. */
export const deployFlags: Readonly<Record<string, Flag>> = {
  'without-guard': { type: 'boolean', help: 'leave out the Action that stops dead links (or INVITATIONS_WITHOUT)' },
  'without-texts': { type: 'boolean', help: 'leave the texts of the reset page alone (or INVITATIONS_WITHOUT)' },
  'keep-reset-body': {
    type: 'boolean',
    help: 'keep the tenant’s own mail for ordinary resets inside of ours (or INVITATIONS_KEEP_RESET_BODY)',
  },
  first: { type: 'boolean', help: 'bind ours before other Actions at a sign-in, not after them' },
  secrets: { type: 'boolean', help: 'write the Actions’ secrets again, also where nothing shows that they changed' },
  'overwrite-drafts': { type: 'boolean', help: 'go on where somebody edits an Action of ours in the dashboard' },
}

/** A deploy as it was planned, and what it was planned from. */
export interface PlannedDeploy {
  settings: DeploySettings
  api: TenantApi
  configuration: Configuration
  reading: Reading
  /** Where invitations may lead. */
  landings: Landings
  /** What is there in the places that the deploy writes, and what will be. */
  before: Places
  after: Hashes
  plan: Plan
  /** What the plan is made from besides. */
  madeFrom: MadeFrom
  /** What the plan rests on, in sentences. */
  notes: string[]
  /** What people should not miss, in sentences. */
  doubts: string[]
  /** Whether the tenant has an email provider of its own; undefined: the token may not look. */
  hasEmailProvider: boolean | undefined
  /** The time now at Auth0: what is saved is compared with what other machines saved. */
  now: () => Date
  /** Reads the tenant again after it was deployed into, and plans what is left to do. */
  again: () => Promise<PlannedDeploy & { secrets: WrittenSecrets }>
}

/**
 * Builds the Actions, reads the tenant and compares; changes nothing.
 * @throws InvitationsError where the settings or the tenant do not let the deploy go on
 */
export async function planDeploy(call: Call): Promise<PlannedDeploy> {
  const { environment, flags } = call
  if (isOn(environment['AUTH0_ALLOW_DELETE'])) {
    throw new InvitationsError(
      'allow_delete_refused',
      'AUTH0_ALLOW_DELETE is set: with it, the Deploy CLI deletes every Action that is not in tenant/.',
      { hint: 'Unset AUTH0_ALLOW_DELETE and run it again. Nothing was changed.' },
    )
  }
  requireTools()
  const given = settingsFor(call)
  const tenantFolder = join(projectFolder(), 'tenant')
  const sizes = await bundleActions()
  const api = apiFor(given, call)
  const { landings, settings, callbacks } = await readLandings(given, api)
  const desired = readDesired(tenantFolder, settings, landings)
  const declared = declaredActionNames(tenantFolder)
  const tenant = new DeployedTenant(api)
  let hasEmailProvider: boolean | undefined
  /** @param sent what was deployed a moment ago, by the names that the tenant has for the Actions */
  const look = async (sent?: string[]) => {
    if (sent !== undefined) tenant.lookAgain()
    const reading = await readDeployed(tenant, whereToLook(desired, declared, settings))
    const { deployed, saved } = reading
    const auth0Now = api.clock.now()
    const since = requiredSince(desired, deployed, saved, auth0Now)
    const resetEmail = settings.keepsResetMail
      ? await keepResetMail(desired.resetEmail, deployed.resetEmail, saved.origin.templates['reset_email'] ?? undefined)
      : desired.resetEmail
    const wanted = { ...(since === undefined ? desired : withRequiredSince(desired, since)), resetEmail }
    const target = merge(wanted, deployed, flags['first'] === true)
    const just = Object.keys(deployed.actions).filter((name) => sent?.includes(deployed.actions[name]?.name ?? ''))
    const secrets = noteSecrets(saved.secrets ?? {}, deployed.actions, just)
    const writesAll = flags['secrets'] === true && sent === undefined
    const planned = plan(wanted, target, deployed, sizes, { written: secrets, writesAll })
    refuseWhatHarms(target, deployed, planned, { overwritesDrafts: flags['overwrite-drafts'] === true })
    const before = placesIn(deployed, scopeOf(desired, declared))
    if (sent === undefined) hasEmailProvider = await tenant.hasEmailProvider()
    return {
      ...{
        settings,
        api,
        configuration: new Configuration(api),
        reading,
        landings,
        before,
        plan: planned,
        secrets,
      },
      after: hashesAfter(before, wanted, target),
      madeFrom: madeFrom(tenantFolder, given, ofPlan(flags), callbacks),
      notes: [
        ...(since === undefined ? [] : [sayRequiredSince(since, auth0Now)]),
        ...[shorterLinks(settings.linkLifetimeSec) ?? []].flat(),
      ],
      doubts: doubtsOf(settings, reading),
      hasEmailProvider,
      now: () => api.clock.now(),
    }
  }
  const first = await look()
  const sent = first.plan.send.actions.map(({ name }) => name)
  const again: PlannedDeploy['again'] = async () => ({ ...(await look(sent)), again })
  return { ...first, again }
}

/** The flags that say what is deployed and stand for no setting. */
function ofPlan({ first, secrets }: Call['flags']): Readonly<Record<string, unknown>> {
  return { first, secrets }
}

/** What people should not miss, whatever the plan is. */
function doubtsOf({ doubts }: DeploySettings, { deployed, saved }: Reading): string[] {
  if (saved.entries.length > 0 || oursIn(deployed).length === 0) return doubts
  return [...doubts, NOTHING_SAVED]
}

const NOTHING_SAVED = `ours is deployed, but the Action ${SAVED_STATE_ACTION} is gone: somebody deleted it. What the tenant had before our first deploy (its reset mail, its texts) cannot be brought back by “deploy rollback” or “deploy remove”.`

function settingsFor({ environment, flags }: Call): DeploySettings {
  const settings = readDeploySettings(environment)
  const without = deployParts.filter((part) => settings.without.includes(part) || flags[`without-${part}`] === true)
  return { ...settings, without, keepsResetMail: settings.keepsResetMail || flags['keep-reset-body'] === true }
}

function whereToLook(desired: Desired, declared: string[], { connection, clientId }: DeploySettings): WhereToLook {
  return {
    actions: declared,
    triggers: Object.keys(desired.triggers),
    prompts: Object.entries(desired.customText).flatMap(([language, prompts]) =>
      Object.keys(prompts).map((prompt): [string, string] => [language, prompt]),
    ),
    client: clientId === undefined ? undefined : { connection, clientId },
  }
}

/** Says what a deploy changes, why, and what it leaves alone. */
export function printPlan(output: Output, planned: PlannedDeploy): void {
  const {
    plan: { changes, untouched },
    settings: { domain },
    notes,
    doubts,
    landings,
    hasEmailProvider,
  } = planned
  const unseen = notLookedAt(planned)
  for (const { what, why } of unseen) output.notLookedAt(what, why)
  if (changes.length === 0) output.well(`${domain} is as tenant/ and the settings declare it.`)
  else output.say([`Into ${domain}:`, ...changes.flatMap(linesFor)])
  output.say(`  Not touched: ${untouched.join('; ')}.`)
  output.say(`  ${tellLandings(landings)}`)
  if (changes.length > 0) {
    output.say(
      `  Saved first: what is there now, in the tenant’s Action ${SAVED_STATE_ACTION} (never deployed); a template also in backups/.`,
    )
  }
  for (const note of notes) output.say(`  ${note}`)
  for (const change of changes) output.record({ type: 'change', ...change })
  for (const doubt of doubts) output.warn(doubt)
  if (hasEmailProvider !== false) return
  output.warn(
    'the tenant has no email provider of its own. Auth0’s built-in one ignores templates: invitations would arrive as ordinary password resets. Set one up under Branding > Email Provider.',
  )
}

/** What the plan does not know, and why. */
export function notLookedAt({
  hasEmailProvider,
  reading,
  settings: { clientId, connection },
}: PlannedDeploy): { what: string; why: string }[] {
  const isClientUnseen = clientId !== undefined && reading.deployed.client === undefined
  return [
    ...(isClientUnseen
      ? [{ what: `whether the app may use the connection ${connection}`, why: lacks('read:connections') }]
      : []),
    ...(clientId === undefined
      ? [{ what: 'whether the app may use the connection', why: 'INVITATIONS_CLIENT_ID is not set.' }]
      : []),
    ...(hasEmailProvider === undefined ? [{ what: 'the email provider', why: lacks('read:email_provider') }] : []),
  ]
}

function lacks(scope: string): string {
  return `The app that deploys lacks the scope ${scope}.`
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

function linesFor({ action, change, affects_everybody, diff }: Change): string[] {
  const lines = [`  ${signs[action]} ${change}${affects_everybody === undefined ? '' : ` ${affects_everybody}`}`]
  if (diff !== undefined) lines.push(...diff.split('\n').map((line) => `      ${line}`))
  return lines
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', 'false', '0'].includes(value.trim().toLowerCase())
}
