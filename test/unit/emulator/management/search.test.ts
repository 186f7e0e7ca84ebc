import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../emulator/http/answers.ts'
import { parseSearch, type SearchRules } from '../../../emulator/management/search.ts'

const rules: SearchRules = { caseless: ['name'], words: ['name'], bare: ['name', 'id'], plain: ['notes'] }

const things = [
  { id: 'a|1', name: 'Ada Lovelace', count: 3, plan: { kind: 'Gold' }, seen: '2026-01-31T12:00:00.000Z' },
  {
    id: 'b|2',
    name: 'Grace Hopper',
    count: 12,
    plan: { kind: 'silver' },
    tags: [{ of: 'x' }, { of: 'y' }],
    isOn: true,
  },
  { id: 'c|3', name: 'Ada', notes: { color: 'Blue' }, seen: '2026-02-01T00:00:00.000Z', empty: [], nothing: null },
]

function found(q: string): string[] {
  return things.filter(parseSearch(q, rules)).map(({ id }) => id.charAt(0))
}

function statusOf(q: string): number | undefined {
  try {
    parseSearch(q, rules)
    return undefined
  } catch (failure) {
    return failure instanceof Refusal ? failure.response.status : 500
  }
}

describe('a search', () => {
  it.each([
    // A quoted text is the whole value; without quotes one word is enough, if the field has words.
    ['name:"Ada"', ['c']],
    ['name:ada', ['a', 'c']],
    ['plan.kind:gold', []],
    ['plan.kind:Gold', ['a']],
    ['tags.of:y', ['b']],
    ['isOn:true', ['b']],
    ['count:12', ['b']],
    ['hopper', ['b']],
    // Operators: NOT before AND before OR; without one, any of the terms.
    ['name:ada AND NOT count:3', ['c']],
    ['name:hopper OR name:ada AND count:3', ['a', 'b']],
    ['(name:hopper OR name:ada) AND count:3', ['a']],
    ['name:(hopper OR lovelace)', ['a', 'b']],
    ['name:hopper name:lovelace', ['a', 'b']],
    ['-name:ada', ['b']],
    // Wildcards, escapes.
    ['id:a*', ['a']],
    ['id:a\\|1', ['a']],
    ['name:*lace', ['a']],
    ['name:g*hop*r', ['b']],
    ['name:"*lace"', []],
    // _exists_: null and empty values do not exist.
    ['_exists_:notes.color', ['c']],
    ['_exists_:empty OR _exists_:nothing', []],
    ['NOT _exists_:count', ['c']],
    // Ranges; a day or a month is every instant in it.
    ['count:[3 TO 12}', ['a']],
    ['count:{3 TO *]', ['b']],
    ['seen:[2026-01 TO 2026-01-31]', ['a']],
    ['seen:{2026-01 TO *]', ['c']],
    ['seen:[* TO 2026-02}', ['a']],
    ['seen:2026-02-01', ['c']],
    ['', ['a', 'b', 'c']],
  ])('%s finds %j', (q, expected) => {
    expect(found(q)).toEqual(expected)
  })

  it.each([
    'name:',
    '(name:a',
    'name:a)',
    'AND',
    'name:a AND',
    'NOT',
    '"open',
    'name:a:b',
    'name:*ce',
    'end\\',
    '[1 TO',
    '()',
  ])('%s is not a query: 400', (q) => {
    expect(statusOf(q)).toBe(400)
  })

  it.each(['name:ad?', 'name:ada~', 'name:/ad+/', 'count:>3', 'notes.color:B*', 'na*e:ada'])(
    '%s is not covered by the documentation: 501',
    (q) => {
      expect(statusOf(q)).toBe(501)
    },
  )

  it('ten thousand brackets are not a query', () => {
    expect(statusOf('('.repeat(10_000))).toBe(400)
  })
})
