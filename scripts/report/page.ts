import { skippedSteps, waysTold, type Funnel, type Report } from '../invitations/reading/report.ts'
import { percentOf } from '../ground/part-of.ts'
import { escaped } from '../ground/text-for/html.ts'
import { bars, columns, type Bar } from './charts.ts'
import { style } from './style.ts'

/** Where and when a report was made. */
export interface ReportFacts {
  domain: string
  made_at: Date
  /** Sentences about what could not be found out. */
  notes: readonly string[]
}

/** The most lines of a table. `report --json` has all. */
const MOST_LINES = 50
/** Up to this many days are drawn one by one; more are drawn by week. */
const MOST_DAYS = 62
/** The most days that are drawn, counted back from the last acceptance: two years. */
const DRAWN_DAYS = 728
const DAY_MS = 86_400_000

/** A report as one HTML file without network or scripts. Every chart has its numbers next to it. */
export function reportPage(report: Report, facts: ReportFacts): string {
  const { since } = report
  const period = since === null ? 'All invitations' : `Invitations since ${since.slice(0, 10)}`
  const made = `${facts.made_at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Invitations · ${escaped(facts.domain)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Invitations</h1>
<p>${escaped(facts.domain)} · ${escaped(period)} · made ${made}</p>
</header>
<main>
${reportParts(report, facts.notes)}</main>
<footer><p>Auth0 does not know whether a mail arrived or was opened: “mailed” means that the email provider accepted it.</p></footer>
</body>
</html>
`
}

/** A report as parts of a page: its figures, and a section for each question. */
export function reportParts(report: Report, notes: readonly string[]): string {
  const { funnel, seconds_to_accept, by_inviter, failed_mails } = report
  return `<ul class="figures">
${[
  figure('created', funnel.created, ''),
  figure('mailed', funnel.mailed, share(funnel.mailed, funnel.created)),
  figure('password set', funnel.password_set, share(funnel.password_set, funnel.created)),
  figure('accepted', funnel.accepted, share(funnel.accepted, funnel.created)),
].join('\n')}
</ul>
${section('How far invitees got', bars('How far invitees got', stepsOf(funnel)), statusesOf(report))}
${section('Acceptances', acceptances(report), daysOf(report))}
${section('From invitation to acceptance', timesOf(report), spans(seconds_to_accept))}
${section('By inviter', '', inviters(by_inviter))}
${section('Mails that did not go out', '', failures(failed_mails))}
${notes.length === 0 ? '' : section('Not checked', '', notes.map((note) => `<p>${escaped(note)}</p>`).join('\n'))}
`
}

function section(title: string, chart: string, rest: string): string {
  const drawn =
    chart === '' ? '' : `<div class="scrolls" tabindex="0" role="region" aria-label="${title}">${chart}</div>\n`
  return `<section>\n<h2>${title}</h2>\n${drawn}${rest}\n</section>`
}

function figure(name: string, count: number, part: string): string {
  return `<li><strong>${count.toLocaleString('en')}</strong> <span>${name}${part === '' ? '' : ` ${part}`}</span></li>`
}

function share(count: number, of: number): string {
  return percentOf(count, of).replace(' ', '\u00a0')
}

function stepsOf(funnel: Funnel): Bar[] {
  const bar = (name: string, value: number): Bar => ({
    ...{ name, value },
    label: `${value} (${share(value, funnel.created)})`,
  })
  return [
    bar('created', funnel.created),
    bar('mailed', funnel.mailed),
    bar('password set', funnel.password_set),
    bar('accepted', funnel.accepted),
  ]
}

function statusesOf(report: Report): string {
  const statuses = Object.entries(report.by_status).sort(([, a], [, b]) => b - a)
  const told = statuses.map(([status, count]) => `${count} ${status}`).join(', ')
  return `${told === '' ? '' : `<p>By status: ${told}.</p>`}${[...skippedSteps(report), ...waysTold(report)]
    .map((sentence) => `<p>${escaped(sentence)}</p>`)
    .join('')}`
}

