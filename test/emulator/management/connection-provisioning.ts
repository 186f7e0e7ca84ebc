import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { Connection } from './connection.ts'

// No connection of the local tenant gets users from elsewhere, so there is nothing to list, and nothing can be set up.
// docs: authenticate/protocols/scim; api/management/v2/connections; the 404s: recorded traffic
export const connectionProvisioning: Endpoint[] = [
  {
    route: 'GET /api/v2/connections-directory-provisionings',
    scopes: ['read:directory_provisionings'],
    query: ['from', 'take'],
    steps: [listNone('directory_provisionings')],
  },
  {
    route: 'GET /api/v2/connections-scim-configurations',
    scopes: ['read:scim_config'],
    query: ['from', 'take'],
    steps: [listNone('scim_configurations')],
  },
  {
    route: 'GET /api/v2/connections/:id/scim-configuration',
    scopes: ['read:scim_config'],
    steps: [findConnection, refuseToShow],
  },
  {
    route: 'POST /api/v2/connections/:id/scim-configuration',
    scopes: ['create:scim_config'],
    body: 'any',
    steps: [findConnection, refuseToProvision],
  },
]

function listNone(key: string): () => Response {
  return () => json(200, { [key]: [] })
}

function findConnection({ tenant, params }: Call): void {
  connectionBy(tenant.state.connections, params['id'] ?? '')
}

function connectionBy(connections: Map<string, Connection>, id: string): Connection {
  const connection = connections.get(id)
  if (connection === undefined) throw managementError(404, 'The connection does not exist', 'inexistent_connection')
  return connection
}

function refuseToShow(): never {
  throw managementError(404, 'Not Found')
}

/** Strategies that support SCIM, although it is not switched on in the local tenant. */
const scimStrategies = ['samlp', 'oidc', 'okta', 'waad', 'google-apps']

function refuseToProvision({ tenant, params }: Call): never {
  const { strategy } = connectionBy(tenant.state.connections, params['id'] ?? '')
  if (scimStrategies.includes(strategy)) throw managementError(404, 'scim strategy not enabled')
  throw managementError(
    404,
    'This connection type does not support SCIM. Please see our documentation for the currently supported connection types: https://auth0.com/docs/authenticate/protocols/scim/configure-inbound-scim.',
  )
}
