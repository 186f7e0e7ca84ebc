import type { Json } from '../json.ts'

/**
 * The fields of an answer that `fields` and `include_fields` select: only those, or with include_fields=false all others
 * (docs: api/management/v2, "fields"). @param always fields that every answer has
 */
export function selectFields(answer: Json, query: Readonly<Record<string, string>>, always: string[] = []): Json {
  const { fields, include_fields } = query
  if (fields === undefined) return answer
  const named = fields.split(',')
  const isExcluding = include_fields === 'false'
  const isWanted = (field: string) => (always.includes(field) && !isExcluding) || named.includes(field) !== isExcluding
  return Object.fromEntries(Object.entries(answer).filter(([field]) => isWanted(field)))
}
