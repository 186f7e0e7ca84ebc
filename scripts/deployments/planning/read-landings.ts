import { landingsOf, landingsToSecret, type Landings } from '../../../actions/invitation/landings.ts'
import { entries, LONGEST_SECRET } from '../../../actions/invitation/settings.ts'
import { Clients } from '../../auth0/clients.ts'
import type { TenantApi } from '../../auth0/tenant-api.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { DeploySettings } from '../../ground/settings/deploy-settings.ts'

const SECRET = 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS'

/**
 * Where invitations may lead, from the settings and from the apps' present callbacks. The mail template and the Action's
 * secret get the same list. One call for each app.
 * @returns the settings with the secret that holds the list, and the callbacks keyed by client id
 * @throws InvitationsError `missing_scope` without read:clients, `settings_incomplete` if an app does not exist
 */
export async function readLandings(
  settings: DeploySettings,
  api: TenantApi,
): Promise<{ landings: Landings; settings: DeploySettings; callbacks: Record<string, string[]> }> {
  const { appUrl, clientId, otherApps, secrets } = settings
  const clients = new Clients(api)
  const ids = [...new Set([...(clientId === undefined ? [] : [clientId]), ...otherApps])]
  const callbacks: Record<string, string[]> = {}
  for (const id of ids) callbacks[id] = await clients.callbacksOf(id)
  const { [SECRET]: allowed, ...others } = secrets
  const landings = landingsOf({ allowedOrigins: entries(allowed), appUrl, clientId, callbacks })
  const secret = landingsToSecret(landings)
  if (secret.length > LONGEST_SECRET) throw tooMany(secret.length)
  return {
    landings,
    callbacks,
    settings: { ...settings, secrets: { ...others, ...(secret !== '' && { [SECRET]: secret }) } },
  }
}

function tooMany(length: number): InvitationsError {
  return new InvitationsError(
    'settings_incomplete',
    `The origins that invitations may lead to take ${length} characters, but Auth0 allows only ${LONGEST_SECRET} in a secret. Nothing was changed.`,
    {
      hint: `Name fewer in ${SECRET} or fewer apps in INVITATIONS_OTHER_APPS, or remove callbacks that the apps no longer need.`,
    },
  )
}
