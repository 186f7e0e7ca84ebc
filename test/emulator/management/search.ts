import { notImplemented } from '../http/answers.ts'
import { ownValue, type User } from '../state.ts'

type Matches = (user: User) => boolean

/**
 * The part of user search v3 that is implemented: `field:value`, `field:"value"`, `field:start*` and ranges
 * (`field:[a TO b]`, `{a TO b}`, `*` for open ends), joined by one of AND and OR. Values are compared letter case
 * aside; anything else answers 501.
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax
 */
export function parseSearch(q: string | undefined): Matches {
  if (q === undefined || q.trim() === '') return () => true
  const [first = '', ...others] = q.trim().split(/\s+(AND|OR)\s+/)
  const joints = new Set(others.filter((_, index) => index % 2 === 0))
  if (joints.size > 1) throw notImplemented(`searches that mix AND and OR: ${q}`)
  const terms = [first, ...others.filter((_, index) => index % 2 === 1)].map(parseTerm)
  return (user) => (joints.has('AND') ? terms.every((term) => term(user)) : terms.some((term) => term(user)))
}

function parseTerm(term: string): Matches {
  return parseRange(term) ?? parseValue(term) ?? refuse(term)
}

function parseValue(term: string): Matches | undefined {
  const [, field, quoted, bare] = /^([a-z_.]+):(?:"([^"\\]*)"|([^\s"()[\]{}*?~^\\]+\*?))$/i.exec(term) ?? []
  const wanted = (quoted ?? bare)?.toLowerCase()
  if (field === undefined || wanted === undefined) return undefined
  const isPrefix = quoted === undefined && wanted.endsWith('*')
  return (user) =>
    valuesAt(user, field).some((value) => {
      const text = String(value).toLowerCase()
      return isPrefix ? text.startsWith(wanted.slice(0, -1)) : text === wanted
    })
}

/** Square brackets include their ends, braces exclude them. Instants compare as text. */
function parseRange(term: string): Matches | undefined {
  const range = /^([a-z_.]+):([[{])(\S+) TO (\S+)([\]}])$/i.exec(term)
  if (range === null) return undefined
  const [, field = '', opening, from = '', to = '', closing] = range
  const isAfter = (value: unknown) =>
    from === '*' || compare(value, from) > 0 || (opening === '[' && compare(value, from) === 0)
  const isBefore = (value: unknown) =>
    to === '*' || compare(value, to) < 0 || (closing === ']' && compare(value, to) === 0)
  return (user) => valuesAt(user, field).some((value) => isAfter(value) && isBefore(value))
}

function compare(value: unknown, limit: string): number {
  if (typeof value === 'number') return value - Number(limit)
  const text = String(value)
  return text === limit ? 0 : text < limit ? -1 : 1
}

function refuse(term: string): never {
  throw notImplemented(`the search term ${term}`)
}

/** What stands at a path; an array on the way or at its end gives each of its elements. */
function valuesAt(user: User, field: string): unknown[] {
  const found = field
    .split('.')
    .reduce<unknown[]>((objects, key) => objects.flat().map((object) => ownValue(object, key)), [user])
  return found.flat().filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
}
