import type { TenantApi } from '../auth0/tenant-api.ts'
import type { Disk } from '../ground/disk/disk.ts'
import type { Secrets } from '../ground/secrets.ts'
import type { DeploySettings } from '../ground/settings/deploy-settings.ts'
import type { Environment } from '../ground/settings/invitation-settings.ts'

/** What every operation works with. */
export interface Tenant {
  settings: DeploySettings
  api: TenantApi
  /** The Deploy CLI gets part of it. */
  environment: Environment
  /** Holds the Deploy CLI's files while it runs. */
  disk: Disk
  /** What the Deploy CLI's output must not contain. */
  secrets: Secrets
}

/** Further options of every operation that changes the tenant. */
export interface ChangeOptions<Planned> {
  /** Plans, and changes nothing. Default: false. */
  dryRun?: boolean | undefined
  /** Called with the plan before anything changes. */
  planned?: ((planned: Planned) => void) | undefined
  /** Awaited before the first change, if there is one. If it throws or returns false, nothing changes. */
  approve?: ((planned: Planned) => Promise<void>) | undefined
}

/** Further options of every operation that runs the Deploy CLI. */
export interface DeployCliOptions {
  /** Called with each line of the Deploy CLI's output; the lines hold no secrets. */
  progress?: ((line: string) => void) | undefined
  /** Stops the Deploy CLI with an InvitationsError `interrupted`. Deploying again finishes the deploy. */
  signal?: AbortSignal | undefined
}
