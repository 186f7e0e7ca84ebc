import { json } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { Json } from '../json.ts'

const DAY_MS = 86_400_000

// docs: api/management/v2/stats
export const stats: Endpoint[] = [
  { route: 'GET /api/v2/stats/active-users', steps: [countActiveUsers] },
  { route: 'GET /api/v2/stats/daily', query: ['from', 'to'], steps: [listDays] },
]

/** Users who signed in within the last 30 days. */
function countActiveUsers({ tenant }: Call): Response {
  const since = new Date(tenant.clock.now().getTime() - 30 * DAY_MS).toISOString()
  const active = [...tenant.state.users.values()].filter(({ last_login }) => (last_login ?? '') >= since)
  return json(200, active.length)
}

/** Days with a sign-in or a sign-up, from YYYYMMDD to YYYYMMDD. Default: the last 30 days. */
function listDays({ tenant, query }: Call): Response {
  const now = tenant.clock.now()
  const { from = dayOf(new Date(now.getTime() - 29 * DAY_MS).toISOString()), to = dayOf(now.toISOString()) } = query
  const days = new Map<string, Json & { logins: number; signups: number }>()
  for (const { date, type } of tenant.state.logs) {
    const day = dayOf(date)
    if (day < from || day > to || (type !== 's' && type !== 'ss')) continue
    const midnight = `${date.slice(0, 10)}T00:00:00.000Z`
    const entry = days.get(day) ?? { date: midnight, created_at: date, logins: 0, signups: 0, leaked_passwords: 0 }
    if (type === 's') entry.logins += 1
    else entry.signups += 1
    days.set(day, { ...entry, updated_at: date })
  }
  return json(
    200,
    [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
  )
}

function dayOf(instant: string): string {
  return instant.slice(0, 10).replaceAll('-', '')
}
