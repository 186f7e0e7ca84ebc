import { html } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { arrived } from '../mail/arrived.ts'
import { errorPage, escapeHtml, link, page, paragraph } from '../universal-login/page.ts'

/** Pages for people who try the tenant by hand: its mails, and a page in place of the app after signing in. */
export const pages: Endpoint[] = [
  { route: 'GET /_local/', steps: [showOutbox] },
  { route: 'GET /_local/mail/:id', steps: [showMail] },
  {
    route: 'GET /_local/callback',
    query: ['code', 'state', 'error', 'error_description'],
    steps: [showSignIn],
  },
]

function showOutbox({ tenant }: Call): Response {
  const items = arrived(tenant)
    .reverse()
    .map(
      ({ id, to, subject, sent_at }) =>
        `<li><a href="/_local/mail/${id}">${escapeHtml(subject)}</a><br>to ${escapeHtml(to)}, ${escapeHtml(sent_at)}</li>`,
    )
  const content =
    items.length === 0
      ? paragraph('No mail yet. Reload this page after inviting somebody.')
      : `<ul>${items.join('\n')}</ul>`
  return html(200, page('Outbox of the local tenant', 'Outbox', content))
}

function showMail({ tenant, params }: Call): Response {
  const mail = arrived(tenant).find(({ id }) => id === params['id'])
  return mail ? html(200, mail.html) : html(404, errorPage('No such mail', 'The outbox no longer has it.'))
}

/** What the app would show, for trying by hand: the claims of the ID token, or why the sign-in was refused. */
function showSignIn({ tenant, query }: Call): Response {
  const { code, error, error_description } = query
  if (error !== undefined) return html(200, errorPage('The sign-in was refused', error_description ?? error))
  const found = tenant.state.codes.get(code ?? '')
  if (found === undefined)
    return html(400, errorPage('No sign-in', 'This page is where the app would be after a sign-in.'))
  const user = tenant.state.users.get(found.grant.user_id)
  const claims = JSON.stringify(found.grant.idTokenClaims, null, 2)
  const content = `${paragraph(`Signed in as ${user?.email ?? ''}. Custom claims of the ID token:`)}
<pre style="white-space:pre-wrap">${escapeHtml(claims)}</pre>
${link('/_local/', 'Outbox')}`
  return html(200, page('Signed in', 'Signed in', content))
}
