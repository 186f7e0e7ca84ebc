import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { endpoints } from '../auth0/endpoints.ts'
import type { TenantApi } from '../auth0/tenant-api.ts'
import { MachineApps } from '../auth0/machine-apps.ts'
import { lookAtList } from '../auth0/look.ts'
import { InvitationsError } from '../ground/errors.ts'
import { audienceOf } from '../ground/settings/tenant-settings.ts'
import { listAt, textAt } from '../ground/unknown.ts'
import { readClient, readGrant } from './declared/files.ts'
import { projectFolder } from './declared/project.ts'
import type { ChangeOptions, DeployCliOptions, Tenant } from './tenant.ts'

/** What has to change about the apps that run the program, one sentence each; empty if nothing does. */
export interface CredentialsPlan {
  domain: string
  changes: string[]
}

export type CredentialsOptions = ChangeOptions<CredentialsPlan> &
  DeployCliOptions & {
    /** Also creates the app that links accounts of other providers (INVITATIONS_ACCEPT_WITH). Default: false. */
    linking?: boolean | undefined
  }

/** The app whose secret only the Action link-identity has. */
export const LINKING_APP = 'invitations-linking'

/**
 * Creates the apps that tenant/clients and tenant/grants declare, for inviting and for deploying. Running it again
 * finishes what was cut off.
 * @param only names of the apps to create; default: all that are declared, but the linking app only if it is wanted
 * @throws InvitationsError `missing_scope` if the token may not read apps
 */
export async function credentials(
  options: CredentialsOptions,
  tenant: Tenant,
  only?: readonly string[],
): Promise<CredentialsPlan> {
  const { settings } = tenant
  const { progress, signal } = options
  const api = signal === undefined ? tenant.api : tenant.api.until(signal)
  const declared = readCredentials(join(projectFolder(), 'tenant'), audienceOf(settings))
  const isWanted = (name: string) => only?.includes(name) ?? (name !== LINKING_APP || options.linking === true)
  const wanted = declared.filter(({ name }) => isWanted(name))
  const granted = await grantedIn(wanted, api)
  const differing = wanted.flatMap((credential) => {
    const before = granted[credential.name]
    const change = changeOf(credential, before)
    return change === undefined ? [] : [{ credential, before, change }]
  })
  const plan = { domain: settings.domain, changes: differing.map(({ change }) => change) }
  options.planned?.(plan)
  if (options.dryRun || differing.length === 0) return plan
  await options.approve?.(plan)
  for (const { credential, before } of differing) {
    await make(credential, before, new MachineApps(api))
    progress?.(`Made ${credential.name} …`)
  }
  return plan
}

async function make(
  { client, audience, scopes }: Credential,
  before: Granted | undefined,
  apps: MachineApps,
): Promise<void> {
  if (before === undefined) return apps.grant(await apps.create(client), audience, scopes)
  await apps.change(before.client_id, client)
  if (before.grant_id === undefined) return apps.grant(before.client_id, audience, scopes)
  return apps.changeGrant(before.grant_id, scopes)
}

/** One of our machine-to-machine apps, and what it may do. */
export interface Credential {
  name: string
  client: { name: string }
  audience: string
  scopes: string[]
}

/** The apps that people and CI use to run the program. */
export function readProgramCredentials(tenantFolder: string, audience: string): Credential[] {
  return readCredentials(tenantFolder, audience).filter(({ name }) => name !== LINKING_APP)
}

/** The apps that tenant/clients and tenant/grants declare. @param audience of the tenant's Management API */
export function readCredentials(tenantFolder: string, audience: string): Credential[] {
  return readdirSync(join(tenantFolder, 'clients')).map((file) => {
    const app = file.replace(/\.json$/, '')
    const client = readClient(tenantFolder, app)
    const { audience: declared, scope } = readGrant(tenantFolder, app)
    const isOfTenant = declared === audienceOf({ domain: '##AUTH0_DOMAIN##' })
    return { name: client.name, client, audience: isOfTenant ? audience : declared, scopes: scope }
  })
}

/** An app in the tenant, and what it may do there. */
interface Granted {
  client_id: string
  /** Undefined if the app may not use the Management API at all. */
  grant_id: string | undefined
  scopes: readonly string[]
}

function changeOf({ name, scopes }: Credential, granted: Granted | undefined): string | undefined {
  if (granted === undefined) return `App ${name}: create it, with ${scopes.length} scopes: ${scopes.join(', ')}.`
  const before = granted.scopes
  const added = scopes.filter((scope) => !before.includes(scope))
  const gone = before.filter((scope) => !scopes.includes(scope))
  if (added.length === 0 && gone.length === 0) return undefined
  const parts = [
    ...(added.length > 0 ? [`gets ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`loses ${gone.join(', ')}`] : []),
  ]
  return `App ${name}: ${parts.join(' and ')}.`
}

/**
 * Keyed by the app's name; undefined if the tenant has no such app.
 * @throws InvitationsError `missing_scope` if the token may not read apps and grants
 */
async function grantedIn(
  wanted: readonly Credential[],
  api: TenantApi,
): Promise<Readonly<Record<string, Granted | undefined>>> {
  const [clients, grants] = await Promise.all([
    lookAtList(api, endpoints.apps('client_id', 'name')),
    lookAtList(api, endpoints.grants(wanted[0]?.audience ?? '')),
  ])
  if (!('found' in clients) || !('found' in grants)) {
    const hint =
      'An administrator’s token is needed once, as AUTH0_ACCESS_TOKEN: Dashboard > APIs > Auth0 Management API > API Explorer.'
    throw new InvitationsError('missing_scope', 'The token may not read apps and their grants.', { hint })
  }
  return Object.fromEntries(
    wanted.map(({ name }) => {
      const app = clients.found.find((one) => textAt(one, 'name') === name)
      const client_id = textAt(app, 'client_id')
      const grant = grants.found.find((one) => textAt(one, 'client_id') === client_id)
      const grant_id = grant === undefined ? undefined : textAt(grant, 'id')
      const scopes = listAt(grant, 'scope').map(String)
      return [name, app === undefined ? undefined : { client_id, grant_id, scopes }]
    }),
  )
}
