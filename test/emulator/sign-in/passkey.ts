import { refuseSignIn } from '../authentication/authorize.ts'
import { html, Refusal } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { ownValue } from '../json.ts'
import type { Connection } from '../management/connection.ts'
import type { User } from '../management/user.ts'
import { errorPage, form, formFields, page, paragraph } from '../universal-login/page.ts'
import { findTransaction, partiesOf, theTransaction } from '../universal-login/transaction.ts'
import { enter } from './enter.ts'

const theUser = slot<User>('the user')

/**
 * A page that plays the device with the passkeys: the person there names the key. Keys are set up through the Management
 * API. What a browser and a device say to each other (WebAuthn) is left out.
 * @see https://auth0.com/docs/authenticate/database-connections/passkeys
 */
export const passkeys: Endpoint[] = [
  {
    route: 'GET /u/login-passkey',
    query: ['state'],
    steps: [findTransaction, requirePasskeys, (call) => showDevice(call)],
  },
  {
    route: 'POST /u/login-passkey',
    query: ['state'],
    body: [...formFields, 'key_id'],
    steps: [findTransaction, requirePasskeys, findHolder, signInWithPasskey],
  },
]

/** Whether a database accepts passkeys. By default it does not (docs: authenticate/database-connections/passkeys). */
export function takesPasskeys({ options }: Connection): boolean {
  return ownValue(ownValue(options['authentication_methods'], 'passkey'), 'enabled') === true
}

function requirePasskeys(call: Call): void {
  const { connection } = partiesOf(call)
  if (takesPasskeys(connection)) return
  throw new Refusal(html(400, errorPage('invalid_request', `${connection.name} takes no passkeys.`)))
}

function showDevice(call: Call, error?: string): Response {
  const field = { name: 'key_id', label: 'Key id', type: 'text' as const, autocomplete: 'off' }
  const content = [
    paragraph('This page plays the device that holds the passkeys.'),
    form([field], { state: theTransaction.of(call).id }, 'Sign in', error),
  ]
  return html(error === undefined ? 200 : 400, page('Passkey', 'Which passkey?', content.join('\n')))
}

function findHolder(call: Call): Response | undefined {
  const { connection } = partiesOf(call)
  const user = holderOf(call, connection, bodyText(call, 'key_id').trim())
  if (user === undefined) {
    refuseSignIn(call, theTransaction.of(call).request, undefined, 'invalid_request', 'Unknown passkey.')
    return showDevice(call, 'Nobody has this passkey.')
  }
  theUser.put(call, user)
  return undefined
}

/** A passkey belongs to the account itself: a new password does not end it. */
function holderOf({ tenant }: Call, { name }: Connection, keyId: string): User | undefined {
  const { authenticationMethods, users } = tenant.state
  for (const [userId, methods] of authenticationMethods) {
    const isTheirs = methods.some((one) => one.type === 'passkey' && ownValue(one, 'key_id') === keyId)
    const user = isTheirs ? users.get(userId) : undefined
    if (user?.identities.some(({ connection }) => connection === name)) return user
  }
  return undefined
}

function signInWithPasskey(call: Call): Promise<Response> {
  return enter(call, theUser.of(call), { connection: partiesOf(call).connection.name, method: 'passkey' })
}
