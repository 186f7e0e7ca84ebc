import type { DeploySettings } from '../ground/settings/deploy-settings.ts'
import { apply, type Applied, type ApplyOptions } from './applying/apply.ts'
import { credentials, type CredentialsOptions, type CredentialsPlan } from './credentials.ts'
import { diagnose } from './doctor/diagnose.ts'
import type { Finding } from './doctor/finding.ts'
import { options, optionsIn } from './options.ts'
import { planDeploy, type DeployPlan, type PlanOptions } from './planning/plan-deploy.ts'
import { remove, type Removed, type RemoveOptions } from './restoring/remove.ts'
import type { RestorationPlan } from './restoring/restoration.ts'
import { rollback, type RollbackOptions, type RollbackPlan } from './restoring/rollback.ts'
import { history, type History } from './saved/history.ts'
import { tenantIn, type Surroundings } from './surroundings.ts'

export { readDeploySettings as settingsFrom } from '../ground/settings/deploy-settings.ts'
export type {
  Applied,
  ApplyOptions,
  CredentialsOptions,
  CredentialsPlan,
  DeployPlan,
  DeploySettings,
  Finding,
  History,
  PlanOptions,
  Removed,
  RemoveOptions,
  RestorationPlan,
  RollbackOptions,
  RollbackPlan,
  Surroundings,
}

/**
 * Everything that can be done with what is deployed into one tenant. Each method reads the tenant again when it is called,
 * and throws InvitationsError. A method that changes something plans first: it calls `planned` with the plan, awaits
 * `approve` before the first change, and with `dryRun` does nothing more.
 */
export interface Deployments {
  /** Builds the Actions, reads the tenant and compares; changes nothing. Like `apply`, needs the Deploy CLI and esbuild. */
  plan(options?: PlanOptions): Promise<DeployPlan>
  /** Saves what the tenant has, then has the Deploy CLI write what differs. If nothing differs, it changes nothing. */
  apply(options?: ApplyOptions): Promise<Applied>
  /** The deploys and rollbacks that the tenant remembers. */
  history(): Promise<History>
  /** Restores what the tenant had before a deploy, except what somebody has changed since. */
  rollback(options?: RollbackOptions): Promise<RollbackPlan>
  /** Removes everything of ours, and restores what the tenant had before the first deploy. */
  remove(options?: RemoveOptions): Promise<Removed>
  /** Creates the machine-to-machine apps that run the program. Needs an administrator's token. */
  credentials(options?: CredentialsOptions): Promise<CredentialsPlan>
  /** Everything that would stop invitations from working, the worst first, with the fix. */
  doctor(): Promise<Finding[]>
}

/**
 * Makes no call itself. Each method checks its options before its first call.
 * @param settings as `settingsFrom` returns them
 * @param surroundings what to use instead of the machine's own environment and `fetch`; default: the machine's
 * @throws InvitationsError `settings_incomplete` or `usage`
 */
export function createDeployments(settings: DeploySettings, surroundings?: Surroundings): Deployments {
  const tenant = tenantIn(settings, surroundings)
  return {
    plan: async (given) => (await planDeploy(optionsIn(given, options.plan), tenant)).shown,
    apply: async (given) => apply(optionsIn(given, options.apply), tenant),
    history: () => history(tenant),
    rollback: async (given) => rollback(optionsIn(given, options.rollback), tenant),
    remove: async (given) => remove(optionsIn(given, options.remove), tenant),
    credentials: async (given) => credentials(optionsIn(given, options.credentials), tenant),
    doctor: () => diagnose(tenant),
  }
}
