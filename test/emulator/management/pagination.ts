import { managementError } from '../http/answers.ts'
import type { Json } from '../state.ts'

export interface Page<Item> {
  items: Item[]
  start: number
  limit: number
  total: number
}

/**
 * The part of a list that was asked for: a plain array, or with include_totals=true an envelope (recorded traffic).
 * @param envelope left out: `{start, limit, total, <key>}`
 */
export function paginate<Item>(
  all: Item[],
  query: Readonly<Record<string, string>>,
  key: string,
  envelope: (page: Page<Item>) => Json = ({ items, start, limit, total }) => ({ total, start, limit, [key]: items }),
): unknown {
  const page = wholeNumber(query, 'page', 0)
  const limit = wholeNumber(query, 'per_page', 50)
  const start = page * limit
  const items = all.slice(start, start + limit)
  return query['include_totals'] === 'true' ? envelope({ items, start, limit, total: all.length }) : items
}

function wholeNumber(query: Readonly<Record<string, string>>, name: string, fallback: number): number {
  const text = query[name]
  if (text === undefined) return fallback
  if (!/^\d{1,6}$/.test(text)) {
    throw managementError(
      400,
      `Query validation error: 'Expected type integer but found type string' on property ${name}.`,
      'invalid_query_string',
    )
  }
  return Number(text)
}
