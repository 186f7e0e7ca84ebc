import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { paginate } from './pagination.ts'

// docs: api/management/v2/client-grants
export const clientGrants: Endpoint[] = [
  {
    route: 'GET /api/v2/client-grants',
    query: ['client_id', 'audience', 'page', 'per_page', 'include_totals'],
    steps: [listGrants],
  },
  {
    route: 'PATCH /api/v2/client-grants/:id',
    body: ['scope'],
    steps: [changeScope],
  },
]

function listGrants({ tenant, query }: Call): Response {
  const wanted = (['client_id', 'audience'] as const).filter((field) => query[field] !== undefined)
  const grants = [...tenant.state.clientGrants.values()].filter((grant) =>
    wanted.every((field) => grant[field] === query[field]),
  )
  return json(200, paginate(grants, query, 'client_grants'))
}

function changeScope({ tenant, params, body }: Call): Response {
  const grant = tenant.state.clientGrants.get(params['id'] ?? '')
  if (grant === undefined) throw managementError(404, 'The grant does not exist.', 'inexistent_client_grant')
  if (Array.isArray(body['scope'])) grant.scope = body['scope'].map(String)
  return json(200, grant)
}
