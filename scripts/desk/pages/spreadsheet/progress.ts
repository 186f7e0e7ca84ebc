import type { Outcome } from '../../../invitations/index.ts'
import { html, type Html } from '../../html.ts'
import { isUnderway, type OneImport, type Progress } from '../../imports/one-import.ts'
import { UPLOAD_PATH } from '../../upload.ts'
import { counted, instant } from '../../words.ts'
import { failureNote } from '../notes.ts'

/** How far an import has got, and what can be done with it. */
export function progressPage(
  one: OneImport,
  progress: Progress,
  { mayImport, basePath }: { mayImport: boolean; basePath: string },
): Html {
  const { name, id } = one
  const { by, at, failure, exceptions, counts, result } = progress
  const address = `${basePath}${UPLOAD_PATH}/${id}`
  const { said, state } = progressOf(progress)
  const others = (counts.failed ?? 0) + (counts.skipped ?? 0) - exceptions.length
  return html`<h1>${name}</h1>
    ${failure !== undefined && failureNote(failure)}
    <section class="card" aria-label="Progress" ${isUnderway(one) && html`data-progress="${address}/progress"`}>
      <h2 data-state>${state}</h2>
      <progress
        max="${Math.max(progress.people, 1)}"
        value="${progress.done}"
        aria-label="People who are done"
      ></progress>
      <p data-said>${said}</p>
      <p class="quiet">Started by <bdi>${by.name}</bdi> at ${instant(at.toISOString())}.</p>
      ${mayImport && buttons(progress, address)}
      ${isUnderway(one) && html`<p class="quiet">You can close this page. The import continues while the desk runs.</p>`}
    </section>
    ${
      exceptions.length > 0 &&
      html`<section class="card">
        <h2>Not invited</h2>
        <div class="scrolls" tabindex="0" role="region" aria-label="Not invited">
          <table>
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              ${exceptions.map(exceptionLine)}
            </tbody>
          </table>
        </div>
        ${others > 0 && html`<p class="quiet">${counted(others, 'person', 'people')} more: the result file has them all.</p>`}
      </section>`
    }
    ${
      mayImport &&
      result !== undefined &&
      html`<section class="card">
        <h2>Result</h2>
        <p><a href="${address}/result" download>Download the result</a></p>
        <p class="quiet">Your file, with the outcome of each row. It is kept until the desk is stopped.</p>
      </section>`
    }
    <p><a href="${basePath}${UPLOAD_PATH}">Import another file</a></p>`
}

/** The same, for a script that keeps the page up to date. */
export function progressOf(progress: Progress): { state: string; said: string; done: number; people: number } {
  const { people, done, counts } = progress
  const outcomes = Object.entries(counts).map(
    ([outcome, count]) => `${count.toLocaleString('en')} ${outcome.replaceAll('_', ' ')}`,
  )
  const now = outcomes.length === 0 ? '' : ` This time: ${outcomes.join(', ')}.`
  const said = `${done.toLocaleString('en')} of ${counted(people, 'person', 'people')} done.${now}`
  return { state: states[progress.state], said, done, people: Math.max(people, 1) }
}

const states: Readonly<Record<Progress['state'], string>> = {
  running: 'Inviting',
  stopping: 'Stopping after the current step',
  stopped: 'Stopped',
  failed: 'Stopped by an error',
  done: 'Done',
}

function buttons({ state, done, people }: Progress, address: string): Html | false {
  const button = (action: string, words: string, kind: string) =>
    html`<form method="post" action="${address}/${action}">
      <p class="do"><button class="${kind}">${words}</button></p>
    </form>`
  if (state === 'stopping') return false
  if (state === 'running') return button('stop', 'Stop', '')
  if (done >= people) return false
  const left = counted(people - done, 'person', 'people')
  return button('go-on', state === 'done' ? `Try the ${left} again` : `Continue with the ${left} left`, 'main')
}

function exceptionLine({ email, message, error }: Outcome): Html {
  const hint =
    error?.code === 'confirmation_needed'
      ? 'Invite this person on the page “Invite”, where you choose what happens to the account.'
      : (error?.hint ?? '')
  return html`<tr>
    <td class="who">${email}</td>
    <td>${message}${hint !== '' && html`<small>${hint}</small>`}</td>
  </tr>`
}
