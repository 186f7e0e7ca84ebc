import { requestPassword } from '../authentication/password-link.ts'
import { verifiesByCode } from '../authentication/verification.ts'
import { html, redirect } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { form, formFields, page, paragraph } from './page.ts'
import { languageOf } from './language.ts'
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
    body: [...formFields, 'email', 'username'],
    steps: [findTransaction, mailLink, showSent],
  },
  {
    // docs: customize/email/email-templates (Change Password (Code))
    route: 'GET /u/reset-password/code',
    query: ['state'],
    steps: [findTransaction, (call) => showCodeForm(call)],
  },
  {
    route: 'POST /u/reset-password/code',
    query: ['state'],
    body: [...formFields, 'code'],
    steps: [findTransaction, checkCode],
  },
]

function showForm(call: Call): Response {
  const text = (key: string) => screenText(call, 'reset-password-request', key)
  const field = { name: 'email', label: text('placeholderEmail'), type: 'email' as const, autocomplete: 'username' }
  const content =
    paragraph(text('descriptionEmail')) + form([field], { state: theTransaction.of(call).id }, text('buttonText'))
  return html(200, page(text('pageTitle'), text('title'), content, languageOf(call)))
}

function mailLink(call: Call): Response | undefined {
  const { tenant, params } = call
  const connection = [...tenant.state.connections.values()].find(({ name }) => name === params['connection'])
  const client = tenant.state.clients.get(theTransaction.of(call).request.client_id)
  if (connection === undefined) return undefined
  const { ticket } = requestPassword(call, { email: address(call), connection, client })
  if (!verifiesByCode(connection)) return undefined
  const transaction = theTransaction.of(call)
  if (ticket === undefined) delete transaction.passwordTicket
  else transaction.passwordTicket = ticket.ticket
  return redirect(`/u/reset-password/code?state=${transaction.id}`)
}

/** The same page for an unknown address, for which nobody can know a code. */
function showCodeForm(call: Call, error?: string): Response {
  const field = {
    name: 'code',
    label: codeText(call, 'placeholder'),
    type: 'text' as const,
    autocomplete: 'one-time-code',
  }
  const content = form([field], { state: theTransaction.of(call).id }, codeText(call, 'buttonText'), error)
  return html(
    error === undefined ? 200 : 400,
    page(codeText(call, 'pageTitle'), codeText(call, 'title'), content, languageOf(call)),
  )
}

/** The right code leads where a mailed link leads: to the post-challenge Actions and the new password. */
function checkCode(call: Call): Response {
  const { tickets } = call.tenant.state
  const ticket = tickets.get(theTransaction.of(call).passwordTicket ?? '')
  const code = bodyText(call, 'code').trim()
  if (!/^\d{6}$/.test(code)) return showCodeForm(call, codeText(call, 'invalid-otp-code-format'))
  if (ticket?.code !== code) return showCodeForm(call, codeText(call, 'invalid-code'))
  return redirect(`/u/reset-password?ticket=${ticket.ticket}`)
}

/** No source shows the screen of resets by code, so it uses the texts of the screen for other mailed codes. */
function codeText(call: Call, key: string): string {
  const client = call.tenant.state.clients.get(theTransaction.of(call).request.client_id)
  return textOf(call, 'email-otp-challenge', 'email-otp-challenge', key, { clientName: client?.name ?? '' })
}

/** The same page for an unknown address, so that nobody can find out who has an account. */
function showSent(call: Call): Response {
  const text = (key: string) => screenText(call, 'reset-password-email', key, { email: address(call) })
  return html(200, page(text('pageTitle'), text('title'), paragraph(text('emailDescription')), languageOf(call)))
}

function address(call: Call): string {
  return (bodyText(call, 'email') || bodyText(call, 'username')).trim()
}

function screenText(call: Call, screen: string, key: string, variables: Record<string, string> = {}): string {
  const client = call.tenant.state.clients.get(theTransaction.of(call).request.client_id)
  return textOf(call, 'reset-password', screen, key, { clientName: client?.name ?? '', ...variables })
}
