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
  const page = Number(query['page'] ?? 0)
  const limit = Number(query['per_page'] ?? 50)
  const start = page * limit
  const items = all.slice(start, start + limit)
  return query['include_totals'] === 'true' ? envelope({ items, start, limit, total: all.length }) : items
}