function acceptances({ acceptances_by_day }: Report): string {
  if (acceptances_by_day.length === 0) return ''
  const days = everyDay(acceptances_by_day)
  const first = acceptances_by_day[0]?.day ?? ''
  const cut = (days[0]?.name ?? '') > first ? ', the last two years' : ''
  if (days.length <= MOST_DAYS) return columns('Acceptances per day (UTC)', days)
  const weeks = new Map<string, number>()
  for (const { name, value } of days) {
    const monday = new Date(`${name}T00:00:00Z`)
    monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7))
    const week = monday.toISOString().slice(0, 10)
    weeks.set(week, (weeks.get(week) ?? 0) + value)
  }
  return columns(
    `Acceptances per week (by its Monday, UTC)${cut}`,
    [...weeks].map(([name, value]) => ({ name, value })),
  )
}

/** Adds the days without an acceptance, so that the chart's axis is even. */
function everyDay(counted: Report['acceptances_by_day']): Bar[] {
  const counts = new Map(counted.map(({ day, accepted }) => [day, accepted]))
  const lastMs = Date.parse(counted.at(-1)?.day ?? '')
  const firstMs = Math.max(Date.parse(counted[0]?.day ?? ''), lastMs - (DRAWN_DAYS - 1) * DAY_MS)
  return Array.from({ length: (lastMs - firstMs) / DAY_MS + 1 }, (_, index) => {
    const name = new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10)
    return { name, value: counts.get(name) ?? 0 }
  })
}

function daysOf({ acceptances_by_day, acceptances_without_day: unknown }: Report): string {
  const without =
    unknown === 0 ? '' : `<p>The day of ${unknown === 1 ? '1 acceptance' : `${unknown} acceptances`} is not known.</p>`
  if (acceptances_by_day.length === 0) return without || '<p>Nobody has accepted yet.</p>'
  const rows = acceptances_by_day.map(({ day, accepted }) => [day, String(accepted)])
  return `<details><summary>Every day</summary>\n${table(['day (UTC)', 'accepted'], rows)}\n</details>${without}`
}

function timesOf({ times_to_accept }: Report): string {
  if (times_to_accept.every(({ accepted }) => accepted === 0)) return ''
  const rows = times_to_accept.map(({ within_sec, accepted }, index) => {
    const from = times_to_accept[index - 1]?.within_sec ?? 0
    const name =
      within_sec === null ? `after ${span(from)}` : `${from === 0 ? 'up' : span(from)} to ${span(within_sec)}`
    return { name, value: accepted }
  })
  return columns('How long it took to accept', rows)
}

function spans({ median, p90 }: Report['seconds_to_accept']): string {
  if (median === null || p90 === null) return '<p>Nobody has accepted yet.</p>'
  return `<p>Half accepted within ${span(median)}, nine of ten within ${span(p90)}.</p>`
}

/** The coarsest unit that is precise enough, like `36 h`. Rounded up, because it follows the word “within”. */
export function span(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ]
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, 's']
  return seconds === 3600 ? '1 h' : `${Math.ceil(seconds / size)} ${unit}`
}

function inviters(rows: Report['by_inviter']): string {
  if (rows.length === 0) return '<p>Nobody has been invited yet.</p>'
  return table(
    ['inviter', 'created', 'mailed', 'password set', 'accepted', 'share accepted'],
    rows.map(({ invited_by, created, mailed, password_set, accepted }) => [
      ...[invited_by ?? '-', String(created), String(mailed), String(password_set), String(accepted)],
      share(accepted, created),
    ]),
  )
}

function failures(rows: Report['failed_mails']): string {
  if (rows.length === 0) return '<p>None, as far as the tenant’s log goes back.</p>'
  return table(
    ['address', 'reason'],
    rows.map(({ email, reason }) => [email, reason ?? 'not known']),
  )
}

function table(heads: string[], rows: string[][]): string {
  const cells = (row: string[], tag: 'th' | 'td') =>
    row.map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escaped(cell)}</${tag}>`).join('')
  const shown = rows.slice(0, MOST_LINES).map((row) => `<tr>${cells(row, 'td')}</tr>`)
  const more = rows.length > MOST_LINES ? `<p>${MOST_LINES} of ${rows.length}; report --json has all.</p>` : ''
  return `<div class="scrolls" tabindex="0" role="region" aria-label="${escaped(heads[0] ?? '')}"><table>
<thead><tr>${cells(heads, 'th')}</tr></thead>
<tbody>
${shown.join('\n')}
</tbody>
</table></div>${more}`
}
