import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readTextFile } from '../ground/text-file.ts'
import type { Files } from './apply.ts'

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
    JSON.parse(readTextFile(join(tenantFolder, ...path)).replaceAll('https://##AUTH0_DOMAIN##/api/v2/', audience))
  return readdirSync(join(tenantFolder, 'clients')).map((file) => {
    const client = parsed('clients', file) as { name: string }
    const { audience, scope } = parsed('grants', file) as { audience: string; scope: string[] }
    return { name: client.name, client, audience, scopes: scope }
  })
}

/** As the tenant has it: scopes by the name of the app; undefined where there is no app of that name. */
export type Granted = Readonly<Record<string, readonly string[] | undefined>>

/** What would change, a line each, and the files for the Deploy CLI; none where all is as declared. Pure. */
export function planCredentials(wanted: readonly Credential[], granted: Granted): { changes: string[]; files: Files } {
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
