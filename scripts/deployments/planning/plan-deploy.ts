import { join } from 'node:path'
import type { Landings } from '../../../actions/invitation/landings.ts'
import { DeployedTenant } from '../../auth0/deployed.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { deployParts, type DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { shorterLinks } from '../../ground/settings/link-lifetime.ts'
import { requireTools } from '../applying/tools.ts'
import { bundleActions } from '../declared/bundle.ts'
import { declaredActionNames, readDesired } from '../declared/desired.ts'
import { projectFolder } from '../declared/project.ts'
import { oursIn } from '../deployed/ours.ts'
import { hashesAfter, placesIn, scopeOf, type Hashes, type Places } from '../deployed/places.ts'
import { readDeployed, whereDeclared, type Reading } from '../deployed/read-deployed.ts'
import { SAVED_STATE_ACTION } from '../saved/saved-state.ts'
import { noteSecrets, type WrittenSecrets } from '../saved/written-secrets.ts'
import type { Tenant } from '../tenant.ts'
import type { Change } from './change.ts'
import { compare, type Plan } from './compare.ts'
import { keepResetMail } from './keep-reset-mail.ts'
import { madeFrom } from './made-from.ts'
import { merge } from './merge.ts'
import { planToFile, type MadeFrom } from './plan-file.ts'
import { readLandings } from './read-landings.ts'
import { refuseWhatHarms } from './refuse.ts'
import { requiredSince, sayRequiredSince, withRequiredSince } from './required-since.ts'

/** What is deployed, beside what the settings say. */
export interface PlanOptions {
  /** Further parts to leave out, as INVITATIONS_WITHOUT does. */
  without?: readonly (typeof deployParts)[number][] | undefined
  /** Keeps the tenant's own mail for ordinary resets inside of ours, as INVITATIONS_KEEP_RESET_BODY does. */
  keepsResetMail?: boolean | undefined
  /** Binds ours before other Actions at a sign-in, not after them. */
  bindsFirst?: boolean | undefined
  /** Writes the Actions' secrets again, also where nothing shows that they changed. */
  writesSecrets?: boolean | undefined
  /** Goes on where somebody edits an Action of ours in the dashboard. */
  overwritesDrafts?: boolean | undefined
}

/** What a deploy would do, and what that rests on. */
export interface DeployPlan {
  domain: string
  changes: Change[]
  /** What stays as it is, beside ours, in sentences. */
  untouched: string[]
  /** Where invitations may lead. */
  landings: Landings
  /** What the plan rests on, in sentences. */
  notes: string[]
  /** What people should not miss, in sentences. */
  doubts: string[]
  /** What the plan does not know, and why. */
  notLookedAt: { what: string; why: string }[]
  /** Whether the tenant has an email provider of its own; undefined: the token may not look. */
  hasEmailProvider: boolean | undefined
  /** Name of the tenant's Action that keeps what is replaced; it is never deployed. */
  savedIn: string
  /** The plan as the text of a file, for `apply` on another machine or later: without a secret or a text of the tenant. */
  toFile: () => string
}

/** A deploy as it was planned, and what it was planned from. */
export interface PlannedDeploy {
  shown: DeployPlan
  plan: Plan
  reading: Reading
  /** What is there in the places that the deploy writes, and what will be. */
  before: Places
  after: Hashes
  /** What the plan is made from besides. */
  madeFrom: MadeFrom
  /** What is known of the Actions' secrets. */
  secrets: WrittenSecrets
  /** Reads the tenant again after it was deployed into, and plans what is left to do. */
  again: () => Promise<PlannedDeploy>
}

/**
 * Builds the Actions, reads the tenant and compares; changes nothing.
 * @throws InvitationsError where the settings or the tenant do not let the deploy go on
 */
