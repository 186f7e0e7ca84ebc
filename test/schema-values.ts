import fc from 'fast-check'
import { schemas } from './emulator/openapi/operations.ts'
import { anyCharacter } from './hostile-text.ts'

/** The depth at which schemas that refer to themselves end. */
const MOST_LEVELS = 5

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const id = (prefix: string) =>
  fc
    .string({ unit: fc.constantFrom(...letters.split(/(?=.)/)), minLength: 16, maxLength: 16 })
    .map((text) => `${prefix}${text}`)

/** Any text: control characters, halves of surrogate pairs, characters with a meaning elsewhere. */
export const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '\u202e',
    '__proto__',
    'constructor',
    '../..',
    '%00',
    "' OR 1=1",
    '{{ user.email }}',
    '😀@x.y',
  ),
)

const byFormat: Readonly<Record<string, fc.Arbitrary<unknown> | undefined>> = {
  email: fc.emailAddress(),
  'email-or-empty': fc.emailAddress(),
  'date-time': fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  'connection-id': id('con_'),
  'role-id': id('rol_'),
  'organization-id': id('org_'),
  'user-id': anyText.map((text) => `auth0|${text}`),
  url: fc.webUrl(),
  'callback-url': fc.webUrl(),
}

/** Values that an OpenAPI schema allows, by its common keywords. */
export function valuesOf(schema: unknown, level = 0): fc.Arbitrary<unknown> {
  if (!isObject(schema)) return fc.jsonValue({ maxDepth: 2 })
  if (level > MOST_LEVELS) return fc.constant(null)
  const reference = schema['$ref']
  if (typeof reference === 'string') return valuesOf(schemas[reference.replace('#/schemas/', '')], level + 1)
  const choices = schema['oneOf'] ?? schema['anyOf']
  if (Array.isArray(choices)) return fc.oneof(...choices.map((choice) => valuesOf(choice, level + 1)))
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  return fc.oneof(...types.map((type) => valuesOfType(type, schema, level)))
}

function valuesOfType(type: unknown, schema: Record<string, unknown>, level: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return objectsOf(schema, level)
    case 'array':
      return fc.array(valuesOf(schema['items'], level + 1), { maxLength: 3 })
    case 'string':
      return textsOf(schema)
    case 'integer':
    case 'number':
      return fc.integer({
        min: numberOr(schema['minimum'], 0),
        max: Math.max(numberOr(schema['maximum'], 1000), numberOr(schema['minimum'], 0)),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectsOf(schema: Record<string, unknown>, level: number): fc.Arbitrary<unknown> {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : []
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, valuesOf(inner, level + 1)])),
    { requiredKeys: required.filter((name) => Object.hasOwn(properties, name)) },
  )
  if (schema['additionalProperties'] === false) return known
  const more = fc.dictionary(anyText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 })
  return fc.tuple(known, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, more)).map(([a, b]) => ({ ...b, ...a }))
}

function textsOf(schema: Record<string, unknown>): fc.Arbitrary<unknown> {
  const ofFormat = byFormat[String(schema['format'])]
  if (ofFormat) return fc.oneof({ weight: 4, arbitrary: ofFormat }, anyText)
  const [least, most] = [numberOr(schema['minLength'], 0), numberOr(schema['maxLength'], 300)]
  return fc.oneof(
    fc.string({ minLength: least, maxLength: Math.min(most, least + 30) }),
    fc.string({ unit: anyCharacter, minLength: least, maxLength: Math.min(most, least + 30) }),
    anyText,
  )
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
