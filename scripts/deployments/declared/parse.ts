/**
 * Checks that an unknown value has the form it should have.
 * @param place where in the file the value is, for people
 * @throws NotAsDeclared
 */
export type Parse<Parsed> = (value: unknown, place: string) => Parsed

/** What is wrong, as the end of a sentence that begins with the file's name. */
export class NotAsDeclared extends Error {}

function kind<Parsed>(name: string, is: (value: unknown) => value is Parsed): Parse<Parsed> {
  return (value, place) => {
    if (is(value)) return value
    throw new NotAsDeclared(place === '' ? `does not contain ${name}` : `must have ${name} at ${place}`)
  }
}

export const text = kind('a string', (value) => typeof value === 'string')
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

/** An object whose keys are not known in advance. */
export function byName<Entry>(entry: Parse<Entry>): Parse<Record<string, Entry>> {
  return (value, place) =>
    Object.fromEntries(
      Object.entries(object(value, place)).map(([name, one]) => [name, entry(one, placeIn(place, name))]),
    )
}

/** Other fields are ignored: they are Auth0's, and stay as they are. @param optional fields that may be left out */
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
