import { join } from 'node:path'
import type { TenantApi } from '../auth0/tenant-api.ts'
import { look } from '../auth0/tenant-facts.ts'
import { importFiles } from '../deployments/apply.ts'
import { planCredentials, readCredentials, type Credential, type Granted } from '../deployments/credentials.ts'
import { projectFolder } from '../deployments/project.ts'
import { requireTools } from '../deployments/tools.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { readDeploySettings } from '../ground/settings/deploy-settings.ts'
import { audienceOf } from '../ground/settings/tenant-settings.ts'
import { apiFor } from './at-tenant.ts'
import { confirm, jsonFlag, type Command } from './command.ts'

export const deployCredentials: Command = {
  operands: '',
  flags: { json: jsonFlag },
  examples: ['AUTH0_ACCESS_TOKEN=… invitations deploy credentials --dry-run'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, environment, flags, signal, disk, secrets } = call
    requireTools(['auth0-deploy-cli'])
    const settings = readDeploySettings(environment)
    const { domain } = settings
    const isDryRun = flags['dry-run'] === true
    const wanted = readCredentials(join(projectFolder(), 'tenant'), audienceOf(settings))
    const api = apiFor(settings, call)
    const { changes, files } = planCredentials(wanted, await grantedIn(wanted, api))
    for (const change of changes) output.record({ type: 'change', change })
    if (changes.length === 0) output.say(`${domain} has all apps as declared.`)
    else output.say([`${isDryRun ? 'Would go into' : 'Into'} ${domain}:`, ...changes.map((change) => `  ${change}`)])
    if (isDryRun) output.say('Nothing was done.')
    else if (changes.length > 0) {
      await confirm(call, `Make these apps in ${domain}?`)
      await importFiles(files, [], { api, environment, signal, disk, secrets }, (line) => output.progress(line))
      output.say([
        'Done. Client id and secret of each: Dashboard > Applications > the app > Settings.',
        'In .env, those of invitations-admin are AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET; those of invitations-deploy are',
        'AUTH0_DEPLOY_CLIENT_ID and AUTH0_DEPLOY_CLIENT_SECRET.',
      ])
    }
    output.record({ type: 'summary', domain, changes: changes.length })
    return exitCodes.done
  },
}

/** @throws InvitationsError `missing_scope` where the token may not look */
async function grantedIn(wanted: readonly Credential[], api: TenantApi): Promise<Granted> {
  const audience = encodeURIComponent(wanted[0]?.audience ?? '')
  const { clients, grants } = await look(api, {
    clients: 'clients?is_global=false&per_page=100&fields=client_id,name&include_fields=true',
    grants: `client-grants?audience=${audience}&per_page=100`,
  })
  if (clients === undefined || grants === undefined || !('found' in clients) || !('found' in grants)) {
    const hint =
      'An administrator’s token is needed once: Dashboard > APIs > Auth0 Management API > API Explorer, as AUTH0_ACCESS_TOKEN.'
    throw new InvitationsError('missing_scope', 'The token may not look at apps and their grants.', { hint })
  }
  const apps = clients.found as { client_id: string; name: string }[]
  const granted = grants.found as { client_id: string; scope: string[] }[]
  return Object.fromEntries(
    wanted.map(({ name }) => {
      const app = apps.find((one) => one.name === name)
      const scopes = granted.find(({ client_id }) => client_id === app?.client_id)?.scope ?? []
      return [name, app === undefined ? undefined : scopes]
    }),
  )
}
