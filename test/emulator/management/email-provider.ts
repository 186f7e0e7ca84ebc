import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'

export const emailProvider: Endpoint[] = [
  {
    // docs: api/management/v2/emails/get-provider; without `fields` the answer has no credentials (recorded traffic)
    route: 'GET /api/v2/emails/provider',
    steps: [respondWithProvider],
  },
]

function respondWithProvider({ tenant }: Call): Response {
  const provider = tenant.state.emailProvider
  if (provider === undefined) {
    throw managementError(404, 'There is not a configured email provider', 'inexistent_email_provider')
  }
  return json(200, provider)
}
