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
   * The time now at Auth0, once any answer was had (tenant-clock.ts); a long run moves on. Ask after a call, not before the
   * first one: until then it is the machine's time, which may be wrong.
   */
  now: () => Date
  /** Waits so many ms. */
  wait: (ms: number) => Promise<void>
}

/** What every operation can be told besides. */
export interface CallOptions {
  /** Says what would be done, with the reason `dry_run`, and does nothing. */
  dryRun?: boolean | undefined
  /**
   * Stops before the next call, with an InvitationsError `interrupted`. Once an invitation is being changed, the calls
   * that belong to it are made all the same: an account without its mail, or a revocation half done, would be worse.
   */
  signal?: AbortSignal | undefined
}
