import type { InvitationRow } from '../../invitations/index.ts'
import { asTyped, html, type Html } from '../html.ts'
import { wording } from '../operations.ts'
import type { InvitationOperation } from '../options.ts'
import { whoseValue } from '../whose.ts'
import { badge, counted } from '../words.ts'

/** What an admin is asked before something is done. */
export interface Question {
  operation: InvitationOperation
  /** Whatever was done for a key is not done again. */
  key: string
  /** Those for whom it can be done. */
  possible: readonly InvitationRow[]
  /** Those for whom it cannot be done, and why. */
  others: readonly { email: string; why: string }[]
  /** What will happen, in a sentence; undefined if it is about several people. */
  foreseen: string | undefined
}

const days = [1, 3, 7, 14, 30] as const

/** What will happen to several people. */
export const consequences: Readonly<Record<InvitationOperation, string>> = {
  resend: 'Each of them gets a mail. Only the newest link works, so links in older mails stop working.',
  remind: 'People get a mail if their last one is three days old and they have had fewer than two reminders.',
  link: 'You get a new link for each to hand over. Nothing is mailed, and older links stop working.',
  revoke: 'Their links stop working at once. Accounts that an invitation made are blocked until you invite them again.',
}

export function questionPage({ operation, key, possible, others, foreseen }: Question, basePath: string): Html {
  const [first] = possible
  const { ask, askMany, button } = wording[operation]
  const isOne = possible.length === 1 && others.length === 0
  const title = isOne && first !== undefined ? `${ask} ${first.email}?` : askMany(possible.length)
  return html`<h1>${title}</h1>
    ${
      others.length > 0 &&
      html`<div class="note">
        <p>This cannot be done for ${counted(others.length, 'person', 'people')}:</p>
        <ul>
          ${others.map(({ email, why }) => html`<li>${email}: ${why}</li>`)}
        </ul>
      </div>`
    }
    ${
      possible.length === 0
        ? html`<p>There is nothing to do. <a href="${basePath}/">Back to the list</a></p>`
        : html`<form class="card" method="post" action="${basePath}/do">
            <input type="hidden" name="operation" value="${operation}" />
            <input type="hidden" name="key" value="${key}" />
            ${possible.map((row) => html`<input type="hidden" name="who" value="${asTyped(whoseValue(row))}" />`)}
            <p>${foreseen ?? consequences[operation]}</p>
            ${
              !isOne &&
              html`<ul>
                ${possible.map(({ email, status }) => html`<li>${email} ${badge(status)}</li>`)}
              </ul>`
            }
            ${optionsOf(operation)}
            <p class="do">
              <button class="${operation === 'revoke' ? 'danger' : 'main'}">${button}</button>
              <a
                href="${basePath}/${isOne && first && `invitations/${encodeURIComponent(first.email)}?user_id=${encodeURIComponent(first.user_id)}`}"
                >Leave it as it is</a
              >
            </p>
          </form>`
    }`
}

export function optionsOf(operation: InvitationOperation): Html | false {
  if (operation === 'resend' || operation === 'link') {
    return html`<p class="fields">
      <span>
        <label for="extend">Expires</label>
        <select id="extend" name="extend">
          <option value="">as it does now</option>
          ${days.map((count) => html`<option value="${count}">in ${counted(count, 'day')}</option>`)}
        </select>
      </span>
    </p>`
  }
  if (operation !== 'revoke') return false
  return html`<p>
    <label>
      <input type="checkbox" name="delete" value="yes" /> Also delete the account. Only accounts that the invitation
      created, and in which nobody has set a password, are deleted.
    </label>
  </p>`
}
