import { Turns } from '../auth0/fetch/paced-fetch.ts'
import { proxiedFetch } from '../auth0/fetch/proxy.ts'
import { secretOf, tenantApi } from '../auth0/tenant-api.ts'
import { Disk } from '../ground/disk/disk.ts'
import { credentialsIn, Secrets } from '../ground/secrets.ts'
import type { DeploySettings } from '../ground/settings/deploy-settings.ts'
import type { Environment } from '../ground/settings/invitation-settings.ts'
import type { Tenant } from './tenant.ts'

/** What createDeployments works with; the machine's own by default. */
export interface Surroundings {
  /**
   * PATH, HOME, the proxy (HTTPS_PROXY, NO_PROXY) and NODE_EXTRA_CA_CERTS are taken from it, for the Deploy CLI too.
   * Default: the machine's at this moment.
   */
  environment?: Readonly<Record<string, string | undefined>> | undefined
  /** Makes every call to Auth0 but the Deploy CLI's; default: Node's own, through the proxy of the environment. */
  fetch?: typeof fetch | undefined
  /**
   * Turns that others take too.
   * @internal
   */
  turns?: Turns | undefined
  /** @internal */
  disk?: Disk | undefined
  /** @internal */
  secrets?: Secrets | undefined
}

/** The tenant as these surroundings reach it; no call yet. @throws InvitationsError for a proxy that cannot be used */
export function tenantIn(settings: DeploySettings, surroundings: Surroundings): Tenant {
  const { environment = { ...process.env }, turns = new Turns() } = surroundings
  const { fetch = proxiedFetch(environment, settings.domain) } = surroundings
  const { secrets = new Secrets(credentialsOf(settings, environment)) } = surroundings
  const { disk = new Disk(secrets, { isRunning: () => true, now: new Date() }) } = surroundings
  return { settings, api: tenantApi(settings, { turns, fetch }), environment, disk, secrets }
}

function credentialsOf({ credentials, secrets }: DeploySettings, environment: Environment): string[] {
  return [...credentialsIn({ ...environment, ...secrets }), secretOf(credentials)]
}
