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

/** What to deploy, and how, in addition to the settings. All flags are false by default. */
export interface PlanOptions {
  /** Parts to leave out, in addition to those in INVITATIONS_WITHOUT. */
  without?: readonly (typeof deployParts)[number][] | undefined
  /** Keeps the tenant's own mail for ordinary resets inside ours, as INVITATIONS_KEEP_RESET_BODY does. */
  keepsResetMail?: boolean | undefined
  /** Runs our Actions before other Actions at a sign-in, not after them. */
  bindsFirst?: boolean | undefined
  /** Writes the Actions' secrets again, even if nothing shows that they changed. */
  writesSecrets?: boolean | undefined
  /** Goes on even if somebody is editing one of our Actions in the dashboard, and discards that draft. */
  overwritesDrafts?: boolean | undefined
}

/** What a deploy would do, and what the plan depends on. */
export interface DeployPlan {
  domain: string
  changes: Change[]
  /** What stays as it is, other than ours, in sentences. */
  untouched: string[]
  /** Where invitations may lead. */
  landings: Landings
  /** What the plan depends on, in sentences. */
  notes: string[]
  /** What people should not miss, in sentences. */
  doubts: string[]
  /** What the plan could not find out, and why. */
  notLookedAt: { what: string; why: string }[]
  /** Whether the tenant has an email provider of its own; undefined if the token may not read that. */
  hasEmailProvider: boolean | undefined
  /** Name of the tenant's Action that keeps what is replaced. That Action is never deployed. */
  savedIn: string
  /** The plan as a file's text, for `apply` later or on another machine. It holds no secret and no text of the tenant. */
  toFile: () => string
}

/** A planned deploy, and what it was planned from. */
export interface PlannedDeploy {
  shown: DeployPlan
  plan: Plan
  reading: Reading
  /** What the places that the deploy writes have now, and what they will have. */
  before: Places
  after: Hashes
  /** What else the plan is made from. */
  madeFrom: MadeFrom
  /** What is known about the Actions' secrets. */
  secrets: WrittenSecrets
  /** Reads the tenant again after the deploy, and plans what is left to do. */
  again: () => Promise<PlannedDeploy>
}

/**
 * Builds the Actions, reads the tenant and compares; changes nothing.
 * @throws InvitationsError if the settings or the tenant do not allow the deploy
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
  /** @param sent names in the tenant of the Actions that were deployed a moment ago */
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

/** What people should not miss, whatever the plan says. */
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
