import type { InvitationsError } from '../../../ground/errors.ts'
import { worded } from '../../../ground/next-step.ts'
import type { UnfinishedRun } from '../../../invitations/importing/earlier-runs.ts'
import { html, type Html } from '../../html.ts'
import { isUnderway, type OneImport } from '../../imports/one-import.ts'
import { LARGEST_UPLOAD_BYTES, TOO_LARGE_HINT, UPLOAD_PATH } from '../../upload.ts'
import { counted, instant } from '../../words.ts'
import { failureNote } from '../notes.ts'

interface Shown {
  started: readonly OneImport[]
  unfinished: readonly UnfinishedRun[]
  failure: InvitationsError | undefined
  basePath: string
}

/** Where a file is dropped or chosen, with a list of imports. */
export function uploadPage({ started, unfinished, failure, basePath }: Shown): Html {
  return html`<h1>From a spreadsheet</h1>
    ${failure !== undefined && failureNote(failure)} ${uploadForm(basePath)}
    ${
      started.length > 0 &&
      html`<section class="card">
        <h2>Imports since the desk was started</h2>
        <ul class="plain">
          ${started.map((one) => startedLine(one, basePath))}
        </ul>
      </section>`
    }
    ${
      unfinished.length > 0 &&
      html`<section class="card">
        <h2>Not finished</h2>
        <p>Upload the same file again to continue where it stopped. Nobody is emailed twice.</p>
        <ul class="plain">
          ${unfinished.map(unfinishedLine)}
        </ul>
      </section>`
    }`
}

/** @param label of the field; default: for a first file */
export function uploadForm(basePath: string, label = 'A CSV or .xlsx file'): Html {
  return html`<form class="card" method="post" enctype="multipart/form-data" action="${basePath}${UPLOAD_PATH}">
    <p class="field">
      <label for="file">${label}</label>
      <input
        id="file"
        name="file"
        type="file"
        accept=".csv,.tsv,.txt,.xlsx"
        required
        data-largest="${LARGEST_UPLOAD_BYTES}"
        data-too-large="This file is too large for the desk. ${TOO_LARGE_HINT}"
        aria-describedby="about-file wrong-file"
      />
      <span class="wrong" id="wrong-file" aria-live="polite"></span>
      <span class="quiet" id="about-file">
        Drop it here or choose it, up to ${LARGEST_UPLOAD_BYTES / 1_000_000} MB. Its first row has the headings, and one
        column has the email addresses.
      </span>
    </p>
    <p class="do">
      <button class="main">Check the file</button>
      <span class="quiet">You see every problem, and what will happen, before anything is sent.</span>
    </p>
  </form>`
}

function startedLine(one: OneImport, basePath: string): Html | undefined {
  const { id, name, progress } = one
  if (progress === undefined) return undefined
  const { by, at, done, people } = progress
  return html`<li>
    <a href="${basePath}${UPLOAD_PATH}/${id}">${name}</a>: ${done.toLocaleString('en')} of
    ${counted(people, 'person', 'people')} done${isUnderway(one) && html`, still running`}.
    <span class="quiet">Started by <bdi>${by.name}</bdi> at ${instant(at.toISOString())}.</span>
  </li>`
}

function unfinishedLine({ file, started_at, done, people }: UnfinishedRun): Html {
  return html`<li>
    <strong>${file}</strong>:
    ${done.toLocaleString('en')}${people !== undefined && html` of ${people.toLocaleString('en')}`} done, begun at
    ${instant(started_at)}.
    <span class="quiet">Or continue with the program: <code>${worded([{ do: 'import', file }])}</code></span>
  </li>`
}
