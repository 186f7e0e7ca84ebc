import { requestPassword } from '../authentication/password-link.ts'
import { verifiesByCode } from '../authentication/verification.ts'
import { html, notImplemented } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { form, page, paragraph } from './page.ts'
import { textOf } from './texts.ts'
import { findTransaction, theTransaction } from './transaction.ts'

export const forgotPassword: Endpoint[] = [
  {
    route: 'GET /u/reset-password/request/:connection',
    query: ['state'],
    steps: [findTransaction, showForm],
  },
  {
    route: 'POST /u/reset-password/request/:connection',
    query: ['state'],
    body: ['state', 'email', 'username'],
    steps: [findTransaction, mailLink, showSent],
  },
]

function showForm(call: Call): Response {
  const text = (key: string) => screenText(call, 'reset-password-request', key)
  const field = { name: 'email', label: text('placeholderEmail'), type: 'email' as const, autocomplete: 'username' }
  const content =
    paragraph(text('descriptionEmail')) + form([field], { state: theTransaction.of(call).id }, text('buttonText'))
  return html(200, page(text('pageTitle'), text('title'), content))
}

function mailLink(call: Call): void {
  const { tenant, params } = call
  const connection = [...tenant.state.connections.values()].find(({ name }) => name === params['connection'])
  const client = tenant.state.clients.get(theTransaction.of(call).request.client_id)
  if (connection === undefined) return
  requestPassword(call, { email: address(call), connection, client })
  if (verifiesByCode(connection)) throw notImplemented('the page where the code of a reset_email_by_code mail is typed')
}

/** The same page for an unknown address, so that nobody learns who has an account. */
function showSent(call: Call): Response {
  const text = (key: string) => screenText(call, 'reset-password-email', key, { email: address(call) })
  return html(200, page(text('pageTitle'), text('title'), paragraph(text('emailDescription'))))
}

function address(call: Call): string {
  return (bodyText(call, 'email') || bodyText(call, 'username')).trim()
}

function screenText(call: Call, screen: string, key: string, variables: Record<string, string> = {}): string {
  const client = call.tenant.state.clients.get(theTransaction.of(call).request.client_id)
  return textOf(call.tenant, 'reset-password', screen, key, { clientName: client?.name ?? '', ...variables })
}
