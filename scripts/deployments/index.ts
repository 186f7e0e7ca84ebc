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
 * What is deployed into one tenant. Each method reads the tenant afresh and throws InvitationsError. What changes
 * something plans first: `planned` hears what would be done, `approve` is asked before the first change, and with
 * `dryRun` nothing is done.
 */
export interface Deployments {
  /** Builds the Actions, reads the tenant and compares; changes nothing. Needs the Deploy CLI and esbuild, as `apply`. */
  plan(options?: PlanOptions): Promise<DeployPlan>
  /** Has the Deploy CLI write what differs, after what is there was saved in the tenant. Again, it changes nothing. */
  apply(options?: ApplyOptions): Promise<Applied>
  /** What was deployed and rolled back, as the tenant keeps it. */
  history(): Promise<History>
  /** Brings back what was there before a deploy, as far as nobody changed it since. */
  rollback(options?: RollbackOptions): Promise<RollbackPlan>
  /** Takes everything of ours out, and brings back what was there before the first deploy. */
  remove(options?: RemoveOptions): Promise<Removed>
  /** Makes the machine-to-machine apps that run the program; needs an administrator's token. */
  credentials(options?: CredentialsOptions): Promise<CredentialsPlan>
  /** Everything that would keep invitations from working, the worst first, with the fix. */
  doctor(): Promise<Finding[]>
}

/**
 * Whatever a method is given is checked before its first call.
 * @param settings as `settingsFrom` reads them
 * @throws InvitationsError `settings_incomplete` or `usage`; no call is made before the first method is called
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
