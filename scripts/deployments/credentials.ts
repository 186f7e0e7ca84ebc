import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { endpoints } from '../auth0/endpoints.ts'
import type { TenantApi } from '../auth0/tenant-api.ts'
import { look } from '../auth0/look.ts'
import { InvitationsError } from '../ground/errors.ts'
import { audienceOf } from '../ground/settings/tenant-settings.ts'
import { readTextFile } from '../ground/text-file.ts'
import { listAt, textAt } from '../ground/unknown.ts'
import { importFiles, type Files } from './applying/deploy-cli.ts'
import { requireTools } from './applying/tools.ts'
import { projectFolder } from './declared/project.ts'
import type { ChangeOptions, DeployCliOptions, Tenant } from './tenant.ts'

/** What the apps that run the program lack, a sentence each; none where all is as declared. */
export interface CredentialsPlan {
  domain: string
  changes: string[]
}

export type CredentialsOptions = ChangeOptions<CredentialsPlan> & DeployCliOptions

/**
 * Makes the apps that tenant/clients and tenant/grants declare, for inviting and for deploying.
 * @throws InvitationsError `missing_scope` where the token may not look, or what stops any deploy
 */
export async function credentials(options: CredentialsOptions, tenant: Tenant): Promise<CredentialsPlan> {
  requireTools(['auth0-deploy-cli'])
  const { settings, api } = tenant
  const wanted = readCredentials(join(projectFolder(), 'tenant'), audienceOf(settings))
  const { changes, files } = planCredentials(wanted, await grantedIn(wanted, api))
  const plan = { domain: settings.domain, changes }
  options.planned?.(plan)
  if (options.dryRun || changes.length === 0) return plan
  await options.approve?.(plan)
  const { progress, signal } = options
  await importFiles({ files, languages: [], progress, signal }, tenant)
  return plan
}

/** A machine-to-machine app of the product's, and what it may do. */
export interface Credential {
  /** Name of the app. */
  name: string
  client: object
  audience: string
  scopes: string[]
}

/** The apps that tenant/clients and tenant/grants declare. @param audience of the tenant's Management API */
export function readCredentials(tenantFolder: string, audience: string): Credential[] {
  const parsed = (...path: string[]): unknown =>
    JSON.parse(
      readTextFile(join(tenantFolder, ...path)).replaceAll(audienceOf({ domain: '##AUTH0_DOMAIN##' }), audience),
    )
  return readdirSync(join(tenantFolder, 'clients')).map((file) => {
    const client = parsed('clients', file) as { name: string }
    const { audience, scope } = parsed('grants', file) as { audience: string; scope: string[] }
    return { name: client.name, client, audience, scopes: scope }
  })
}

/** As the tenant has it: scopes by the name of the app; undefined where there is no app of that name. */
type Granted = Readonly<Record<string, readonly string[] | undefined>>

/** What would change, a line each, and the files for the Deploy CLI; none where all is as declared. Pure. */
function planCredentials(wanted: readonly Credential[], granted: Granted): { changes: string[]; files: Files } {
  const differing = wanted.flatMap((credential) => {
    const change = changeOf(credential, granted[credential.name])
    return change === undefined ? [] : [{ credential, change }]
  })
  if (differing.length === 0) return { changes: [], files: {} }
  return {
    changes: differing.map(({ change }) => change),
    files: {
      clients: differing.map(({ credential: { name, client } }) => [`clients/${name}.json`, client]),
      clientGrants: differing.map(({ credential: { name, audience, scopes } }) => [
        `grants/${name}.json`,
        { client_id: name, audience, scope: scopes },
      ]),
    },
  }
}

function changeOf({ name, scopes }: Credential, before: readonly string[] | undefined): string | undefined {
  if (before === undefined) return `App ${name}: create it, with ${scopes.length} scopes: ${scopes.join(', ')}.`
  const added = scopes.filter((scope) => !before.includes(scope))
  const gone = before.filter((scope) => !scopes.includes(scope))
  if (added.length === 0 && gone.length === 0) return undefined
  const parts = [
    ...(added.length > 0 ? [`gets ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`loses ${gone.join(', ')}`] : []),
  ]
  return `App ${name}: ${parts.join(' and ')}.`
}

/** @throws InvitationsError `missing_scope` where the token may not look */
async function grantedIn(wanted: readonly Credential[], api: TenantApi): Promise<Granted> {
  const { clients, grants } = await look(api, {
    clients: endpoints.apps('client_id', 'name'),
    grants: endpoints.grants(wanted[0]?.audience ?? ''),
  })
  if (clients === undefined || grants === undefined || !('found' in clients) || !('found' in grants)) {
    const hint =
      'An administrator’s token is needed once: Dashboard > APIs > Auth0 Management API > API Explorer, as AUTH0_ACCESS_TOKEN.'
    throw new InvitationsError('missing_scope', 'The token may not look at apps and their grants.', { hint })
  }
  const [apps, granted] = [listAt(clients.found), listAt(grants.found)]
  return Object.fromEntries(
    wanted.map(({ name }) => {
      const app = apps.find((one) => textAt(one, 'name') === name)
      const id = textAt(app, 'client_id')
      const scopes = listAt(
        granted.find((one) => textAt(one, 'client_id') === id),
        'scope',
      )
      return [name, app === undefined ? undefined : scopes.map(String)]
    }),
  )
}