export async function planDeploy(options: PlanOptions, tenant: Tenant): Promise<PlannedDeploy> {
  const { api } = tenant
  refuseAllowDelete(tenant)
  requireTools()
  const given = settingsFor(options, tenant)
  const tenantFolder = join(projectFolder(), 'tenant')
  const sizes = await bundleActions()
  const { landings, settings, callbacks } = await readLandings(given, api)
  const desired = readDesired(tenantFolder, settings, landings)
  const declared = declaredActionNames(tenantFolder)
  const where = whereToLook(settings, { ...desired, actions: declared, triggers: Object.keys(desired.triggers) })
  const { bindsFirst, writesSecrets, overwritesDrafts } = options
  const from = madeFrom(tenantFolder, given, { first: bindsFirst, secrets: writesSecrets }, callbacks)
  const deployedTenant = new DeployedTenant(api)
  let hasEmailProvider: boolean | undefined
  /** @param sent what was deployed a moment ago, by the names that the tenant has for the Actions */
  const look = async (sent?: string[]): Promise<PlannedDeploy> => {
    if (sent !== undefined) deployedTenant.lookAgain()
    const reading = await readDeployed(deployedTenant, where)
    const { deployed, saved } = reading
    const auth0Now = api.clock.now()
    const since = requiredSince(desired, deployed, saved, auth0Now)
    const resetEmail = settings.keepsResetMail
      ? await keepResetMail(desired.resetEmail, deployed.resetEmail, saved.origin.templates['reset_email'] ?? undefined)
      : desired.resetEmail
    const wanted = { ...(since === undefined ? desired : withRequiredSince(desired, since)), resetEmail }
    const target = merge(wanted, deployed, bindsFirst === true)
    const just = Object.keys(deployed.actions).filter((name) => sent?.includes(deployed.actions[name]?.name ?? ''))
    const secrets = noteSecrets(saved.secrets ?? {}, deployed.actions, just)
    const writesAll = writesSecrets === true && sent === undefined
    const plan = compare(wanted, target, deployed, sizes, { written: secrets, writesAll })
    refuseWhatHarms(target, deployed, plan, { overwritesDrafts: overwritesDrafts === true })
    const before = placesIn(deployed, scopeOf(desired, declared))
    if (sent === undefined) hasEmailProvider = await deployedTenant.hasEmailProvider()
    const shown: DeployPlan = {
      ...{ domain: settings.domain, changes: plan.changes, untouched: plan.untouched, landings, hasEmailProvider },
      notes: [
        ...(since === undefined ? [] : [sayRequiredSince(since, auth0Now)]),
        ...[shorterLinks(settings.linkLifetimeSec) ?? []].flat(),
      ],
      doubts: doubtsOf(settings, reading),
      notLookedAt: notLookedAt(settings, reading, hasEmailProvider),
      savedIn: SAVED_STATE_ACTION,
      toFile: () => planToFile(settings.domain, deployed, plan, from),
    }
    const after = hashesAfter(before, wanted, target)
    const again = () => look(sent ?? plan.send.actions.map(({ name }) => name))
    return { shown, plan, reading, before, after, madeFrom: from, secrets, again }
  }
  return look()
}

function refuseAllowDelete({ environment }: Tenant): void {
  if (!isOn(environment['AUTH0_ALLOW_DELETE'])) return
  throw new InvitationsError(
    'allow_delete_refused',
    'AUTH0_ALLOW_DELETE is set: the Deploy CLI would then delete every Action that is not in tenant/.',
    { hint: 'Unset AUTH0_ALLOW_DELETE and run it again. Nothing was changed.' },
  )
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', 'false', '0'].includes(value.trim().toLowerCase())
}

function settingsFor({ without, keepsResetMail }: PlanOptions, { settings }: Tenant): DeploySettings {
  return {
    ...settings,
    without: deployParts.filter((part) => settings.without.includes(part) || without?.includes(part)),
    keepsResetMail: settings.keepsResetMail || keepsResetMail === true,
  }
}

function whereToLook({ connection, clientId }: DeploySettings, declared: Parameters<typeof whereDeclared>[0]) {
  return { ...whereDeclared(declared), client: clientId === undefined ? undefined : { connection, clientId } }
}

/** What people should not miss, whatever the plan is. */
function doubtsOf({ doubts }: DeploySettings, { deployed, saved }: Reading): string[] {
  if (saved.entries.length > 0 || oursIn(deployed).length === 0) return doubts
  return [...doubts, NOTHING_SAVED]
}

const NOTHING_SAVED = `ours is deployed, but the Action ${SAVED_STATE_ACTION} is gone: somebody deleted it. “deploy rollback” and “deploy remove” cannot restore the reset mail and the texts from before our first deploy.`

function notLookedAt(
  { clientId, connection }: DeploySettings,
  { deployed }: Reading,
  hasEmailProvider: boolean | undefined,
): DeployPlan['notLookedAt'] {
  const isClientUnseen = clientId !== undefined && deployed.client === undefined
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
