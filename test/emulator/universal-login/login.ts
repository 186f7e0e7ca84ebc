import { finishSignIn } from '../authentication/authorize.ts'
import { startSession } from '../authentication/sessions.ts'
import { html } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { findByAddress } from '../management/users.ts'
import { DATABASE_CONNECTION } from '../seed.ts'
import type { User } from '../state.ts'
import { form, link, page } from './page.ts'
import { textOf } from './texts.ts'
import { findTransaction, theTransaction } from './transaction.ts'

const theUser = slot<User>('the user')

export const login: Endpoint[] = [
  { route: 'GET /u/login', query: ['state'], steps: [findTransaction, (call) => showForm(call)] },
  {
    route: 'POST /u/login',
    query: ['state'],
    body: ['state', 'username', 'email', 'password'],
    steps: [findTransaction, checkPassword, signInAndGoBack],
  },
]

function checkPassword(call: Call): Response | undefined {
  const { tenant, body } = call
  const address = (bodyText(call, 'username') || bodyText(call, 'email')).trim()
  const user = findByAddress(tenant, address, DATABASE_CONNECTION)
  if (user === undefined || tenant.state.passwords.get(user.user_id) !== body['password']) {
    return showForm(call, address, loginText(call, 'wrong-credentials'))
  }
  theUser.put(call, user)
  return undefined
}

async function signInAndGoBack(call: Call): Promise<Response> {
  const { session, headers } = startSession(call, theUser.of(call))
  const { id, request } = theTransaction.of(call)
  call.tenant.state.transactions.delete(id)
  return finishSignIn(call, request, session, headers)
}

function showForm(call: Call, address?: string, error?: string): Response {
  const { id, request } = theTransaction.of(call)
  const fields = [
    {
      name: 'username',
      label: loginText(call, 'usernamePlaceholder'),
      type: 'email' as const,
      autocomplete: 'username',
      value: address ?? request.login_hint ?? '',
    },
    {
      name: 'password',
      label: loginText(call, 'passwordPlaceholder'),
      type: 'password' as const,
      autocomplete: 'current-password',
    },
  ]
  const content = [
    form(fields, { state: id }, loginText(call, 'buttonText'), error),
    link(`/u/reset-password/request/${DATABASE_CONNECTION}?state=${id}`, loginText(call, 'forgotPasswordText')),
  ]
  return html(
    error === undefined ? 200 : 400,
    page(loginText(call, 'pageTitle'), loginText(call, 'title'), content.join('\n')),
  )
}

function loginText(call: Call, key: string): string {
  const client = call.tenant.state.clients.get(theTransaction.of(call).request.client_id)
  return textOf(call.tenant, 'login', 'login', key, { clientName: client?.name ?? '' })
}
