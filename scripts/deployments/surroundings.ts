import { Turns } from '../auth0/fetch/paced-fetch.ts'
import { proxiedFetch } from '../auth0/fetch/proxy.ts'
import { secretOf, tenantApi } from '../auth0/tenant-api.ts'
import { own } from '../../actions/invitation/read.ts'
import { Disk } from '../ground/disk/disk.ts'
import { InvitationsError } from '../ground/errors.ts'
import { fitting, hasFields, type Described } from '../ground/given/described.ts'
import * as kinds from '../ground/given/kinds.ts'
import { credentialsIn, Secrets } from '../ground/secrets.ts'
import type { DeploySettings } from '../ground/settings/deploy-settings.ts'
import type { Environment } from '../ground/settings/invitation-settings.ts'
import { at, textAt } from '../ground/unknown.ts'
import type { Tenant } from './tenant.ts'

/** What createDeployments uses instead of the machine's own. */
export interface Surroundings {
  /**
   * PATH, HOME, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates that Node trusts (NODE_EXTRA_CA_CERTS,
   * SSL_CERT_FILE, …) are taken from it, also for the Deploy CLI. Default: the machine's environment at the time of the call.
   */
  environment?: Readonly<Record<string, string | undefined>> | undefined
  /** Makes every call to Auth0 except the Deploy CLI's. Default: Node's own, through the environment's proxy. */
  fetch?: typeof fetch | undefined
  /**
   * Turns that are shared with others.
   * @internal
   */
  turns?: Turns | undefined
  /** @internal */
  disk?: Disk | undefined
  /** @internal */
  secrets?: Secrets | undefined
}

const described: Described<Surroundings> = {
  name: 'the surroundings',
  fields: {
    environment: kinds.environment,
    fetch: { wanted: 'a function like fetch', parse: (given) => (isFetch(given) ? given : undefined) },
    turns: { wanted: 'left out', parse: (given) => (given instanceof Turns ? given : undefined) },
    disk: { wanted: 'left out', parse: (given) => (isDisk(given) ? given : undefined) },
    secrets: { wanted: 'left out', parse: (given) => (isSecrets(given) ? given : undefined) },
  },
}

/**
 * The tenant as these surroundings reach it; makes no call yet.
 * @throws InvitationsError `settings_incomplete` for settings that settingsFrom did not make, or a bad proxy; `usage`
 */
export function tenantIn(settings: DeploySettings, given: unknown = {}): Tenant {
  requireSettings(settings)
  const surroundings = fitting(given, described)
  const { environment = { ...process.env }, turns = new Turns() } = surroundings
  const { fetch = proxiedFetch(environment, settings.domain) } = surroundings
  const { secrets = new Secrets(credentialsOf(settings, environment)) } = surroundings
  const { disk = new Disk(secrets, { isRunning: () => true, now: new Date() }) } = surroundings
  return { settings, api: tenantApi(settings, { turns, fetch }), environment, disk, secrets }
}

/** Callers without types may pass anything. */
function requireSettings(settings: unknown): void {
  const isRead = ['credentials', 'secrets'].every((part) => hasFields(own(settings, part)))
  if (isRead && textAt(settings, 'domain') !== '' && Array.isArray(own(settings, 'pageLanguages'))) return
  throw new InvitationsError('settings_incomplete', 'The settings are not deploy settings.', {
    hint: 'Pass what settingsFrom of auth0-invitations/deployments returns, like settingsFrom(process.env).',
  })
}

// Checked by their methods: the program makes them, and its bundle has its own copies of the classes.
function isDisk(given: unknown): given is Disk {
  return typeof at(given, 'temporaryFolder') === 'function'
}

function isSecrets(given: unknown): given is Secrets {
  return typeof at(given, 'hide') === 'function'
}

function isFetch(given: unknown): given is typeof fetch {
  return typeof given === 'function'
}

function credentialsOf({ credentials, secrets }: DeploySettings, environment: Environment): string[] {
  return [...credentialsIn({ ...environment, ...secrets }), secretOf(credentials)]
}
