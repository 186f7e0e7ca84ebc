import { worded } from '../../../ground/next-step.ts'
import { html, type Html } from '../../html.ts'

const file = 'people.xlsx'

/** Explains how to invite everybody in a spreadsheet with the program, which keeps a journal. */
export function byProgramPage(): Html {
  return html`<h1>From a spreadsheet</h1>
    <section class="card">
      <p>The desk does not import files. Use the program, on a machine that is set up for this tenant:</p>
      <ol>
        <li>
          Put everybody into a CSV or .xlsx file, with a heading over each column. One of them holds the addresses.
        </li>
        <li>
          Check the rows. Nothing is sent:
          <code>${worded([{ do: 'import', file, check: true }])}</code>
        </li>
        <li>
          Invite them: <code>${worded([{ do: 'import', file }])}</code>. It says how many before it sends. After a
          crash, the same command continues. Each row is in a result file with its outcome.
        </li>
      </ol>
      <p class="quiet">What it did appears here when the list is read again.</p>
    </section>`
}
