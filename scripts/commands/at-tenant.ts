// Every command comes to its tenant by these, so that all that it calls there takes its turn.
import { tenantApi, type TenantApi } from '../auth0/tenant-api.ts'
import { proxiedFetch } from '../auth0/fetch/proxy.ts'
import { createInvitations, type Invitations } from '../invitations/index.ts'
import type { InvitationSettings } from '../ground/settings/invitation-settings.ts'
import type { TenantSettings } from '../ground/settings/tenant-settings.ts'
import type { Call } from './command.ts'

/** The tenant's APIs, for what a command calls itself; no call yet. */
export function apiFor(settings: TenantSettings, { turnsAt, environment }: Call): TenantApi {
  const { domain } = settings
  return tenantApi(settings, { turns: turnsAt(domain), fetch: proxiedFetch(environment, domain) })
}

/** @param share part of the tenant's limits to use; default: the usual one */
export function invitationsIn(
  settings: InvitationSettings,
  { turnsAt, environment }: Call,
  share?: number,
): Invitations {
  const { domain } = settings
  return createInvitations(settings, { turns: turnsAt(domain, share), fetch: proxiedFetch(environment, domain) })
}
