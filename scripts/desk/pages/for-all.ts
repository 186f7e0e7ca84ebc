import type { InvitationRow } from '../../invitations/index.ts'
import { html, type Html } from '../html.ts'
import { wording } from '../operations.ts'
import type { InvitationOperation } from '../options.ts'
import { queryOf, type Which } from '../which.ts'
import { badge, counted } from '../words.ts'
import { consequences, optionsOf } from './question.ts'

/** What an admin is asked before something is done for everybody in the list. */
export interface ForAll {
  operation: InvitationOperation
  which: Which
  /** Whatever was done for a key is not done again. */
  key: string
  possible: InvitationRow[]
  /** For how many it cannot be done, keyed by the reason. */
  others: Map<string, number>
}

export function forAllPage({ operation, which, key, possible, others }: ForAll, basePath: string): Html {
  const { askMany, button } = wording[operation]
  const list = `${basePath}/${queryOf(which)}`
  const byStatus = new Map<InvitationRow['status'], number>()
  for (const { status } of possible) byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
  return html`<h1>${askMany(possible.length)}</h1>
    ${
      others.size > 0 &&
      html`<div class="note">
        <p>This cannot be done for others in the list:</p>
        <ul>
          ${[...others].map(([why, count]) => html`<li>${counted(count, 'person', 'people')}: ${why}</li>`)}
        </ul>
      </div>`
    }
    ${
      possible.length === 0
        ? html`<p>There is nothing to do. <a href="${list}">Back to the list</a></p>`
        : html`<form class="card" method="post" action="${basePath}/do/all">
            <input type="hidden" name="key" value="${key}" />
            <p>${consequences[operation]}</p>
            <ul>
              ${[...byStatus].map(([status, count]) => html`<li>${count.toLocaleString('en')} ${badge(status)}</li>`)}
            </ul>
            <p class="quiet">${filtersOf(which)}</p>
            ${optionsOf(operation)}
            <p class="do">
              <button class="${operation === 'revoke' ? 'danger' : 'main'}">
                ${button}: ${counted(possible.length, 'invitation')}
              </button>
              <a href="${list}">Leave them as they are</a>
            </p>
          </form>`
    }`
}

/** Who is in the list, in words. */
function filtersOf({ status, search, invited_by, since, expiring }: Which): string {
  const said = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(search === '' ? [] : [`“${search}”`]),
    ...(invited_by === '' ? [] : [`invited by ${invited_by}`]),
    ...(since === '' ? [] : [`invited since ${since}`]),
    ...(expiring === undefined ? [] : [`expiring within ${counted(expiring, 'day')}`]),
  ]
  return said.length === 0 ? 'These are all invitations of the tenant.' : `The list shows: ${said.join(', ')}.`
}
