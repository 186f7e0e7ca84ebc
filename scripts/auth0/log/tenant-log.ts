import { LogsClient } from 'auth0/logs'
import { LONGEST_PAGE, SEARCH_LIMIT } from '../limits.ts'
import type { TenantApi } from '../tenant-api.ts'

/** One event. We read only the fields that we need, because many hold links or addresses. */
export type LogEvent = Readonly<Record<string, unknown>>

type Query = { q?: string; sort: string; page: number; per_page: number } | { from: string; take: number }

/** The tenant's log. Every method throws InvitationsError, `missing_scope` without read:logs. */
export class TenantLog {
  readonly #api: TenantApi
  readonly #logs: LogsClient

  constructor(api: TenantApi) {
    this.#api = api
    this.#logs = api.client(LogsClient)
  }

  /** The date of the oldest event, ISO 8601; undefined if the log is empty. The plan decides how far back it goes. */
  async since(): Promise<string | undefined> {
    return dateOf((await this.#search({ sort: 'date:1', page: 0, per_page: 1 }))[0])
  }

  /**
   * The newest 1,000 events that match a query, newest first.
   * @param q Lucene (docs: deploy-monitor/logs/log-search-query-syntax)
   */
  async found(q: string): Promise<{ events: LogEvent[]; isWhole: boolean }> {
    const events: LogEvent[] = []
    for (let page = 0; page * LONGEST_PAGE < SEARCH_LIMIT; page++) {
      const some = await this.#search({ q, sort: 'date:-1', page, per_page: LONGEST_PAGE })
      events.push(...some)
      if (some.length < LONGEST_PAGE) return { events, isWhole: true }
    }
    return { events, isWhole: false }
  }

  /** Every event of every type, oldest first: more than a search returns. */
  async *everything(): AsyncGenerator<LogEvent> {
    let page = await this.#search({ sort: 'date:1', page: 0, per_page: 1 })
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      yield* page
      page = await this.#search({ from: textOf(last['log_id']) ?? '', take: LONGEST_PAGE })
    }
  }

  /** The SDK's types lack `q`, `from` and `take` (docs: api/management/v2/logs/get-logs). `from` gives no envelope. */
  async #search(query: Query): Promise<LogEvent[]> {
    return this.#api.call("read the tenant's log", async () => {
      const { data, response } = await this.#logs.list({ include_totals: false }, { queryParams: query })
      const events: readonly object[] = isList(response) ? response : data
      return events.map((event) => ({ ...event }))
    })
  }
}

function isList(response: unknown): response is object[] {
  return Array.isArray(response)
}

/** When an event happened, ISO 8601. */
export function dateOf(event: LogEvent | undefined): string | undefined {
  const date = event?.['date']
  return date instanceof Date ? date.toISOString() : textOf(date)
}

/** The value, if it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
