import { languageTags } from '../../../../actions/invitation/languages.ts'
import { plainHeading, type NamedField } from '../../../spreadsheet/headings.ts'
import type { Field } from '../../../spreadsheet/columns.ts'
import { asTyped, html, type Html } from '../../html.ts'
import type { OneImport, Review, ShownColumn } from '../../imports/one-import.ts'
import { counted } from '../../words.ts'

/** What each column is for, which sheet is read, and what is used for missing columns. */
export function columnsForm({ choices }: OneImport, { columns, sheet, problem }: Review, address: string): Html {
  const unused = columns.filter(({ field }) => field === null).length
  const isPlain = problem === undefined && columns.length <= MOST_AT_ONCE
  return html`<form class="card" method="post" action="${address}/columns">
    <h2>Columns</h2>
    ${sheet !== undefined && sheetPart(sheet, choices.withHidden)}
    ${columns.length === 0 && html`<p>A list of addresses without headings.</p>`}
    ${
      columns.length > 0 &&
      html`<details ${(isPlain || problem !== undefined) && html`open`}>
        <summary>${counted(columns.length, 'column')}${unused > 0 && html`, ${unused} not used`}</summary>
        <div class="columns">${columns.map(columnField)}</div>
      </details>`
    }
    <details>
      <summary>If the file has no such column</summary>
      <div class="columns">
        ${field('invited_by', 'Invited by', html`<input id="invited_by" name="invited_by" value="${asTyped(choices.invited_by)}" autocomplete="off" dir="auto" />`)}
        ${select('locale', 'Language of the mail', choices.locale, [['', 'as in the settings'], ...languageTags.map((tag) => [tag, names.of(tag) ?? tag] as const)])}
        ${select(
          'days',
          'Valid for',
          choices.days,
          [1, 3, 7, 14, 30].map((days) => [String(days), counted(days, 'day')] as const),
        )}
      </div>
    </details>
    <p class="do"><button>Apply</button></p>
  </form>`
}

/** If there are more columns, they are folded away. */
const MOST_AT_ONCE = 12
const names = new Intl.DisplayNames(['en'], { type: 'language' })

/** What a column can be for, in words. */
const labels: Readonly<Record<NamedField, string>> = {
  email: 'Email address',
  name: 'Name',
  first_name: 'First name',
  last_name: 'Last name',
  username: 'User name',
  invited_by: 'Invited by',
  note: 'Personal note in the mail',
  locale: 'Language',
  time_zone: 'Time zone',
  roles: 'Roles',
  ttl: 'Valid for, like 7d',
  redirect_to: 'Where the button leads',
  accept_with: 'Accepted with',
}

function columnField({ heading, field: used, reason, place }: ShownColumn): Html {
  const own = contextOf(heading, used)
  const all: (readonly [string, string])[] = [
    ['', 'not used'],
    ...Object.entries(labels),
    ...(own === undefined ? [] : [[own, `For your app: ${own}`] as const]),
  ]
  const why = reason === 'private_remark' && html`<small>Remarks like these are not mailed.</small>`
  if (plainHeading(heading) === '') return html`<p class="field">${heading}: not used</p>`
  return html`${select(`column-${place}`, heading, used ?? '', all, why)}`
}

/** The name under which the app gets a column. */
function contextOf(heading: string, used: Field | null): string | undefined {
  if (used?.startsWith('context.') === true) return used
  const name = heading.replace(/[^\w-]+/g, '_').replace(/^[_-]+|_+$/g, '')
  return name === '' ? undefined : `context.${name}`
}

function select(
  id: string,
  label: string,
  chosen: string,
  all: readonly (readonly [string, string])[],
  after: Html | false = false,
): Html {
  const options = all.map(
    ([value, words]) => html`<option value="${asTyped(value)}" ${value === chosen && html`selected`}>${words}</option>`,
  )
  return field(
    id,
    label,
    html`<select id="${id}" name="${id}">
        ${options}</select
      >${after}`,
  )
}

function field(id: string, label: string, control: Html): Html {
  return html`<p class="field"><label for="${id}" dir="auto">${label}</label>${control}</p>`
}

function sheetPart(sheet: NonNullable<Review['sheet']>, withHidden: boolean): Html {
  const { name, others, hiddenSheets, hiddenRows, hiddenColumns, hasUncomputed } = sheet
  const all = [name, ...others, ...hiddenSheets]
  const hidden = [
    ...(hiddenRows.length > 0 ? [counted(hiddenRows.length, 'hidden row')] : []),
    ...(hiddenColumns.length > 0 ? [counted(hiddenColumns.length, 'hidden column')] : []),
  ].join(' and ')
  return html`${
    all.length > 1
      ? select(
          'sheet',
          'Sheet',
          name,
          all.map((one) => [one, one] as const),
        )
      : html`<p>Sheet “${name}”</p>`
  }
  ${
    hidden !== '' &&
    html`<label class="check"
      ><input type="checkbox" name="hidden" value="yes" ${withHidden && html`checked`} /> Read the ${hidden}, too</label
    >`
  }
  ${hasUncomputed && html`<p class="note">Some formulas have no saved value, and their cells are read as empty. Open the file in your spreadsheet program and save it.</p>`}`
}
