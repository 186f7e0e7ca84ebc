import type { Deed } from '../deeds.ts'
import { html, type Html } from '../html.ts'
import { wording } from '../operations.ts'
import { counted } from '../words.ts'

/** What came of something that was done with several. */
export function resultsPage(deed: Deed, basePath: string): Html {
  const { operation, whose, results, failure, isDone } = deed
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const skipped = results.filter(({ outcome }) => outcome === 'skipped' || outcome.startsWith('already_'))
  const done = results.length - failed.length - skipped.length
  return html`<h1>${wording[operation].button}: ${counted(done, 'invitation')} done</h1>
    ${!isDone && html`<p class="note" role="status">${results.length} of ${whose.length} so far. This page comes back by itself.</p>`}
    ${
      failure !== undefined &&
      html`<div class="problem">
        <p>${failure.message}</p>
        <p class="quiet">${failure.hint}</p>
      </div>`
    }
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
          ${results.map(
            ({ email, user_id, outcome, message }) =>
              html`<tr>
                <td class="who">
                  <a href="${basePath}/invitations/${encodeURIComponent(email)}?user_id=${encodeURIComponent(user_id)}"
                    >${email}</a
                  >
                </td>
                <td>${outcome.replaceAll('_', ' ')}<small>${message}</small></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p><a href="${basePath}/">Back to the list</a></p>`
}
