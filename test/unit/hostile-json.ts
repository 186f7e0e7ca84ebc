import fc from 'fast-check'

const deep = parsed(`${'['.repeat(6_000)}${']'.repeat(6_000)}`)

/** Values that break code which trusts its types; all but the last three are JSON. */
const odd: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.5, 1e21, '', ' ', 'x', '__proto__', 'constructor', '..', '\u0000', '\ud800'],
  ...['x'.repeat(100_000), [], [null], [[]], {}, { toString: 'x' }, { length: 1 }, { then: 'x' }, { toJSON: 'x' }],
  ...[parsed('{"__proto__":{"email":"x"},"constructor":null}'), { valueOf: null, toString: null }],
  ...[NaN, Infinity, new Date(NaN)],
]

/** The same, and values that JSON.parse reads but JSON.stringify cannot write. */
export const hostileValues: readonly unknown[] = [...odd, deep]

function parsed(json: string): unknown {
  return JSON.parse(json)
}

/** Any JSON, and hostile values, except the deep one, which fast-check cannot print. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(...odd), weight: 3 },
  { arbitrary: fc.jsonValue(), weight: 1 },
)

/** Every place in a value and the value itself, as the keys on the way there. */
export function placesIn(value: unknown, way: readonly string[] = []): string[][] {
  const isPlain = typeof value === 'object' && value !== null && !(value instanceof Date)
  const parts = isPlain ? Object.entries(value) : []
  return [[...way], ...parts.flatMap(([key, part]: [string, unknown]) => placesIn(part, [...way, key]))]
}

/** The same value with something else in one place. */
export function replaced(value: unknown, [key, ...way]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to
  if (Array.isArray(value))
    return value.map((part: unknown, index) => (String(index) === key ? replaced(part, way, to) : part))
  const parts = new Map<string, unknown>(Object.entries(value ?? {}))
  return Object.fromEntries(parts.set(key, replaced(parts.get(key), way, to)))
}
