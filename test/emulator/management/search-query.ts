import { managementError, notImplemented, type Refusal } from '../http/answers.ts'

/** A query, in the part of Lucene's syntax that Auth0 documents. */
export type Query =
  | { kind: 'not'; of: Query }
  | { kind: 'all' | 'any'; of: Query[] }
  | { kind: 'exists'; field: string }
  | { kind: 'term'; field: string | undefined; pattern: Pattern }

export type Pattern =
  | { kind: 'text'; text: string; isQuoted: boolean }
  /** The texts between the asterisks; at least two. */
  | { kind: 'wildcard'; parts: string[] }
  /** Undefined ends are open. */
  | { kind: 'range'; from: string | undefined; to: string | undefined; isFromIncluded: boolean; isToIncluded: boolean }

/** Parts of a query: a field with its colon, a quoted text, a range, a bracket, or a word with its escapes. */
const TOKEN =
  /\s*(?:(?<field>[^\s:"()[\]{}\\]+):|(?<quoted>"(?:[^"\\]|\\.)*")|(?<range>[[{]\s*\S+\s+TO\s+[^\s\]}]+\s*[\]}])|(?<bracket>[()])|(?<word>(?:[^\s:"()[\]{}\\]|\\.)+))/suy

/** How deep brackets may be nested, so that a query of only brackets does not exhaust the stack. */
const MOST_BRACKETS = 100

type Token = { kind: 'field' | 'quoted' | 'range' | 'bracket' | 'word'; text: string }

const operators: Readonly<Record<string, 'AND' | 'OR' | 'NOT' | undefined>> = {
  ...{ AND: 'AND', '&&': 'AND', OR: 'OR', '||': 'OR', NOT: 'NOT', '!': 'NOT' },
}

/**
 * NOT binds before AND, and AND before OR. Terms next to each other are joined by OR, as in Lucene.
 * @throws a 400 for an invalid query
 * @see https://lucene.apache.org/core/2_9_4/queryparsersyntax.html
 */
export function parseQuery(q: string): Query {
  const tokens = tokensOf(q)
  let at = 0
  let depth = 0
  const query = alternatives(undefined)
  if (at < tokens.length) throw invalidQuery(q)
  return query

  function operator(): 'AND' | 'OR' | 'NOT' | undefined {
    const token = tokens[at]
    return token?.kind === 'word' ? operators[token.text] : undefined
  }

  function isAtEnd(): boolean {
    const token = tokens[at]
    return token === undefined || (token.kind === 'bracket' && token.text === ')')
  }

  function alternatives(field: string | undefined): Query {
    const parts = [conjunction(field)]
    while (!isAtEnd()) {
      if (operator() === 'OR') at++
      parts.push(conjunction(field))
    }
    return joined('any', parts)
  }

  function conjunction(field: string | undefined): Query {
    const parts = [negation(field)]
    while (operator() === 'AND') {
      at++
      parts.push(negation(field))
    }
    return joined('all', parts)
  }

  function negation(field: string | undefined): Query {
    let isNegated = false
    for (; operator() === 'NOT'; at++) isNegated = !isNegated
    const token = tokens[at]
    if (token && /^[-!]./s.test(token.text) && (token.kind === 'field' || token.kind === 'word')) {
      tokens[at] = { ...token, text: token.text.slice(1) }
      isNegated = !isNegated
    }
    const of = clause(field)
    return isNegated ? { kind: 'not', of } : of
  }

  function clause(outer: string | undefined): Query {
    if (operator() !== undefined) throw invalidQuery(q)
    const named = tokens[at]?.kind === 'field' ? tokens[at++]?.text : undefined
    const token = tokens[at++]
    if (token === undefined || token.kind === 'field') throw invalidQuery(q)
    const field = named ?? outer
    if (token.kind === 'bracket') {
      if (token.text === ')' || ++depth > MOST_BRACKETS) throw invalidQuery(q)
      const inner = alternatives(field)
      if (tokens[at++] === undefined) throw invalidQuery(q)
      depth--
      return inner
    }
    if (field === '_exists_') return { kind: 'exists', field: unescaped(token.text) }
    if (token.kind === 'word' && token.text === '*' && field !== undefined) return { kind: 'exists', field }
    return { kind: 'term', field, pattern: patternOf(token) }
  }
}

function joined(kind: 'all' | 'any', parts: Query[]): Query {
  const [only, ...others] = parts
  return only && others.length === 0 ? only : { kind, of: parts }
}

function tokensOf(q: string): Token[] {
  const text = q.trimEnd()
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let end = 0; end < text.length; end = TOKEN.lastIndex) {
    TOKEN.lastIndex = end
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined) throw invalidQuery(q)
    for (const kind of ['field', 'quoted', 'range', 'bracket', 'word'] as const) {
      const found = groups[kind]
      if (found !== undefined) tokens.push({ kind, text: found })
    }
  }
  return tokens
}

function patternOf({ kind, text }: Token): Pattern {
  if (kind === 'quoted') return { kind: 'text', text: unescaped(text.slice(1, -1)), isQuoted: true }
  if (kind === 'range') return rangeOf(text)
  if (/(^|[^\\])[?~^]|^[/+<>]/.test(text)) throw notImplemented(`the search term ${text}`)
  const parts = (text.match(/\*|(?:[^*\\]|\\.)+/gs) ?? []).reduce<string[]>(
    (found, part) => (part === '*' ? [...found, ''] : [...found.slice(0, -1), unescaped(part)]),
    [''],
  )
  return parts.length > 1 ? { kind: 'wildcard', parts } : { kind: 'text', text: parts.join(''), isQuoted: false }
}

/** Square brackets include their ends, braces exclude them. */
function rangeOf(text: string): Pattern {
  const [from = '', to = ''] = text
    .slice(1, -1)
    .trim()
    .split(/\s+TO\s+/)
  return {
    kind: 'range',
    from: endOf(from),
    to: endOf(to),
    isFromIncluded: text.startsWith('['),
    isToIncluded: text.endsWith(']'),
  }
}

function endOf(text: string): string | undefined {
  return text === '*' ? undefined : unescaped(text.replace(/^"(.*)"$/s, '$1'))
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}

/** The answer to an invalid query. The errorCode is that of every wrong query parameter; its words are not documented. */
export function invalidQuery(q: string): Refusal {
  return managementError(
    400,
    `Query validation error: 'Invalid query syntax: ${q}' on property q.`,
    'invalid_query_string',
  )
}
