import { notImplemented } from '../http/answers.ts'
import { isObject, ownValue } from '../json.ts'
import { invalidQuery, parseQuery, type Pattern, type Query } from './search-query.ts'

/** How fields are compared in a search. */
export interface SearchRules {
  /** Fields whose letter case does not matter. */
  caseless: readonly string[]
  /** Fields in which a term without quotes can match any one word. */
  words: readonly string[]
  /** Fields that terms without a field are matched against. */
  bare: readonly string[]
  /** Fields, or beginnings of paths, that support neither wildcards nor ranges. */
  plain: readonly string[]
  /** Fields that are not stored as such. */
  derived?: Readonly<Record<string, (thing: object) => unknown>>
}

type Matches = (thing: object) => boolean

/** An instant, or the year, month or day with which one begins. */
const INSTANT = /^\d{4}(-\d\d(-\d\d(T[\d:.]*Z?)?)?)?$/

/**
 * Parses a search and returns which things match it. Any kind of object can be searched; a path goes into arrays.
 * @throws a 400 for an invalid query, a 501 for what Auth0's documentation leaves open
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax
 * @see https://auth0.com/docs/deploy-monitor/logs/log-search-query-syntax
 */
export function parseSearch(q: string | undefined, rules: SearchRules): Matches {
  return q === undefined || q.trim() === '' ? () => true : matcherOf(parseQuery(q), rules)
}

function matcherOf(query: Query, rules: SearchRules): Matches {
  switch (query.kind) {
    case 'not': {
      const inner = matcherOf(query.of, rules)
      return (thing) => !inner(thing)
    }
    case 'all': {
      const parts = query.of.map((part) => matcherOf(part, rules))
      return (thing) => parts.every((part) => part(thing))
    }
    case 'any': {
      const parts = query.of.map((part) => matcherOf(part, rules))
      return (thing) => parts.some((part) => part(thing))
    }
    case 'exists':
      return valueAt(query.field, () => true, rules)
    case 'term': {
      const fields = query.field === undefined ? rules.bare : [query.field]
      const [only, ...others] = fields.map((field) => fieldMatcher(field, query.pattern, rules))
      if (only && others.length === 0) return only
      return (thing) => only?.(thing) === true || others.some((part) => part(thing))
    }
  }
}

function fieldMatcher(field: string, pattern: Pattern, rules: SearchRules): Matches {
  const fold = rules.caseless.includes(field) ? (text: string) => text.toLowerCase() : (text: string) => text
  return valueAt(field, valueMatcher(field, pattern, fold, rules), rules)
}

function valueMatcher(
  field: string,
  pattern: Pattern,
  fold: (text: string) => string,
  { plain, words }: SearchRules,
): (value: unknown) => boolean {
  if (field.includes('*')) throw notImplemented(`wildcards in the name of a field: ${field}`)
  if (pattern.kind !== 'text' && plain.some((one) => field === one || field.startsWith(`${one}.`))) {
    throw notImplemented(`wildcards and ranges on ${field}`)
  }
  switch (pattern.kind) {
    case 'text': {
      const wanted = fold(pattern.text)
      const hasWords = words.includes(field) && !pattern.isQuoted
      return (value) => {
        const text = fold(String(value))
        return (
          isSame(value, text, wanted) ||
          (hasWords && text.includes(wanted) && text.split(/[^\p{L}\p{N}]+/u).includes(wanted))
        )
      }
    }
    case 'wildcard': {
      requireLiterals(field, pattern.parts)
      const parts = pattern.parts.map(fold)
      return (value) => fits(fold(String(value)), parts)
    }
    case 'range': {
      const { from, to, isFromIncluded, isToIncluded } = pattern
      return (value) =>
        (from === undefined || isBeyond(compare(value, from, fold), isFromIncluded)) &&
        (to === undefined || isBeyond(-compare(value, to, fold), isToIncluded))
    }
  }
}

/** A wildcard that is not at the end needs three other characters (docs: user-search-query-syntax, "Wildcards"). */
function requireLiterals(field: string, parts: string[]): void {
  const isPrefix = parts.length === 2 && parts[1] === ''
  if (!isPrefix && parts.join('').length < 3) throw invalidQuery(`${field}:${parts.join('*')}`)
}

/** Whether the parts follow each other in the text, the first at its start and the last at its end. */
function fits(text: string, parts: string[]): boolean {
  const [first = '', ...others] = parts
  const last = others.pop() ?? ''
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let rest = text.slice(first.length, text.length - last.length)
  return others.every((part) => {
    const at = rest.indexOf(part)
    rest = rest.slice(at + part.length)
    return at >= 0
  })
}

function isBeyond(order: number, isIncluded: boolean): boolean {
  return order > 0 || (order === 0 && isIncluded)
}

function compare(value: unknown, limit: string, fold: (text: string) => string): number {
  if (typeof value === 'number') return value - Number(limit)
  const text = fold(String(value))
  const wanted = fold(limit)
  return isSame(value, text, wanted) ? 0 : text < wanted ? -1 : 1
}

/** A day, a month or a year matches every instant in it. */
function isSame(value: unknown, text: string, wanted: string): boolean {
  if (text === wanted) return true
  if (typeof value === 'number') return wanted.trim() !== '' && value === Number(wanted)
  return text.startsWith(wanted) && INSTANT.test(wanted) && INSTANT.test(text)
}

/** Whether one of the values at a path matches. Null, empty objects and empty arrays are not indexed. */
function valueAt(field: string, isMatch: (value: unknown) => boolean, { derived = {} }: SearchRules): Matches {
  const computed = Object.hasOwn(derived, field) ? derived[field] : undefined
  if (computed) return (thing) => isIndexedMatch(computed(thing), isMatch)
  const looks = field.split('.').map(lookAt)
  return (thing) => isMatchAt(thing, looks, 0, isMatch)
}

type Look = (thing: unknown) => unknown

/** Inherited properties of plain objects, like `constructor`, are read with care; other fields are read fast. */
function lookAt(key: string): Look {
  if (key in Object.prototype) return (thing) => ownValue(thing, key)
  return (thing) => (isObject(thing) ? thing[key] : undefined)
}

/** One look per key and no temporary lists, because a search goes through every user of the tenant. */
function isMatchAt(thing: unknown, looks: Look[], from: number, isMatch: (value: unknown) => boolean): boolean {
  let found = thing
  for (let index = from; index < looks.length; index++) {
    if (Array.isArray(found)) return found.some((one) => isMatchAt(one, looks, index, isMatch))
    found = looks[index]?.(found)
    if (found === undefined || found === null) return false
  }
  return isIndexedMatch(found, isMatch)
}

function isIndexedMatch(value: unknown, isMatch: (value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.flat().some((one) => isIndexedMatch(one, isMatch))
  return value !== undefined && value !== null && !isEmptyObject(value) && isMatch(value)
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
