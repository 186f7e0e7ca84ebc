import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isUnfinished } from '../../ground/disk/left-behind.ts'
import type { DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { readTextFile } from '../../ground/text-file.ts'
import type { MadeFrom } from './plan-file.ts'

/** Folders of tenant/ that are not deployed: settings of each tenant, and the apps that run the program. */
const NOT_DEPLOYED = ['env', 'clients', 'grants']

/**
 * What a plan depends on besides the tenant's own places. Each part has the name that people know it by.
 * @param given the settings before the apps' callbacks were added; credentials are left out
 * @param flags of the command, as far as they choose what is deployed
 * @param callbacks of the apps, keyed by client id
 */
export function madeFrom(
  tenantFolder: string,
  given: DeploySettings,
  flags: Readonly<Record<string, unknown>>,
  callbacks: Readonly<Record<string, unknown>>,
): MadeFrom {
  const files = readdirSync(tenantFolder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !isUnfinished(file.name)) // other deploys write and delete those
    .map(({ parentPath, name }) => join(parentPath, name).slice(tenantFolder.length + 1))
    .filter((file) => !NOT_DEPLOYED.some((folder) => file.startsWith(folder)))
    .sort()
  const { locale, pageLanguages, requiresInvitation, without, keepsResetMail, clientId, otherApps } = given
  return {
    sources: Object.fromEntries(files.map((file) => [sourceOf(file), readTextFile(join(tenantFolder, file))])),
    settings: {
      ...given.secrets,
      INVITATIONS_DEFAULT_LOCALE: locale,
      INVITATIONS_LINK_LIFETIME: given.linkLifetimeSec,
      INVITATIONS_LANGUAGES: pageLanguages,
      INVITATIONS_REQUIRE: requiresInvitation,
      INVITATIONS_WITHOUT: without,
      INVITATIONS_KEEP_RESET_BODY: keepsResetMail,
      INVITATIONS_CLIENT_ID: clientId,
      INVITATIONS_OTHER_APPS: otherApps,
      INVITATIONS_APP_URL: given.appUrl,
      INVITATIONS_CONNECTION: given.connection,
      ...Object.fromEntries(Object.entries(flags).map(([flag, value]) => [`--${flag}`, value === true])),
    },
    apps: Object.fromEntries(Object.entries(callbacks).map(([id, all]) => [`the callbacks of the app ${id}`, all])),
  }
}

/** Names the built code of an Action after what it is built from. */
function sourceOf(file: string): string {
  const [, name] = /^actions[\\/]([^\\/]+)[\\/]code\.js$/.exec(file) ?? []
  return name === undefined ? `tenant/${file.replaceAll('\\', '/')}` : `actions/ (${name})`
}
