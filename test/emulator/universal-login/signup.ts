import { register, type RegistrationProblem } from '../authentication/registration.ts'
import { html } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { enter } from '../sign-in/enter.ts'
import type { User } from '../management/user.ts'
import { form, formFields, link, page, paragraph } from './page.ts'
import { languageOf } from './language.ts'
import { textOf } from './texts.ts'
import { findTransaction, partiesOf, theTransaction } from './transaction.ts'

const theUser = slot<User>('the user')

// docs: authenticate/login/auth0-universal-login/new-experience; custom text: prompt signup
export const signupPage: Endpoint[] = [
  { route: 'GET /u/signup', query: ['state', 'ui_locales'], steps: [findTransaction, (call) => showForm(call)] },
  {
    route: 'POST /u/signup',
    query: ['state', 'ui_locales'],
    body: [...formFields, 'email', 'username', 'password', 'password2'],
    steps: [findTransaction, createUser, signInAndGoBack],
  },
]

async function createUser(call: Call): Promise<Response | undefined> {
  const parties = partiesOf(call)
  const needsUsername = parties.connection.options['requires_username'] === true
  // If the connection has no user names, the address may come under either name, as on the sign-in page.
  const email = (bodyText(call, 'email') || (needsUsername ? '' : bodyText(call, 'username'))).trim()
  const username = needsUsername ? bodyText(call, 'username').trim() : undefined
  const password = bodyText(call, 'password')
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return showForm(call, signupText(call, 'invalid-email-format'))
  if (username === '') return showForm(call, signupText(call, 'no-username'))
  const outcome = await register(call, {
    ...parties,
    email,
    password,
    username,
    profile: {},
    request: theTransaction.of(call).request,
  })
  if ('code' in outcome) return showForm(call, sentenceFor(call, outcome))
  theUser.put(call, outcome)
  return undefined
}

function signInAndGoBack(call: Call): Promise<Response> {
  return enter(call, theUser.of(call), { connection: partiesOf(call).connection.name, method: 'pwd' })
}

/** Custom text of prompt signup. */
const weakKeys = {
  PasswordStrengthError: 'password-policy-not-conformant',
  PasswordDictionaryError: 'password-too-common',
  PasswordNoUserInfoError: 'password-contains-user-information',
} as const

function sentenceFor(call: Call, problem: RegistrationProblem): string {
  switch (problem.code) {
    case 'extensibility_error':
      return problem.userMessage ?? signupText(call, 'custom-script-error-code')
    case 'weak_password':
      return signupText(call, weakKeys[problem.weakness.name])
    case 'invalid_username':
      return signupText(call, 'invalid-username')
    case 'public_signup_disabled':
      return signupText(call, 'signup-disabled')
    case 'invalid_signup':
    case 'user_exists':
      return signupText(call, 'email-already-exists')
  }
}

function showForm(call: Call, error?: string): Response {
  const { id, request } = theTransaction.of(call)
  const { connection } = partiesOf(call)
  const heading: [string, string] = [signupText(call, 'pageTitle'), signupText(call, 'title')]
  if (connection.options['disable_signup'] === true) {
    return html(403, page(...heading, paragraph(signupText(call, 'signup-disabled')), languageOf(call)))
  }
  const fields = [
    {
      name: 'email',
      label: signupText(call, 'emailPlaceholder'),
      type: 'email' as const,
      autocomplete: 'email',
      value: bodyText(call, 'email') || (request.login_hint ?? ''),
    },
    ...(connection.options['requires_username'] === true
      ? [
          {
            name: 'username',
            label: signupText(call, 'usernamePlaceholder'),
            type: 'text' as const,
            autocomplete: 'username',
          },
        ]
      : []),
    {
      name: 'password',
      label: signupText(call, 'passwordPlaceholder'),
      type: 'password' as const,
      autocomplete: 'new-password',
    },
  ]
  const content = [
    form(fields, { state: id }, signupText(call, 'buttonText'), error),
    link(`/u/login?state=${id}`, signupText(call, 'loginActionLinkText')),
  ]
  return html(error === undefined ? 200 : 400, page(...heading, content.join('\n'), languageOf(call)))
}

function signupText(call: Call, key: string): string {
  const client = call.tenant.state.clients.get(theTransaction.of(call).request.client_id)
  return textOf(call, 'signup', 'signup', key, { clientName: client?.name ?? '' })
}
