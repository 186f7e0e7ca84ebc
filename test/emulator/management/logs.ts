import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import type { LogEntry } from '../logs/log-entry.ts'
import type { Json } from '../json.ts'
import type { Plan, Tenant } from '../tenant.ts'
import { selectFields } from './fields.ts'
import { pageParameters, paginate, type Page } from './pagination.ts'
import { parseSearch, type SearchRules } from './search.ts'

// docs: deploy-monitor/logs/retrieve-log-events-using-mgmt-api; shapes: recorded traffic
export const logs: Endpoint[] = [
  {
    route: 'GET /api/v2/logs',
    query: [...pageParameters, 'from', 'take', 'q', 'search', 'sort', 'fields', 'include_fields'],
    steps: [listFromCheckpoint, searchLogs],
  },
  { route: 'GET /api/v2/logs/:id', steps: [respondWithLog] },
  { route: 'GET /api/v2/users/:id/logs', query: [...pageParameters, 'sort'], steps: [listLogsOfUser] },
]

/** No search returns more than this, and no page is longer (docs: deploy-monitor/logs/log-search-query-syntax). */
const MOST_RESULTS = 1000
const LONGEST_PAGE = 100

/** How many days a plan keeps the log (docs: deploy-monitor/logs/log-data-retention). */
const retentionDays: Readonly<Record<Plan, number>> = {
  free: 1,
  essentials: 5,
  professional: 10,
  enterprise: 30,
  none: 30,
}

const DAY_MS = 86_400_000

/** Exact terms are not case-sensitive (docs: deploy-monitor/logs/log-search-query-syntax). */
const rules: SearchRules = {
  caseless: ['client_name', 'connection', 'description', 'hostname', 'strategy', 'user_agent', 'user_name'],
  words: ['client_name', 'description', 'user_agent'],
  bare: ['client_name', 'connection', 'user_name'],
  plain: [],
}

/** By checkpoint, entries come in the order in which they happened, and the rest of the query is ignored. */
function listFromCheckpoint({ tenant, query }: Call): Response | undefined {
  const { from, take } = query
  if (from === undefined && take === undefined) return undefined
  const all = keptLogs(tenant)
  const at = all.findIndex(({ log_id }) => log_id === from)
  const later = at >= 0 ? all.slice(at + 1) : all.filter(({ log_id }) => log_id > (from ?? ''))
  const shown = later.slice(0, Math.min(Number(take ?? 50), LONGEST_PAGE))
  return json(
    200,
    shown.map((entry) => answerOf(entry, query)),
  )
}

function searchLogs({ tenant, query }: Call): Response {
  const found = keptLogs(tenant).filter(parseSearch(query['q'], rules)).filter(startsWith(query['search']))
  return respondWith(found.slice(-MOST_RESULTS), query)
}

/** `search` without a field: names that begin with it (docs: api/management/v2/logs/get-logs). */
function startsWith(search: string | undefined): (entry: LogEntry) => boolean {
  if (search?.includes(':')) return parseSearch(search, rules)
  const wanted = search?.toLowerCase() ?? ''
  return ({ client_name, connection, user_name }) =>
    search === undefined || [client_name, connection, user_name].some((name) => name?.toLowerCase().startsWith(wanted))
}

function listLogsOfUser({ tenant, query, params }: Call): Response {
  const found = keptLogs(tenant).filter(({ user_id }) => user_id === params['id'])
  return respondWith(found, query)
}

function respondWith(found: LogEntry[], query: Call['query']): Response {
  const show = (entry: LogEntry): Json => answerOf(entry, query)
  return json(200, paginate<LogEntry, Json>(inOrder(found, query['sort']), query, 'logs', withLength, show))
}

function withLength({ items, start, limit, total }: Page<LogEntry | Json>): Json {
  return { start, limit, length: items.length, logs: items, total }
}

/** Newest first by default. @param entries oldest first */
function inOrder(entries: LogEntry[], sort = 'date:-1'): LogEntry[] {
  const [field = '', direction] = sort.split(':')
  const sign = Number(direction)
  const keyOf = (entry: LogEntry): string => JSON.stringify(entry[field] ?? '')
  return [...entries].reverse().sort((a, b) => {
    if (keyOf(a) === keyOf(b)) return field === 'date' && sign > 0 ? 1 : 0
    return keyOf(a) < keyOf(b) ? -sign : sign
  })
}

/** An answer always has the id (recorded traffic). */
function answerOf(entry: LogEntry, query: Call['query']): Json {
  return selectFields({ ...entry }, query, ['_id', 'log_id'])
}

function respondWithLog({ tenant, params }: Call): Response {
  const entry = keptLogs(tenant).find(({ log_id }) => log_id === params['id'])
  if (entry === undefined) throw managementError(404, 'The log event does not exist.', 'inexistent_log')
  return json(200, entry)
}

/** The entries that the plan still keeps, oldest first. */
function keptLogs({ state, clock, plan }: Tenant): LogEntry[] {
  const oldest = new Date(clock.now().getTime() - retentionDays[plan] * DAY_MS).toISOString()
  return state.logs.filter(({ date }) => date >= oldest)
}
