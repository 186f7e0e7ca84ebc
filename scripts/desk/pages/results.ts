import type { Deed, Result } from '../deeds.ts'
import { html, type Html } from '../html.ts'
import { nameOf } from '../operations.ts'
import { counted } from '../words.ts'
import { failureNote, linkField } from './notes.ts'

/** What came of something that was done with several. */
export function resultsPage(deed: Deed, results: readonly Result[], basePath: string): Html {
  const { operation, whose, failure, isDone } = deed
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const skipped = results.filter(({ outcome }) => outcome === 'skipped' || outcome.startsWith('already_'))
  const done = results.length - failed.length - skipped.length
  const soFar = `${results.length} of ${whose.length} so far.`
  return html`<h1>${nameOf(operation)}: ${counted(done, 'invitation')} done</h1>
    ${!isDone && html`<p class="note" role="status">${soFar}</p>`} ${failure !== undefined && failureNote(failure)}
    ${failed.length > 0 && html`<p class="problem">${counted(failed.length, 'invitation')} could not be done.</p>`}
    <div class="card scrolls" tabindex="0" role="region" aria-label="Results">
      <table>
        <thead>
          <tr>
            <th scope="col">Invitee</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          ${results.map((result) => line(result, basePath))}
        </tbody>
      </table>
    </div>
    <p><a href="${basePath}/">Back to the list</a></p>`
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
