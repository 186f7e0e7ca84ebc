import type { Clients } from '../auth0/clients.ts'
import type { TenantApi } from '../auth0/tenant-api.ts'
import type { Roles } from '../auth0/roles.ts'
import type { Users } from '../auth0/users.ts'
import type { InvitationSettings } from '../ground/settings/invitation-settings.ts'

/** What every operation works with. */
export interface Tenant {
  settings: InvitationSettings
  api: TenantApi
  users: Pick<Users, keyof Users>
  clients: Pick<Clients, keyof Clients>
  roles: Pick<Roles, keyof Roles>
  /**
   * Auth0's time, once Auth0 has answered any call (tenant-clock.ts). Ask for it after a call: before the first one, it is
   * the machine's time, which may be wrong. In a long run, ask again.
   */
  now: () => Date
  /** Waits this many ms. */
  wait: (ms: number) => Promise<void>
}

/** Further options of every operation. */
export interface CallOptions {
  /** Says what would be done, with the reason `dry_run`, and does nothing. Default: false. */
  dryRun?: boolean | undefined
  /**
   * Stops before the next call, with an InvitationsError `interrupted`. Once an invitation is being changed, the calls that
   * belong to it are still made: an account without its mail, or a revocation half done, would be worse.
   */
  signal?: AbortSignal | undefined
}
