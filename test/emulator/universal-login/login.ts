import { blockedSentence } from '../authentication/brute-force.ts'
import { checkPassword } from '../authentication/database.ts'
import { enter } from '../sign-in/enter.ts'
import { takesPasskeys } from '../sign-in/passkey.ts'
import { providerButtons } from '../sign-in/identity-provider/buttons.ts'
import { html } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import type { User } from '../management/user.ts'
import { form, formFields, link, page } from './page.ts'
import { languageOf } from './language.ts'
import { textOf } from './texts.ts'
import { findTransaction, partiesOf, theTransaction } from './transaction.ts'

const theUser = slot<User>('the user')

// custom text: prompt login
export const login: Endpoint[] = [
  { route: 'GET /u/login', query: ['state', 'ui_locales'], steps: [findTransaction, (call) => showForm(call)] },
  {
    route: 'POST /u/login',
    query: ['state', 'ui_locales'],
    body: [...formFields, 'username', 'email', 'password'],
    steps: [findTransaction, findUser, signInAndGoBack],
  },
]

function findUser(call: Call): Response | undefined {
  const identifier = (bodyText(call, 'username') || bodyText(call, 'email')).trim()
  const password = bodyText(call, 'password')
  const user = checkPassword(call, { ...partiesOf(call), identifier, password })
  if (user === 'too many wrong ones') return showForm(call, identifier, blockedSentence)
  if (user === 'wrong') return showForm(call, identifier, loginText(call, 'wrong-credentials'), 'password')
  theUser.put(call, user)
  return undefined
}

function signInAndGoBack(call: Call): Promise<Response> {
  return enter(call, theUser.of(call), { connection: partiesOf(call).connection.name, method: 'pwd' })
}

function showForm(call: Call, address?: string, error?: string, errorOf?: string): Response {
  const { id, request } = theTransaction.of(call)
  const { connection } = partiesOf(call)
  const fields = [
    {
      name: 'username',
      label: loginText(call, 'usernamePlaceholder'),
      type: connection.options['requires_username'] === true ? ('text' as const) : ('email' as const),
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
    form(fields, { state: id }, loginText(call, 'buttonText'), error, errorOf),
    link(
      `/u/reset-password/request/${encodeURIComponent(connection.name)}?state=${id}`,
      loginText(call, 'forgotPasswordText'),
    ),
    ...(connection.options['disable_signup'] === true
      ? []
      : [link(`/u/signup?state=${id}`, loginText(call, 'signupActionLinkText'))]),
    ...(takesPasskeys(connection) ? [link(`/u/login-passkey?state=${id}`, loginText(call, 'passkeyButtonText'))] : []),
    ...providerButtons(call, theTransaction.of(call), (connectionName) =>
      loginText(call, 'federatedConnectionButtonText', { connectionName }),
    ),
  ]
  return html(
    error === undefined ? 200 : 400,
    page(loginText(call, 'pageTitle'), loginText(call, 'title'), content.join('\n'), languageOf(call)),
  )
}

function loginText(call: Call, key: string, more: Record<string, string> = {}): string {
  const client = call.tenant.state.clients.get(theTransaction.of(call).request.client_id)
  return textOf(call, 'login', 'login', key, { clientName: client?.name ?? '', ...more })
}
