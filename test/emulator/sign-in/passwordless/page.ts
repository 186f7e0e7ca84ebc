import { refuseSignIn } from '../../authentication/authorize.ts'
import { html, redirect } from '../../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../../http/endpoint.ts'
import { languageOf } from '../../universal-login/language.ts'
import { form, formFields, page, paragraph } from '../../universal-login/page.ts'
import { textOf } from '../../universal-login/texts.ts'
import { findTransaction, partiesOf, theTransaction } from '../../universal-login/transaction.ts'
import { enter } from '../enter.ts'
import { isMailbox, redeemCode, sendCode } from './code.ts'
import { userOfMailbox } from './user.ts'

// docs: authenticate/passwordless/authentication-methods/email-otp; custom text: prompt login-passwordless
export const passwordlessPages: Endpoint[] = [
  { route: 'GET /u/login-passwordless', query: ['state'], steps: [findTransaction, (call) => showAddress(call)] },
  {
    route: 'POST /u/login-passwordless',
    query: ['state'],
    body: [...formFields, 'email'],
    steps: [findTransaction, mailCode],
  },
  {
    route: 'GET /u/login-passwordless/code',
    query: ['state'],
    steps: [findTransaction, (call) => showCode(call)],
  },
  {
    route: 'POST /u/login-passwordless/code',
    query: ['state'],
    body: [...formFields, 'code'],
    steps: [findTransaction, checkCode],
  },
]

function showAddress(call: Call, error?: string): Response {
  const { id, request } = theTransaction.of(call)
  const field = {
    ...{
      name: 'email',
      label: loginText(call, 'usernamePlaceholder'),
      type: 'email' as const,
      autocomplete: 'username',
    },
    value: bodyText(call, 'email') || (request.login_hint ?? ''),
  }
  return html(
    error === undefined ? 200 : 400,
    page(
      loginText(call, 'pageTitle'),
      loginText(call, 'title'),
      form([field], { state: id }, loginText(call, 'buttonText'), error),
      languageOf(call),
    ),
  )
}

function mailCode(call: Call): Response {
  const email = bodyText(call, 'email').trim()
  if (!isMailbox(email)) return showAddress(call, loginText(call, 'wrong-credentials'))
  sendCode(call, { ...partiesOf(call), email })
  const transaction = theTransaction.of(call)
  transaction.mailbox = email
  return redirect(`/u/login-passwordless/code?state=${transaction.id}`)
}

function showCode(call: Call, error?: string): Response {
  const { id, mailbox } = theTransaction.of(call)
  if (mailbox === undefined) return redirect(`/u/login-passwordless?state=${id}`)
  const text = (key: string) => codeText(call, key, { email: mailbox })
  const field = { name: 'code', label: text('placeholder'), type: 'text' as const, autocomplete: 'one-time-code' }
  const content = paragraph(text('description')) + form([field], { state: id }, text('buttonText'), error)
  return html(error === undefined ? 200 : 400, page(text('pageTitle'), text('title'), content, languageOf(call)))
}

async function checkCode(call: Call): Promise<Response> {
  const { mailbox: email, request } = theTransaction.of(call)
  const { connection, client } = partiesOf(call)
  if (email === undefined || !redeemCode(call, connection, email, bodyText(call, 'code').trim())) {
    refuseSignIn(call, request, undefined, 'invalid_request', 'Wrong email or verification code.')
    return showCode(call, codeText(call, 'invalid-verification-code'))
  }
  const user = await userOfMailbox(call, { connection, client, email, request })
  // The page has no text of its own for a deny by an Action. It shows the Action's message for the person.
  if ('reason' in user) return showAddress(call, user.userMessage ?? codeText(call, 'passwordless-unknown-error'))
  return enter(call, user, { connection: connection.name, method: 'email' })
}

function loginText(call: Call, key: string): string {
  return textOf(call, 'login', 'login', key, { clientName: partiesOf(call).client.name })
}

function codeText(call: Call, key: string, more: Record<string, string> = {}): string {
  const names = { clientName: partiesOf(call).client.name, ...more }
  return textOf(call, 'login-passwordless', 'login-passwordless-email-code', key, names)
}
