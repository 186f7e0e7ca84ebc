import type { TenantApi } from '../auth0/tenant-api.ts'
import type { Disk } from '../ground/disk/disk.ts'
import type { Secrets } from '../ground/secrets.ts'
import type { DeploySettings } from '../ground/settings/deploy-settings.ts'
import type { Environment } from '../ground/settings/invitation-settings.ts'

/** What every operation works with. */
export interface Tenant {
  settings: DeploySettings
  api: TenantApi
  /** The Deploy CLI gets a part of it. */
  environment: Environment
  /** Where the Deploy CLI's files are for as long as it runs. */
  disk: Disk
  /** What the Deploy CLI may not say. */
  secrets: Secrets
}

/** What every operation that changes the tenant can be told besides. */
export interface ChangeOptions<Planned> {
  /** Plans, and changes nothing. */
  dryRun?: boolean | undefined
  /** Hears what would be done, before anything is. */
  planned?: ((planned: Planned) => void) | undefined
  /** Awaited before the first change, where there is one to make; throws, or answers false, to change nothing. */
  approve?: ((planned: Planned) => Promise<void>) | undefined
}

/** What every operation that runs the Deploy CLI can be told besides. */
export interface DeployCliOptions {
  /** Hears the lines of the Deploy CLI; no secret is in them. */
  progress?: ((line: string) => void) | undefined
  /** Ends the Deploy CLI, with an InvitationsError `interrupted`; deploying again finishes what was begun. */
  signal?: AbortSignal | undefined
}
