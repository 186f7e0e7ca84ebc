import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TenantApi } from '../../auth0/tenant-api.ts'
import { endpoints } from '../../auth0/endpoints.ts'
import { lookAtList } from '../../auth0/look.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Secrets } from '../../ground/secrets.ts'
import { parsed, withSettings, type ChangedLine } from '../../ground/settings/dot-env.ts'
import { readExactText, readTextFile } from '../../ground/text-file.ts'
import { textAt } from '../../ground/unknown.ts'
import { LINKING_APP } from '../credentials.ts'
import { projectFolder } from '../declared/project.ts'
import { API_EXPLORER } from './dashboard.ts'

export const DOT_ENV = '.env'

/** The apps that `.env` has room for: one invites, one deploys, and one links if other accounts may accept. */
export function appsInDotEnv({ acceptWith }: Pick<Chosen, 'acceptWith'>): string[] {
  return ['invitations-admin', 'invitations-deploy', ...(acceptWith.length > 0 ? [LINKING_APP] : [])]
}

/** The app that people sign in to, and where their accounts are. */
export interface Chosen {
  clientId: string
  connection: string
  /** Connections whose accounts may accept an invitation. */
  acceptWith: readonly string[]
}

/** What is to be written to `.env`. */
export interface PlannedDotEnv {
  /** Whether there is no `.env` yet. */
  isNew: boolean
  text: string
  /** Lines that change, secrets included; empty if nothing changes. */
  lines: ChangedLine[]
  /** Everything it sets afterwards, secrets included. */
  settings: Readonly<Record<string, string>>
  /** Everything it set before. */
  before: Readonly<Record<string, string | undefined>>
}

/** Shown instead of an app's id and secret in a dry run. */
const UNMADE = '(of the new app)'

/**
 * Reads the keys of both apps and `.env`, and changes neither. Secrets are read, not rotated, so programs that use them go
 * on working. An app for which `.env` names a private key keeps it.
 * @throws InvitationsError `missing_scope` if the token may not read secrets (read:client_keys)
 */
export async function planDotEnv(chosen: Chosen, api: TenantApi, secrets: Secrets): Promise<PlannedDotEnv> {
  const isNew = !existsSync(DOT_ENV)
  const template = isNew ? readTextFile(join(projectFolder(), '.env.example')) : readExactText(DOT_ENV)
  const before = isNew ? {} : parsed(template)
  const keys = await keysOf(appsInDotEnv(chosen), api, secrets)
  const [admin, deploy] = appsInDotEnv(chosen).map((name) => keys.get(name))
  const settings = {
    AUTH0_DOMAIN: api.domain,
    ...keySettings(admin, ['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'AUTH0_CLIENT_SIGNING_KEY_PATH'], before),
    ...keySettings(
      deploy,
      ['AUTH0_DEPLOY_CLIENT_ID', 'AUTH0_DEPLOY_CLIENT_SECRET', 'AUTH0_DEPLOY_CLIENT_SIGNING_KEY_PATH'],
      before,
    ),
    INVITATIONS_CLIENT_ID: chosen.clientId,
    INVITATIONS_CONNECTION: chosen.connection,
    ...(chosen.acceptWith.length > 0 && linkingSettings(chosen, keys.get(LINKING_APP))),
  }
  return { isNew, ...withSettings(template, settings), settings, before }
}

interface Keys {
  client_id: string
  client_secret: string
}

/** @see https://auth0.com/docs/api/management/v2/clients/get-clients (secrets need the scope read:client_keys) */
async function keysOf(names: readonly string[], api: TenantApi, secrets: Secrets): Promise<ReadonlyMap<string, Keys>> {
  const found = await lookAtList(api, endpoints.machineApps('client_id', 'name', 'client_secret'))
  const apps = 'found' in found ? found.found : []
  const keys = new Map<string, Keys>()
  for (const name of names) {
    const app = apps.find((one) => textAt(one, 'name') === name)
    if (app === undefined) continue
    const [client_id, client_secret] = [textAt(app, 'client_id'), textAt(app, 'client_secret')]
    if (client_secret === '') {
      throw new InvitationsError('missing_scope', `The token may not read the secret of the app ${name}.`, {
        hint: `It lacks the scope read:client_keys. Use a token with all scopes: ${API_EXPLORER}`,
      })
    }
    secrets.add(client_secret)
    keys.set(name, { client_id, client_secret })
  }
  return keys
}

function linkingSettings({ acceptWith }: Chosen, app: Keys | undefined): Record<string, string> {
  return {
    INVITATIONS_ACCEPT_WITH: acceptWith.join(','),
    INVITATIONS_LINKING_CLIENT_ID: app?.client_id ?? UNMADE,
    INVITATIONS_LINKING_CLIENT_SECRET: app?.client_secret ?? UNMADE,
  }
}

function keySettings(
  app: Keys | undefined,
  [id, secret, keyPath]: [id: string, secret: string, keyPath: string],
  before: PlannedDotEnv['before'],
): Record<string, string> {
  if (app === undefined) return { [id]: UNMADE, [secret]: UNMADE }
  const provesItselfByKey =
    before[id] === app.client_id && before[secret] === undefined && before[keyPath] !== undefined
  return { [id]: app.client_id, ...(!provesItselfByKey && { [secret]: app.client_secret }) }
}
