import type { InvitationsError } from '../../../ground/errors.ts'
import { html, type Html } from '../../html.ts'
import type { Checked, OneImport, Review } from '../../imports/one-import.ts'
import { MOST_TOLD } from '../../imports/review.ts'
import type { Desk } from '../../options.ts'
import { UPLOAD_PATH } from '../../upload.ts'
import { beginningOf, counted, instant } from '../../words.ts'
import { failureNote } from '../notes.ts'
import { columnsForm } from './columns.ts'
import { uploadForm } from './upload.ts'

/** What is in a file: its columns, its rows, and what inviting these people would do. */
export function reviewPage(one: OneImport, review: Review, { basePath, dryRun, invitations }: Desk): Html {
  const { problem, checked } = review
  const address = `${basePath}${UPLOAD_PATH}/${one.id}`
  const { mails_per_minute } = invitations.place()
  return html`<h1>${one.name}</h1>
    ${problem !== undefined && failureNote(ofColumns(problem))} ${columnsForm(one, review, address)}
    ${checked !== undefined && rows(checked, basePath)}
    ${checked !== undefined && checked.counts.valid > 0 && confirmation(one, checked, { address, dryRun, mails_per_minute })}
    <p><a href="${basePath}${UPLOAD_PATH}">Import another file</a></p>`
}

/** A hint that names a command is for the program, so the page has its own. */
function ofColumns({ message, hint, next }: InvitationsError): { message: string; hint: string } {
  return { message, hint: next === undefined ? hint : 'Choose below which column has the email addresses.' }
}

function rows({ counts, problems, duplicates }: Checked, basePath: string): Html {
  const { rows, valid, invalid, duplicates: twice } = counts
  return html`<section class="card">
      <h2>Rows</h2>
      <p>
        ${counted(rows, 'row')}: ${counted(valid, 'person', 'people')} to
        invite${invalid > 0 && html`, ${counted(invalid, 'row')} with problems`}${twice > 0 && html`, ${counted(twice, 'duplicate')}`}.
      </p>
      ${problems.length > 0 && problemTable(problems, invalid)}
      ${
        duplicates.length > 0 &&
        html`<details ${invalid === 0 && twice <= FEW && html`open`}>
          <summary>${counted(twice, 'duplicate')}: only the first row of each address is used</summary>
          <ul>
            ${duplicates.map(({ line, duplicateOf, email }) => html`<li>Row ${line}: ${email}, as in row ${duplicateOf ?? ''}</li>`)}
          </ul>
          ${twice > duplicates.length && html`<p class="quiet">And ${(twice - duplicates.length).toLocaleString('en')} more.</p>`}
        </details>`
      }
    </section>
    ${invalid > 0 && uploadForm(basePath, 'Correct these rows in your spreadsheet, and upload it again')}`
}

/** How many duplicates are shown unfolded. */
const FEW = 5

function problemTable(problems: Checked['problems'], invalid: number): Html {
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Rows with problems">
      <table>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Column</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          ${problems.map(
            ({ line, column, value, reason }) =>
              html`<tr>
                <td>${line}</td>
                <td><bdi>${column.replace(/^--/, '')}</bdi></td>
                <td>${value !== '' && html`<mark>${shortened(value)}</mark><br />`}${reason}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${invalid > MOST_TOLD && html`<p class="quiet">And ${counted(invalid - MOST_TOLD, 'more row', 'more rows')} with problems.</p>`}`
}

const LONGEST_VALUE = 80

function shortened(value: string): string {
  const beginning = beginningOf(value, LONGEST_VALUE)
  return beginning === value ? value : `${beginning}…`
}

function confirmation(
  one: OneImport,
  checked: Checked,
  { address, dryRun, mails_per_minute }: { address: string; dryRun: boolean; mails_per_minute: number | undefined },
): Html {
  const { counts, plan, warning, stops } = checked
  const { left, first } = plan
  return html`<section class="card">
    <h2>
      ${left === 0 ? 'Everybody in this file has already been invited' : `Invite ${counted(left, 'person', 'people')}?`}
    </h2>
    ${stops !== undefined && failureNote(stops)} ${warning !== undefined && html`<p class="note">${warning}</p>`}
    <ul>
      ${consequences(checked, mails_per_minute).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${
      first !== undefined &&
      html`<details>
        <summary>The first mail, to ${first.email}</summary>
        <iframe src="${address}/mail" title="The mail to ${first.email}" sandbox loading="lazy"></iframe>
      </details>`
    }
    ${stops === undefined && (dryRun ? html`<p class="note">Dry run: nothing is sent.</p>` : startForm(one, { left, invalid: counts.invalid }, address))}
  </section>`
}

function startForm(
  { version }: OneImport,
  { left, invalid }: { left: number; invalid: number },
  address: string,
): Html {
  const whom = counted(left, 'invitation')
  const button = invalid === 0 ? `Send ${whom}` : `Send ${whom}, and skip ${counted(invalid, 'row')}`
  return html`<form method="post" action="${address}/start">
    <input type="hidden" name="version" value="${version}" />
    ${invalid > 0 && html`<input type="hidden" name="skip" value="yes" />`}
    <p class="do"><button class="main">${left === 0 ? 'Make the result file' : button}</button></p>
  </form>`
}

/** What will happen, one sentence each. */
function consequences({ plan, existing, counts }: Checked, mailsPerMinute: number | undefined): (string | Html)[] {
  const { left, done, ofOtherContent } = plan
  const sentences: (string | Html | false)[] = [
    left > 0 && `${existing === 0 ? '' : 'Up to '}${counted(left, 'mail')} will be sent, one to each person.`,
    existing !== undefined && existing > 0 && `${there(existing)} ${ATTACHED}`,
    left > 0 && existing === undefined && `Auth0 creates the accounts with import jobs. ${ATTACHED}`,
    left > 0 && 'People who have an open invitation, or have accepted one, get no second mail.',
    done > 0 && `${counted(done, 'person', 'people')} of this file ${done === 1 ? 'was' : 'were'} invited before.`,
    counts.invalid > 0 &&
      `${counted(counts.invalid, 'row')} with problems ${counts.invalid === 1 ? 'is' : 'are'} skipped.`,
    mailsPerMinute !== undefined && left > mailsPerMinute && slowly(left, mailsPerMinute),
    ...ofOtherContent.map(
      (other) =>
        html`A file of this name with other content was imported at ${instant(other.started_at)}:
        ${counted(other.done, 'person', 'people')} invited.`,
    ),
  ]
  return sentences.filter((sentence) => sentence !== false)
}

function there(existing: number): string {
  return existing === 1
    ? '1 person has an account already.'
    : `${existing.toLocaleString('en')} people have an account already.`
}

const ATTACHED =
  'Existing accounts keep their password and get the invitation. Accounts with an unverified address are left alone.'

function slowly(left: number, mailsPerMinute: number): string {
  const minutes = Math.ceil(left / mailsPerMinute)
  return `At most ${counted(mailsPerMinute, 'mail')} a minute: this takes about ${counted(minutes, 'minute')}.`
}
