import type { ErrorCode, InvitationsError } from '../../ground/errors.ts'
import { html, type Html } from '../html.ts'

const statuses: { readonly [code in ErrorCode]?: 400 | 404 | 503 } = {
  usage: 400,
  unreadable_file: 400,
  not_found: 404,
  rate_limited: 503,
}

export function statusFor({ code }: InvitationsError): 400 | 404 | 502 | 503 {
  return statuses[code] ?? 502
}

/** Why a page could not be made, and what to do. */
export function problemPage({ summary, details, hint, next }: InvitationsError, basePath: string): Html {
  const email = next?.do === 'invite' ? next.email : undefined
  return html`<h1>It did not work</h1>
    <div class="problem" role="alert">
      <p>${summary}</p>
      ${details.map((line) => html`<p>${line}</p>`)}
      ${hint !== '' && email === undefined && html`<p class="quiet">${hint}</p>`}
      ${email !== undefined && html`<p><a href="${basePath}/invite?emails=${encodeURIComponent(email)}">Invite ${email}</a></p>`}
    </div>
    <p><a href="${basePath}/">Back to the list</a></p>`
}
