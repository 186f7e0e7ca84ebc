import { raw } from 'hono/html'
import { ReportCount } from '../../invitations/reading/report.ts'
import { isWanted } from '../../invitations/reading/list.ts'
import { reportParts } from '../../report/page.ts'
import { html, type Html } from '../html.ts'
import type { Snapshot } from '../rows.ts'
import { counted, instant } from '../words.ts'

const periods = [7, 30, 90, 365] as const

/** The report of `invitations report --html`, for what the list shows. @param days back from now; undefined: all */
export function reportPage(snapshot: Snapshot, days: number | undefined, now: Date, basePath: string): Html {
  const since = days === undefined ? undefined : new Date(now.getTime() - days * 86_400_000)
  const count = new ReportCount(now)
  for (const row of snapshot.rows) if (isWanted(row, { since }, now)) count.add(row)
  return html`<h1>Report</h1>
    <form class="card fields" method="get" action="${basePath}/report">
      <div>
        <label for="days">Invited</label>
        <select id="days" name="days">
          <option value="">at any time</option>
          ${periods.map(
            (one) =>
              html`<option value="${one}" ${one === days && html`selected`}>within ${counted(one, 'day')}</option>`,
          )}
        </select>
      </div>
      <div class="do"><button>Show</button></div>
    </form>
    <div class="report">${raw(reportParts(count.report(since), snapshot.notes))}</div>
    <p class="quiet">
      As of ${instant(snapshot.readAt.toISOString())}. “Mailed” means that the email provider took it. Auth0 does not
      know whether a mail arrived or was opened.
    </p>`
}

export function periodIn(given: string | undefined): number | undefined {
  return periods.find((one) => String(one) === given)
}
