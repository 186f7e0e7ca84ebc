import type { InvitationsError } from '../../ground/errors.ts'
import type { Result } from '../deeds.ts'
import { asTyped, html, type Html } from '../html.ts'

/** The outcome of something that an admin asked for. */
export function resultNote({ outcome, message, hint, link }: Result): Html {
  const isDone = outcome !== 'failed' && outcome !== 'skipped'
  return html`<div class="${isDone ? 'done' : 'problem'}" role="status">
    <p>${message}</p>
    ${hint !== '' && html`<p class="quiet">${hint}</p>`} ${link !== undefined && linkField(link)}
  </div>`
}

/** What to hand over: a link, or the app's address for somebody who has an account. */
export function linkField(link: string): Html {
  return html`<p class="fields">
    <span class="grows">
      <label>To hand over. It is shown only once. <input class="link" readonly value="${asTyped(link)}" /></label>
    </span>
    <button type="button" class="copy" hidden>Copy</button>
  </p>`
}

export function failureNote({ message, hint }: Pick<InvitationsError, 'message' | 'hint'>): Html {
  return html`<div class="problem" role="alert">
    <p>${message}</p>
    ${hint !== '' && html`<p class="quiet">${hint}</p>`}
  </div>`
}
