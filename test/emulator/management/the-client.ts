import { managementError } from '../http/answers.ts'
import { slot, type Call } from '../http/endpoint.ts'
import type { Client } from './client.ts'

/** The application that the path names, once `findClient` has found it. */
export const theClient = slot<Client>('the client')

/** Step: finds the application that the path names. @throws Auth0's 404 */
export function findClient(call: Call): void {
  const client = call.tenant.state.clients.get(call.params['id'] ?? '')
  if (client === undefined) throw managementError(404, 'The client does not exist', 'inexistent_client')
  theClient.put(call, client)
}
