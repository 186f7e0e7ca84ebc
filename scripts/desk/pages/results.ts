import type { Deed, Result } from '../deeds.ts'
import { html, type Html } from '../html.ts'
import { nameOf } from '../operations.ts'
import { counted } from '../words.ts'
import { failureNote, linkField } from './notes.ts'

/** The outcome of something that was done for several people. */
export function resultsPage(deed: Deed, results: readonly Result[], basePath: string): Html {
  const { operation, whose, failure, isStopped } = deed
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const skipped = results.filter(({ outcome }) => outcome === 'skipped' || outcome.startsWith('already_'))
  const done = results.length - failed.length - skipped.length
  const left = whose.length - results.length
  const exceptions = new Set([...failed, ...skipped])
  const shown = [...exceptions, ...results.filter((one) => !exceptions.has(one))]
  const rest = shown.length - MOST_SHOWN
  return html`<h1>${nameOf(operation)}: ${counted(done, 'invitation')} done</h1>
    ${isStopped === true && left > 0 && html`<p class="note">Stopped. Nothing was done with ${counted(left, 'invitation')}.</p>`}
    ${failure !== undefined && failureNote(failure)}
    ${failed.length > 0 && html`<p class="problem">${counted(failed.length, 'invitation')} failed.</p>`}
    <div class="card scrolls" tabindex="0" role="region" aria-label="Results">
      <table>
        <thead>
          <tr>
            <th scope="col">Invitee</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          ${(rest > 0 ? shown.slice(0, MOST_SHOWN) : results).map((result) => line(result, basePath))}
        </tbody>
      </table>
    </div>
    ${rest > 0 && html`<p class="quiet">And ${rest.toLocaleString('en')} more. The list shows how each stands now.</p>`}
    <p><a href="${basePath}/">Back to the list</a></p>`
}

/** How many are shown. Failures come first, and the list has the others. */
const MOST_SHOWN = 100

/** The page while it is in progress. @param address of this page */
export function underwayPage(deed: Deed, address: string): Html {
  const { state, said, done, people } = progressOf(deed)
  return html`<h1>${nameOf(deed.operation)}</h1>
    <section class="card" aria-label="Progress" data-progress="${address}/progress">
      <h2 data-state>${state}</h2>
      <progress max="${people}" value="${done}" aria-label="Invitations that are done"></progress>
      <p data-said>${said}</p>
      ${
        deed.isStopped !== true &&
        html`<form method="post" action="${address}/stop">
          <p class="do"><button>Stop</button></p>
        </form>`
      }
      <p class="quiet">You can close this page. The work continues while the desk runs.</p>
    </section>`
}

/** The same, for a script that keeps the page up to date. */
export function progressOf({ results, whose, isStopped }: Deed): {
  state: string
  said: string
  done: number
  people: number
} {
  const [done, people] = [results.length, whose.length]
  const said = `${done.toLocaleString('en')} of ${counted(people, 'invitation')} so far.`
  return { state: isStopped === true ? 'Stopping' : 'In progress', said, done, people }
}

function line({ email, user_id, outcome, message, hint, link }: Result, basePath: string): Html {
  const page = `${basePath}/invitations/${encodeURIComponent(email)}?user_id=${encodeURIComponent(user_id)}`
  return html`<tr>
    <td class="who">${user_id === '' ? email : html`<a href="${page}">${email}</a>`}</td>
    <td>
      ${outcome.replaceAll('_', ' ')}<small>${message}</small>${hint !== '' && html`<small>${hint}</small>`}
      ${link !== undefined && linkField(link)}
    </td>
  </tr>`
}
