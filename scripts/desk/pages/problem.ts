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
export function problemPage({ summary, details, hint }: InvitationsError, basePath: string): Html {
  return html`<h1>It did not work</h1>
    <div class="problem" role="alert">
      <p>${summary}</p>
      ${details.map((line) => html`<p>${line}</p>`)} ${hint !== '' && html`<p class="quiet">${hint}</p>`}
    </div>
    <p><a href="${basePath}/">To the list</a></p>`
}
