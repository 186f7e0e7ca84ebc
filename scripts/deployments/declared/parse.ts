/**
 * Takes what may be anything for what it should be.
 * @param place where it stands, for people
 * @throws NotAsDeclared
 */
export type Parse<Parsed> = (value: unknown, place: string) => Parsed

/** What is wrong, as the rest of a sentence that begins with the file. */
export class NotAsDeclared extends Error {}

function kind<Parsed>(name: string, is: (value: unknown) => value is Parsed): Parse<Parsed> {
  return (value, place) => {
    if (is(value)) return value
    throw new NotAsDeclared(place === '' ? `does not hold ${name}` : `has to have ${name} at ${place}`)
  }
}

export const text = kind('a text', (value) => typeof value === 'string')
export const number = kind('a number', (value) => typeof value === 'number')
export const yesOrNo = kind('true or false', (value) => typeof value === 'boolean')
const list = kind('a list', (value): value is unknown[] => Array.isArray(value))
const object = kind(
  'an object',
  (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value),
)

export function listOf<Item>(item: Parse<Item>): Parse<Item[]> {
  return (value, place) => list(value, place).map((one, index) => item(one, `${place}[${index}]`))
}

/** By names that are not known before. */
export function byName<Entry>(entry: Parse<Entry>): Parse<Record<string, Entry>> {
  return (value, place) =>
    Object.fromEntries(
      Object.entries(object(value, place)).map(([name, one]) => [name, entry(one, placeIn(place, name))]),
    )
}

/** Of other fields, nothing is said: they are Auth0's, and stay. @param optional fields that may be left out */
export function withFields<Fields extends object, Optional extends object = object>(
  fields: { [name in keyof Fields]: Parse<Fields[name]> },
  optional?: { [name in keyof Optional]: Parse<Optional[name]> },
): Parse<Fields & Partial<Optional> & Record<string, unknown>> {
  return (value, place) => {
    const given = object(value, place)
    const there = Object.entries<Parse<unknown>>(optional ?? {}).filter(([name]) => given[name] !== undefined)
    const parsed = [...Object.entries<Parse<unknown>>(fields), ...there].map(
      ([name, parse]) => [name, parse(given[name], placeIn(place, name))] as const,
    )
    return { ...given, ...(Object.fromEntries(parsed) as Fields & Partial<Optional>) }
  }
}

function placeIn(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`
}
