import type { Json } from '../json.ts'

export interface Page<Item> {
  items: Item[]
  start: number
  limit: number
  total: number
}

/**
 * The part of a list that was asked for (recorded traffic): with `take` or `from` a checkpoint page `{<key>, next}`, without
 * next on the last page; with include_totals=true an envelope; otherwise a plain array.
 * @param envelope default: `{total, start, limit, <key>}`
 * @param show what is returned of an item; only called for those on the page
 * @param endsWithEmptyPage whether every page with items names a next one, so that an empty page is the last
 */
export function paginate<Item, Shown = Item>(
  all: Item[],
  query: Readonly<Record<string, string>>,
  key: string,
  envelope: (page: Page<Item | Shown>) => Json = ({ items, start, limit, total }) => {
    return { total, start, limit, [key]: items }
  },
  show: (item: Item) => Item | Shown = (item) => item,
  { endsWithEmptyPage = false }: { endsWithEmptyPage?: boolean } = {},
): unknown {
  if (query['take'] !== undefined || query['from'] !== undefined) {
    const from = query['from'] === undefined ? 0 : Number(Buffer.from(query['from'], 'base64url').toString())
    const end = from + Number(query['take'] ?? 50)
    const isLast = endsWithEmptyPage ? !(from < all.length) : !(end < all.length)
    const next = isLast ? {} : { next: Buffer.from(String(end)).toString('base64url') }
    return { [key]: all.slice(from, end).map(show), ...next }
  }
  const limit = Number(query['per_page'] ?? 50)
  const start = Number(query['page'] ?? 0) * limit
  const items = all.slice(start, start + limit).map(show)
  return query['include_totals'] === 'true' ? envelope({ items, start, limit, total: all.length }) : items
}

/** Query parameters of lists that `paginate` understands. */
export const pageParameters = ['page', 'per_page', 'include_totals']
export const checkpointParameters = [...pageParameters, 'from', 'take']
