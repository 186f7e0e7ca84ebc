import type { InvitationSettings } from '../ground/settings/invitation-settings.ts'
import type { Tenant } from './tenant.ts'

/** Where invitations are, without what opens it, and the time there. */
export interface Place extends Pick<
  InvitationSettings,
  'domain' | 'customDomain' | 'clientId' | 'connection' | 'locale' | 'timeZone' | 'roles' | 'acceptWith'
> {
  /** At Auth0, once any answer was had. */
  now: Date
}

export function placeOf({ settings, now }: Pick<Tenant, 'settings' | 'now'>): Place {
  const { domain, customDomain, clientId, connection, locale, timeZone, roles, acceptWith } = settings
  return { domain, customDomain, clientId, connection, locale, timeZone, roles, acceptWith, now: now() }
}
