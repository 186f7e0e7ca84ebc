import type { InvitationSettings } from '../ground/settings/invitation-settings.ts'
import type { Tenant } from './tenant.ts'

/** Where invitations are, without what opens it, and the time there. */
export interface Place extends Pick<
  InvitationSettings,
  | 'domain'
  | 'customDomain'
  | 'clientId'
  | 'connection'
  | 'locale'
  | 'timeZone'
  | 'roles'
  | 'acceptWith'
  | 'mails_per_minute'
> {
  /** At Auth0, once any answer was had. */
  now: Date
}

export function placeOf({ settings, now }: Pick<Tenant, 'settings' | 'now'>): Place {
  const { domain, customDomain, clientId, connection, locale, timeZone, roles, acceptWith, mails_per_minute } = settings
  return {
    domain,
    customDomain,
    clientId,
    connection,
    locale,
    timeZone,
    roles,
    acceptWith,
    mails_per_minute,
    now: now(),
  }
}
