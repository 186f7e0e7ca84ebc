import type { InvitationSettings } from '../ground/settings/invitation-settings.ts'
import type { Tenant } from './tenant.ts'

/** Where the invitations are (without credentials), and the time there. */
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
  /** Auth0's time, once Auth0 has answered any call. */
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
