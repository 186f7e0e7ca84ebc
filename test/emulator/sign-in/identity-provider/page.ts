import { html, Refusal } from '../../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../../http/endpoint.ts'
import { connectionNamed } from '../../actions/event.ts'
import type { Connection } from '../../management/connection.ts'
import type { Json } from '../../json.ts'
import { errorPage, escapeHtml, link, page, paragraph } from '../../universal-login/page.ts'
import { findTransaction, theTransaction } from '../../universal-login/transaction.ts'
import { enter } from '../enter.ts'
import { isFederated, providerPageOf } from './strategies.ts'
import { nameFields, userFromProvider, type ProviderProfile } from './user.ts'

const theConnection = slot<Connection>('the connection')

/** One page plays all providers of social and enterprise connections. The person there says who they are. */
export const identityProvider: Endpoint[] = [
  {
    route: 'GET /_local/identity-provider/:connection',
    query: ['state', 'user_id'],
    steps: [findTransaction, findConnection, showIdentities],
  },
  {
    // docs: authenticate/identity-providers: the provider sends people back to /login/callback
    route: 'POST /login/callback',
    query: ['state', 'connection'],
    body: ['user_id', 'email', 'email_verified', ...nameFields],
    steps: [findTransaction, findConnection, signInWithIdentity],
  },
]

function findConnection(call: Call): void {
  const { request } = theTransaction.of(call)
  const connection = connectionNamed(call.tenant, call.params['connection'] ?? call.query['connection'])
  if (connection === undefined || !isFederated(connection) || !connection.enabled_clients.includes(request.client_id)) {
    throw new Refusal(html(400, errorPage('invalid_request', 'The app has no such social or enterprise connection.')))
  }
  theConnection.put(call, connection)
}

/** A form for an identity, filled in with one that was used here before, if it was chosen. */
function showIdentities(call: Call): Response {
  const { name, strategy } = theConnection.of(call)
  const { id: state } = theTransaction.of(call)
  const known = identitiesOf(call)
  const chosen = known.find(({ id }) => id === call.query['user_id'])
  const choices = known.map(({ id, email }) =>
    link(`${providerPageOf(theConnection.of(call), state)}&user_id=${encodeURIComponent(id)}`, `${email} (${id})`),
  )
  const inputs = [
    input('user_id', 'Id at the provider', chosen?.id ?? '', 'text', true),
    input('email', 'Email address', chosen?.email ?? '', 'email', true),
    `<label><input name="email_verified" type="checkbox" value="true"${chosen?.email_verified ? ' checked' : ''}> The provider has verified the address</label>`,
    ...nameFields.map((field) => input(field, field, chosen?.more[field] ?? '', 'text', false)),
  ]
  const content = `${paragraph(`This page plays ${name}, a connection of strategy ${strategy}.`)}
${choices.join('\n')}
<form method="post" action="/login/callback?state=${state}&amp;connection=${encodeURIComponent(name)}">
${inputs.join('\n')}
<button type="submit">Sign in</button>
</form>`
  return html(200, page(`Sign in at ${name}`, `Who are you at ${name}?`, content))
}

function input(name: string, label: string, value: string, type: string, isRequired: boolean): string {
  return `<label for="${name}">${escapeHtml(label)}</label>
<input id="${name}" name="${name}" type="${type}" value="${escapeHtml(value)}"${isRequired ? ' required' : ''}>`
}

/** The people who have come through the connection so far, with what it said about them. */
function identitiesOf(call: Call): ProviderProfile[] {
  const { name } = theConnection.of(call)
  return [...call.tenant.state.users.values()].flatMap((user) =>
    user.identities
      .filter(({ connection }) => connection === name)
      .map(({ user_id, profileData }) => profileFrom(user_id.replace(`${name}|`, ''), profileData ?? { ...user })),
  )
}

function profileFrom(id: string, { email, email_verified, ...rest }: Json): ProviderProfile {
  return {
    id,
    email: typeof email === 'string' ? email : '',
    email_verified: email_verified === true,
    more: Object.fromEntries(
      nameFields.flatMap((field) => (typeof rest[field] === 'string' ? [[field, rest[field]]] : [])),
    ),
  }
}

function signInWithIdentity(call: Call): Promise<Response> {
  const { tenant, body } = call
  const connection = theConnection.of(call)
  const id = bodyText(call, 'user_id').trim()
  const email = bodyText(call, 'email').trim()
  if (id === '' || email === '') {
    throw new Refusal(html(400, errorPage('invalid_request', 'An identity has an id and an address.')))
  }
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''))
  const said = profileFrom(id, { ...given, email, email_verified: bodyText(call, 'email_verified') === 'true' })
  const user = userFromProvider(tenant, connection, said)
  return enter(call, user, { connection: connection.name, method: 'federated' })
}
