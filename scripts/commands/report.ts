import { exitCodes } from '../ground/errors.ts'
import type { Funnel, Note, Report } from '../invitations/index.ts'
import { skippedSteps, waysTold } from '../invitations/reading/report.ts'
import { barOf, percentOf } from '../ground/part-of.ts'
import { table } from '../ground/text-for/terminal.ts'
import { reportPage, span } from '../report/page.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { jsonFlag, text, type Command } from './command.ts'
import { noteTo } from './telling/note-to.ts'
import { sinceOf, whichFlags } from './choosing/which-invitations.ts'

/** The most lines of a table that people see; --json has all. */
const MOST_LINES = 15
const BAR = 30

export const reportCommand: Command = {
  operands: '',
  flags: {
    since: { ...whichFlags.since, help: 'only invitations since then' },
    html: {
      type: 'string',
      value: '<file>',
      file: 'written',
      help: 'write it to this file, as a page that loads nothing else',
    },
    json: { ...jsonFlag, help: 'print JSON, one object' },
  },
  examples: ['report', 'report --since 30d --json', 'report --html report.html'],
  async run(call) {
    const { output, environment, now } = call
    const since = sinceOf(call, 'report')
    const settings = readInvitationSettings(environment)
    const invitations = invitationsIn(settings, call)
    const notes: string[] = []
    const tellNote = noteTo(output)
    const note: Note = (sentence, about) => {
      notes.push(about === undefined ? sentence : `Not checked: ${about.not_looked_at}. ${sentence}`)
      tellNote(sentence, about)
    }
    const report = await invitations.report({ ...since, note })
    const file = text(call, 'html')
    if (file !== undefined) {
      call.disk.replace(file, reportPage(report, { domain: settings.domain, made_at: now, notes }))
    }
    output.record(report)
    output.say([...told(report, output.columns), ...output.qualification()])
    if (file !== undefined) output.say(['', `The page is in ${file}.`])
    return exitCodes.done
  },
}

const steps: readonly [keyof Funnel, string][] = [
  ['created', 'created'],
  ['mailed', 'mailed'],
  ['password_set', 'password set'],
  ['accepted', 'accepted'],
]

/** @param columns of the terminal; undefined without one */
function told(report: Report, columns: number | undefined): string[] {
  const { since, funnel, by_status, seconds_to_accept, by_inviter, by_day } = report
  const { median, p90 } = seconds_to_accept
  const statuses = Object.entries(by_status)
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${count} ${status}`)
  const when = since === null ? '' : ` since ${since}`
  const isTimed = median !== null && p90 !== null
  return [
    statuses.length === 0 ? `There are no invitations${when}.` : `Invitations${when}: ${statuses.join(', ')}`,
    '',
    ...steps.map(([step, words]) => `${words.padEnd(12)}  ${bar(funnel[step], funnel.created, columns)}`),
    ...skippedSteps(report),
    ...waysTold(report),
    ...(isTimed ? ['', `Half accepted within ${span(median)}, nine of ten within ${span(p90)}.`] : []),
    ...(by_inviter.length > 0
      ? ['', ...split('by inviter', by_inviter, ({ invited_by }) => invited_by ?? '-', columns)]
      : []),
    ...(by_day.length > 0
      ? ['', ...split('by day (UTC)', by_day.slice(-MOST_LINES), ({ day }) => day, columns, by_day.length)]
      : []),
  ]
}

function bar(count: number, of: number, columns = Infinity): string {
  const told = `${count} (${percentOf(count, of)})`
  const room = columns - 'password set'.length - '  '.length * 2 - `${of} (100 %)`.length
  return `${barOf(count, of, Math.max(1, Math.min(BAR, room)))}  ${told}`
}

function split<Row extends Funnel>(
  title: string,
  rows: Row[],
  nameOf: (row: Row) => string,
  columns: number | undefined,
  total = rows.length,
): string[] {
  const cells = rows.slice(0, MOST_LINES).map((row) => [nameOf(row), ...steps.map(([step]) => String(row[step]))])
  const more = total > MOST_LINES ? [`(${MOST_LINES} of ${total}; --json has all)`] : []
  const lines = table([title, ...steps.map(([, words]) => words)], cells, columns)
  const isFolded = lines[0]?.startsWith(title) !== true
  return [...(isFolded ? [`${title}:`] : []), ...lines, ...more]
}
