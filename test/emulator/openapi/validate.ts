import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { managementError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import { isObject, ownValue, type Json } from '../json.ts'
import { alsoAccepted, closed } from './also-accepted.ts'
import { alsoAnswered } from './also-answered.ts'
import { formats } from './formats.ts'
import { messageOf, reasonOf } from './message.ts'
import { schemas, type Operation } from './operations.ts'

let ajv: Ajv2020 | undefined
const validators = new WeakMap<object, ValidateFunction>()

/**
 * Refuses what Auth0's OpenAPI document does not allow, in Auth0's words: path first, then query, then body.
 * @see https://auth0.com/docs/api/management/v2 and the recorded 400 answers
 */
export function requireValid(call: Call, route: string, operation: Operation): void {
  const names = [...route.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const more = alsoAccepted[route] ?? {}
  operation.path.forEach((schema, index) => {
    const name = names[index] ?? ''
    if (more.path?.includes(call.params[name] ?? '')) return
    check(route, 'Path', 'invalid_uri', { properties: { [name]: schema } }, { [name]: call.params[name] }, schema)
  })
  const query = {
    type: 'object',
    properties: operation.query,
    required: operation.requiredQuery,
    // Only reads refuse unknown fields: imports and changes accepted others in recorded traffic.
    additionalProperties: !route.startsWith('GET '),
  }
  const values = typedQuery(without(call.query, more.query), operation.query)
  check(route, 'Query', 'invalid_query_string', query, values, operation.query)
  if (operation.body)
    check(
      route,
      'Payload',
      'invalid_body',
      closed.includes(route) ? { ...referred(operation.body), additionalProperties: false } : operation.body,
      isObject(call.payload) ? without(typedBody(call, operation.body), more.body) : call.payload,
      operation.body,
      more.nulls ? isFieldRemoved : more.body?.some((field) => field in call.body) ? isAboutEmptiness : undefined,
    )
}

/** Checks an answer against the document, for tests. @returns what is wrong, or undefined */
export function problemOfAnswer(
  route: string,
  operation: Operation,
  status: number,
  body: unknown,
): string | undefined {
  const schema = operation.answers[String(status)]
  if (typeof schema !== 'object' || schema === null) return undefined
  const validate = validatorFor(withAnyOf(schema), schema, 'answers')
  if (validate(body)) return undefined
  const excused = alsoAnswered[route] ?? []
  const errors = validate.errors ?? []
  const found = errors
    .filter(({ keyword }) => keyword !== 'oneOf' && keyword !== 'anyOf')
    .map((error) => ({ place: placeOf(error), reason: reasonOf(error, [error]) }))
  // If a list is not an envelope, or the other way round, that error only hides what is wrong inside.
  const inside = found.filter(({ place }) => place !== '')
  const wrong = (inside.length > 0 ? inside : found).filter(({ place }) => !excused.includes(place))
  return wrong.length > 0
    ? [...new Set(wrong.map(({ place, reason }) => `${reason} at ${place || 'the top'}`))].join('; ')
    : undefined
}

function check(
  route: string,
  what: string,
  errorCode: string,
  schema: object,
  value: unknown,
  key: unknown,
  isExcused: (error: ErrorObject) => boolean = () => false,
): void {
  const validate = validatorFor(schema, typeof key === 'object' && key !== null ? key : schema)
  if (validate(value)) return
  const errors = (validate.errors ?? []).filter((error) => !isExcused(error))
  if (errors.length > 0)
    throw managementError(400, messageOf(errors, value, `${what} validation error:`, route), errorCode)
}

/** Compiles each schema once, when it is first needed, so that the tenant starts without waiting for 90 of them. */
export function validatorFor(schema: object, key: object, schemasOf = 'requests'): ValidateFunction {
  const known = validators.get(key)
  if (known) return known
  ajv ??= makeAjv()
  const compiled = ajv.compile(withReferences(schema, schemasOf))
  validators.set(key, compiled)
  return compiled
}

function makeAjv(): Ajv2020 {
  const made = new Ajv2020({
    allErrors: true,
    strict: false,
    unicodeRegExp: false,
    logger: false,
    verbose: true,
    formats: { ...formats },
    code: { optimize: false }, // compiles in a quarter of the time, and checks are not slower
  })
  made.addSchema({ $id: 'requests', schemas })
  made.addSchema({ $id: 'answers', schemas: withAnyOf(schemas) })
  return made
}

function withReferences(schema: object, schemasOf: string): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', `"${schemasOf}#/schemas/`)) as object
}

/** The fields without those that are named. `a.b` names b inside a. */
function without<Value>(fields: Readonly<Record<string, Value>>, names: string[] = []): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([name]) => !names.includes(name))
  return Object.fromEntries(
    kept.map(([name, value]): [string, unknown] => {
      const inner = names.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length + 1))
      return [name, inner.length > 0 && isObject(value) ? without(value, inner) : value]
    }),
  )
}

/** Fields of forms are text, like the values of a query. */
function typedBody({ request, body }: Call, schema: Json): Json {
  const isForm = /form/.test(request.headers.get('content-type') ?? '')
  const properties = ownValue(referred(schema), 'properties')
  return isForm ? typedQuery(body, Object(properties) as Json) : body
}

/** A schema from another place in the document. */
function referred(schema: Json): object {
  const reference = schema['$ref']
  return (typeof reference === 'string' ? schemas[reference.replace('#/schemas/', '')] : undefined) ?? schema
}

/** Whether the error is about a null at the root of a body, or about a body with nothing else. A name cannot be removed. */
function isFieldRemoved({ data, instancePath, keyword }: ErrorObject): boolean {
  return (
    (data === null && /^\/[^/]+$/.test(instancePath) && instancePath !== '/name') ||
    (keyword === 'minProperties' && instancePath === '')
  )
}

/** A body is not empty if it only has fields that the document does not name. */
function isAboutEmptiness({ keyword, instancePath }: ErrorObject): boolean {
  return keyword === 'minProperties' && instancePath === ''
}

/** Query strings, converted to the types of their schemas. */
function typedQuery(query: Readonly<Json>, schema: Json): Json {
  return Object.fromEntries(
    Object.entries(query).map(([name, text]): [string, unknown] => {
      if (typeof text !== 'string') return [name, text]
      const wanted: unknown = Object(schema[name] ?? {})
      const type: unknown = typeof wanted === 'object' && wanted !== null && 'type' in wanted ? wanted.type : undefined
      if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return [name, Number(text)]
      if (type === 'boolean' && /^(true|false)$/.test(text)) return [name, text === 'true']
      if (type === 'array') return [name, text.split(',')]
      return [name, text]
    }),
  )
}

/** An empty page is both a page by offset and one by checkpoint, which oneOf taken literally does not allow. */
function withAnyOf(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"oneOf":', '"anyOf":')) as object
}

/** Where an answer differs, like `users.*.name`. */
function placeOf({ instancePath, params }: ErrorObject<string, Json>): string {
  const property = params['additionalProperty'] ?? params['missingProperty']
  const path = typeof property === 'string' ? `${instancePath}/${property}` : instancePath
  return path
    .slice(1)
    .replaceAll('/', '.')
    .replace(/(?<=^|\.)\d+(?=\.|$)/g, '*')
}
