import { html, Refusal } from '../http/answers.ts'
import { slot, type Call } from '../http/endpoint.ts'
import type { Transaction } from '../authentication/grant.ts'
import { errorPage } from './page.ts'

export const theTransaction = slot<Transaction>('the transaction')

/** The sign-in that the page's `state` belongs to. */
export function findTransaction(call: Call): void {
  const transaction = call.tenant.state.transactions.get(call.query['state'] ?? '')
  if (transaction === undefined) {
    throw new Refusal(html(400, errorPage('invalid_request', 'This sign-in is not known. Start again from the app.')))
  }
  call.clientId = transaction.request.client_id
  theTransaction.put(call, transaction)
}
