import { asTyped, html, type Html } from '../html.ts'
import { deskOperations, isForAll, wording } from '../operations.ts'
import type { Reading, Snapshot } from '../rows.ts'
import { queryOf, type Column, type Found, type Sort, type Which } from '../which.ts'
import { badge, counted, howFar, instant, meaning, statuses } from '../words.ts'
import { whoseValue } from '../whose.ts'

/** The list, with what can be done with the people who are ticked. */
export function listPage(
  found: Found,
  which: Which,
  reading: Reading & { snapshot: Snapshot },
  basePath: string,
): Html {
  const { snapshot, isReading, soFar } = reading
  return html`<h1>Invitations</h1>
    ${snapshot.notes.map((note) => html`<p class="note">${note}</p>`)} ${countsOf(found, which, basePath)}
    ${filters(which, basePath)}
    <div class="card">
      ${found.total === 0 ? nobody(snapshot, basePath) : tableOf(found, which, snapshot.readAt, basePath)}
      ${pager(found, which, basePath)} ${found.pages > 1 && forAll(found, which, basePath)}
    </div>
    <p class="quiet">
      ${
        isReading
          ? html`Reading again (${soFar.toLocaleString('en')} so far). This list is from
            ${instant(snapshot.readAt.toISOString())}.`
          : html`As of ${instant(snapshot.readAt.toISOString())}.`
      }
      <a href="${basePath}/${queryOf(which)}${queryOf(which) === '' ? '?' : '&'}read=again">Read again</a>
    </p>`
}

function countsOf({ counts }: Found, which: Which, basePath: string): Html {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const link = (status: Which['status'], name: string, count: number, title: string) =>
    html`<li>
      <a
        href="${basePath}/${queryOf(which, { status, page: 1 })}"
        title="${title}"
        ${which.status === status && html`aria-current="true"`}
        >${count.toLocaleString('en')} ${name}</a
      >
    </li>`
  return html`<ul class="counts" aria-label="By status">
    ${link(undefined, 'in all', all, 'Every status')}
    ${statuses.flatMap((status) => {
      const count = counts.get(status) ?? 0
      return count === 0 && which.status !== status ? [] : [link(status, status, count, meaning[status])]
    })}
  </ul>`
}

function filters({ status, search, invited_by, since, expiring, sort }: Which, basePath: string): Html {
  const isUsed = search !== '' || invited_by !== '' || since !== '' || expiring !== undefined || status !== undefined
  return html`<form class="card fields" method="get" action="${basePath}/" role="search">
    ${status !== undefined && html`<input type="hidden" name="status" value="${status}" />`}
    <input type="hidden" name="sort" value="${sort.isDescending ? '-' : ''}${sort.column}" />
    <div>
      <label for="search">Address, name, inviter or id</label>
      <input id="search" name="search" type="search" value="${asTyped(search)}" autocomplete="off" />
    </div>
    <div>
      <label for="invited_by">Invited by</label>
      <input id="invited_by" name="invited_by" value="${asTyped(invited_by)}" autocomplete="off" />
    </div>
    <div>
      <label for="since">Invited since</label>
      <input id="since" name="since" type="date" value="${since}" />
    </div>
    <div>
      <label for="expiring">Expiring</label>
      <select id="expiring" name="expiring">
        <option value="">at any time</option>
        ${[1, 2, 7].map(
          (days) =>
            html`<option value="${days}" ${days === expiring && html`selected`}>
              within ${counted(days, 'day')}
            </option>`,
        )}
      </select>
    </div>
    <div class="do">
      <button>Show</button>
      ${isUsed && html`<a href="${basePath}/">Show all</a>`}
    </div>
  </form>`
}

function nobody({ rows }: Snapshot, basePath: string): Html {
  if (rows.length > 0) return html`<p>No invitation matches. <a href="${basePath}/">Show all</a></p>`
  return html`<p>Nobody has been invited yet. <a href="${basePath}/invite">Invite somebody</a></p>`
}

const heads: readonly [Column, string, isWide: boolean][] = [
  ['email', 'Invitee', false],
  ['status', 'Status', false],
  ['invited_by', 'Invited by', true],
  ['invited_at', 'Invited', true],
  ['expires_at', 'Expires', true],
  ['sends', 'Mails', true],
]

function tableOf({ rows }: Found, which: Which, readAt: Date, basePath: string): Html {
  const head = ([column, name, isWide]: (typeof heads)[number]) => {
    const isSorted = which.sort.column === column
    const sort: Sort = { column, isDescending: isSorted ? !which.sort.isDescending : column !== 'email' }
    return html`<th
      scope="col"
      class="${isWide && 'wide'}"
      ${isSorted && html`aria-sort="${which.sort.isDescending ? 'descending' : 'ascending'}"`}
    >
      <a href="${basePath}/${queryOf(which, { sort, page: 1 })}"
        >${name}${isSorted && (which.sort.isDescending ? ' ↓' : ' ↑')}</a
      >
    </th>`
  }
  return html`<form method="get" action="${basePath}/ask">
    <div class="scrolls" tabindex="0" role="region" aria-label="Invitations">
      <table>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">Choose</span></th>
            ${heads.map(head)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => {
            const { email, name, status, invited_by, invited_at, expires_at, sends } = row
            const isOpen = status === 'pending' || status === 'failed'
            const href = `${basePath}/invitations/${encodeURIComponent(email)}?user_id=${encodeURIComponent(row.user_id)}`
            return html`<tr>
              <td>
                <input type="checkbox" name="who" value="${asTyped(whoseValue(row))}" aria-label="Choose ${email}" />
              </td>
              <td class="who">
                <a href="${href}">${email}</a>${name !== null && html`<small><bdi>${name}</bdi></small>`}
              </td>
              <td>${badge(status)}${isOpen && html`<small>expires ${howFar(expires_at, readAt)}</small>`}</td>
              <td class="wide"><bdi>${invited_by ?? '–'}</bdi></td>
              <td class="wide day">${instant(invited_at)}</td>
              <td class="wide day">${instant(expires_at)}</td>
              <td class="wide">${sends ?? '–'}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>
    <p class="do">
      <span>With the ones you ticked:</span>
      ${deskOperations.map(
        (operation) => html`<button name="operation" value="${operation}">${wording[operation].button}</button>`,
      )}
    </p>
  </form>`
}

/** The same for everybody in the list, on all of its pages. */
function forAll({ total }: Found, which: Which, basePath: string): Html {
  const fields = [...new URLSearchParams(queryOf(which, { page: 1 }))]
  return html`<form method="get" action="${basePath}/ask/all">
    ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${asTyped(value)}" />`)}
    <p class="do">
      <span>With all ${total.toLocaleString('en')}, on every page:</span>
      ${deskOperations
        .filter(isForAll)
        .map((operation) => html`<button name="operation" value="${operation}">${wording[operation].button}</button>`)}
    </p>
  </form>`
}

function pager({ total, pages }: Found, which: Which, basePath: string): Html | false {
  if (total === 0) return false
  const page = Math.min(which.page, pages)
  const link = (to: number, name: string) =>
    to >= 1 && to <= pages && html`<a href="${basePath}/${queryOf(which, { page: to })}">${name}</a>`
  return html`<nav class="pages" aria-label="Pages of the list">
    <span>${counted(total, 'invitation')}, page ${page} of ${pages.toLocaleString('en')}</span>
    ${link(page - 1, 'Previous')} ${link(page + 1, 'Next')}
  </nav>`
}
