import type { TenantApi } from '../../auth0/tenant-api.ts'
import { endpoints } from '../../auth0/endpoints.ts'
import { lookAtList, type Look } from '../../auth0/look.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { at, textAt } from '../../ground/unknown.ts'
import { APPLICATIONS, DATABASES } from './dashboard.ts'

/** What there is to choose from. */
export interface Choices {
  /** Apps that people can sign in to; at least one. */
  apps: ChosenApp[]
  /** Names of database connections; at least one. */
  connections: string[]
}

interface ChosenApp {
  client_id: string
  name: string
}

/**
 * Types of apps that people sign in to. Machine-to-machine apps and apps of Auth0 and its partners have other types. An
 * app made through the API may have none.
 * @see https://auth0.com/docs/get-started/applications (application types)
 */
const forPeople: readonly unknown[] = [undefined, null, 'native', 'spa', 'regular_web']

/** @throws InvitationsError `wrong_app` or `unknown_connection` if there is nothing to choose from */
export async function choicesIn(api: TenantApi): Promise<Choices> {
  const [clients, databases] = await Promise.all([
    // "All Applications" is also a client: the global one.
    lookAtList(api, endpoints.apps('client_id', 'name', 'app_type')),
    lookAtList(api, endpoints.databases('name')),
  ])
  const apps = seen(clients, 'apps', 'read:clients').flatMap((one) =>
    forPeople.includes(at(one, 'app_type')) ? { client_id: textAt(one, 'client_id'), name: textAt(one, 'name') } : [],
  )
  const connections = seen(databases, 'connections', 'read:connections').map((one) => textAt(one, 'name'))
  if (apps.length === 0) {
    throw new InvitationsError('wrong_app', `${api.domain} has no app that people can sign in to.`, {
      hint: `Create one: Applications > Create Application. ${APPLICATIONS}`,
    })
  }
  if (connections.length === 0) {
    throw new InvitationsError('unknown_connection', `${api.domain} has no database connection.`, {
      hint: `Create one: Authentication > Database > Create DB Connection. ${DATABASES}`,
    })
  }
  return { apps, connections }
}

function seen(look: Look<unknown[]>, what: string, scope: string): unknown[] {
  if ('found' in look) return look.found
  throw new InvitationsError('missing_scope', `The token may not read the ${what}: it lacks the scope ${scope}.`, {
    hint: 'Use a token with all scopes, from the dashboard’s API Explorer.',
  })
}
