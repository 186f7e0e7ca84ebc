import { connectionFor } from '../authentication/database.ts'
import { html, Refusal } from '../http/answers.ts'
import { slot, type Call } from '../http/endpoint.ts'
import type { Transaction } from '../authentication/grant.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import { errorPage } from './page.ts'

export const theTransaction = slot<Transaction>('the transaction')

/** The sign-in that the page's `state` belongs to. */
export function findTransaction(call: Call): void {
  const transaction = call.tenant.state.transactions.get(call.query['state'] ?? '')
  if (transaction === undefined) {
    throw new Refusal(html(400, errorPage('invalid_request', 'This sign-in is unknown. Start again from the app.')))
  }
  call.clientId = transaction.request.client_id
  theTransaction.put(call, transaction)
}

/** The app that somebody signs in to, and the database that has their account. */
export function partiesOf(call: Call): { client: Client; connection: Connection } {
  const { request } = theTransaction.of(call)
  const client = call.tenant.state.clients.get(request.client_id)
  const connection = client && connectionFor(call.tenant, client, request.connection)
  if (client === undefined || connection === undefined || typeof connection === 'string') {
    throw new Refusal(html(400, errorPage('invalid_request', 'The app or its connection no longer exists.')))
  }
  return { client, connection }
}
