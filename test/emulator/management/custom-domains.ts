import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { checkpointParameters, paginate } from './pagination.ts'

// docs: customize/custom-domains. The local tenant has none: it answers at its own domain only.
export const customDomains: Endpoint[] = [
  {
    route: 'GET /api/v2/custom-domains',
    scopes: ['read:custom_domains'],
    query: [...checkpointParameters, 'q', 'fields', 'include_fields', 'sort'],
    steps: [listNone],
  },
]

function listNone({ query }: Call): Response {
  return json(200, paginate([], query, 'custom_domains'))
}
