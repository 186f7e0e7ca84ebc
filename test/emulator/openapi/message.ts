import type { ErrorObject } from 'ajv/dist/2020.js'
import { ownValue, type Json } from '../json.ts'

/**
 * Everything that is wrong, in the words of the validator z-schema, in the way in which Auth0's own package z-schema-errors
 * joins them: one sentence each, with "(also)" between them.
 * @param value what was checked
 * @param context the beginning of each sentence, like `Payload validation error:`
 * @see https://www.npmjs.com/package/z-schema-errors; answers with several are quoted in public tests of clients
 */
export function messageOf(errors: ErrorObject[], value: unknown, context: string, route: string): string {
  const found = inOrder(withoutInner(errors), value).map((error) => sentence(error, errors, value, context, route))
  return [...new Set(found)].join(' (also) ')
}

function sentence(error: ErrorObject, all: ErrorObject[], value: unknown, context: string, route: string): string {
  const path = pathOf(error)
  const description = propertyDescriptions[route]?.[path]
  const where = path && ` on property ${path}${description === undefined ? '' : ` (${description})`}`
  const inner = innerErrorsOf(error, all)
  const inside = inner.length > 0 ? ` Inner errors: [ ${messageOf(inner, value, context, route)} ].` : ''
  const hint = error.keyword === 'additionalProperties' && !path && isUserWrite.test(route) ? elsewhere : ''
  return `${context} '${reasonOf(error, all)}${hint}'${where}.${inside}`
}

/**
 * What Auth0's 400 answers add in parentheses after a property: its description in the OpenAPI document. The document
 * here has no prose, so these are only the ones known from real answers, keyed by operation and property.
 */
const propertyDescriptions: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
  'POST /api/v2/jobs/verification-email': {
    client_id: 'client_id of the client (application). If no value provided, the global Client ID will be used',
  },
}

/** Fields that a user does not have (quoted in public clients of the API). */
const isUserWrite = /^(POST|PATCH) \/api\/v2\/users(\/:id)?$/
const elsewhere =
  ' (consider storing them in app_metadata or user_metadata. See "Users Metadata" in https://auth0.com/docs/api/v2/changes for more details)'

/** Like `groups[0].email`. */
function pathOf({ instancePath }: ErrorObject): string {
  return instancePath
    .slice(1)
    .replaceAll('/', '.')
    .replace(/\.([0-9]+)/g, '[$1]')
}

/** Why none of several schemas matches. ajv reports these errors, at any depth, right before it says so. */
function innerErrorsOf(error: ErrorObject, all: ErrorObject[]): ErrorObject[] {
  if (!isAlternative(error)) return []
  const before = all.slice(0, all.indexOf(error))
  const isInside = ({ instancePath }: ErrorObject) => instancePath.startsWith(error.instancePath)
  return before.slice(before.findLastIndex((one) => !isInside(one)) + 1)
}

function withoutInner(errors: ErrorObject[]): ErrorObject[] {
  const inner = new Set(errors.flatMap((error) => innerErrorsOf(error, errors)))
  return errors.filter((error) => !inner.has(error))
}

function isAlternative({ keyword }: ErrorObject): boolean {
  return keyword === 'oneOf' || keyword === 'anyOf'
}

/** An object comes before its contents. Fields, items and missing properties come last first, as z-schema walks them. */
function inOrder(errors: ErrorObject[], value: unknown): ErrorObject[] {
  const placed = errors.map((error, index) => ({ error, index, place: placeIn(value, error.instancePath) }))
  placed.sort((a, b) => {
    const depth = Math.min(a.place.length, b.place.length)
    const fork = a.place.slice(0, depth).findIndex((position, level) => position !== b.place[level])
    if (fork >= 0) return (b.place[fork] ?? 0) - (a.place[fork] ?? 0)
    if (a.place.length !== b.place.length) return a.place.length - b.place.length
    const areMissing = a.error.keyword === 'required' && b.error.keyword === 'required'
    return areMissing ? b.index - a.index : a.index - b.index
  })
  return placed.map(({ error }) => error)
}

/** The positions of the fields and items on the way to a place. */
function placeIn(value: unknown, instancePath: string): number[] {
  const names = instancePath.split('/').slice(1)
  let inside = value
  return names.map((escaped) => {
    const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
    const position = Object.keys(Object(inside) as object).indexOf(name)
    inside = ownValue(inside, name)
    return position
  })
}

/** What is wrong, in Auth0's words. @param all errors of the same check */
export function reasonOf(error: ErrorObject, all: ErrorObject[]): string {
  const { keyword, params, data } = error as ErrorObject<string, Json>
  switch (keyword) {
    case 'additionalProperties': {
      const here = all.filter((one) => one.keyword === keyword && one.instancePath === error.instancePath)
      const names = here.map((one) => String((one.params as Json)['additionalProperty']))
      return `Additional properties not allowed: ${names.reverse().join(',')}`
    }
    case 'required':
      return `Missing required property: ${String(params['missingProperty'])}`
    case 'type':
      return `Expected type ${String(params['type'])} but found type ${typeName(data)}`
    case 'enum':
      return `Invalid property "${typeof data === 'string' ? data : JSON.stringify(data)}"`
    case 'pattern':
      return patternReason(String(params['pattern']), String(data))
    case 'format':
      return `Object didn't pass validation for format ${String(params['format'])}: ${String(data)}`
    case 'uniqueItems':
      return `Array items are not unique (indexes ${String(params['j'])} and ${String(params['i'])})`
    case 'oneOf':
    case 'anyOf':
      return Array.isArray(params['passingSchemas']) ? severalFit : 'None of the valid schemas were met'
    case 'minLength':
      return `String is too short (${String(data).length} chars), minimum ${String(params['limit'])}`
    case 'maxLength':
      return `String is too long (${String(data).length} chars), maximum ${String(params['limit'])}`
    case 'minimum':
      return `Value ${String(data)} is less than minimum ${String(params['limit'])}`
    case 'maximum':
      return `Value ${String(data)} is greater than maximum ${String(params['limit'])}`
    case 'minItems':
      return `Array is too short (${lengthOf(data)}), minimum ${String(params['limit'])}`
    case 'maxItems':
      return `Array is too long (${lengthOf(data)}), maximum ${String(params['limit'])}`
    case 'minProperties':
      return `Too few properties defined (${lengthOf(Object.keys(Object(data) as object))}), minimum ${String(params['limit'])}`
    case 'maxProperties':
      return `Too many properties defined (${lengthOf(Object.keys(Object(data) as object))}), maximum ${String(params['limit'])}`
    default:
      return error.message ?? keyword
  }
}

const oneOf = "'oneOf'"
const severalFit = `Data is valid against more than one schema from ${oneOf}`

/** Lists of fields have their own sentence (quoted in the README of auth0-java). */
function patternReason(pattern: string, text: string): string {
  const [, names = ''] = /^\^\(((?:\(\w+\)\|?)+)\)\(,/.exec(pattern) ?? []
  if (names === '') return `String does not match pattern ${pattern}: ${text}`
  const known = names.replace(/[()]/g, '').replaceAll('|', ',')
  return `String '${text}' does not match pattern. Must be a comma separated list of the following values: ${known}`
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
