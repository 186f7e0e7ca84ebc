// Reads from Auth0's OpenAPI document what the local tenant needs: for each operation its scopes, parameters, body and
// answer; for each schema what ajv checks. Prose, examples and defaults are left out.

type Json = Record<string, unknown>

interface OpenApiOperation {
  summary?: string
  security?: Record<string, string[]>[]
  parameters?: { in: string; name: string; required?: boolean; schema: Json }[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> }
  responses: Record<string, { content?: Record<string, { schema: Json }> }>
}

export interface OpenApiDocument {
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Record<string, Json> }
}

const leftOut = new Set(['description', 'summary', 'title', 'default', 'example', 'examples', 'deprecated', 'tags'])

/** @returns `{ operations, schemas }` as the files of test/emulator/openapi hold it, keys in order */
export function compileOpenApi({ paths, components }: OpenApiDocument): Json {
  const operations: Json = {}
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      operations[`${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '*')}`] = operationFacts(path, operation)
    }
  }
  const schemas: Json = {}
  const reach = (value: unknown): void => {
    for (const name of referencesIn(value)) {
      if (Object.hasOwn(schemas, name)) continue
      schemas[name] = schemaFacts(components.schemas[name])
      reach(schemas[name])
    }
  }
  reach(operations)
  return sorted({ operations, schemas }) as Json
}

function operationFacts(
  path: string,
  { summary = '', security = [], parameters = [], requestBody, responses }: OpenApiOperation,
): Json {
  const parametersIn = (place: string) =>
    Object.fromEntries(
      parameters.filter((one) => one.in === place).map(({ name, schema }) => [name, schemaFacts(schema)]),
    )
  // The Authentication API accepts forms, too; if it names both, they are the same.
  const { content = {} } = requestBody ?? {}
  const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']
  const body = types.map((type) => content[type]?.schema).find((schema) => schema !== undefined)
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    const schema = content?.['application/json']?.schema
    return status.startsWith('2') && schema ? [[status, schemaFacts(schema)]] : []
  })
  return {
    summary,
    scopes: [...new Set(security.flatMap((one) => one['oAuth2ClientCredentials'] ?? []))],
    path: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => parametersIn('path')[name] ?? {}),
    query: parametersIn('query'),
    requiredQuery: parameters.filter((one) => one.in === 'query' && one.required).map(({ name }) => name),
    ...(body && { body: schemaFacts(body) }),
    answers: Object.fromEntries(answers) as Json,
  }
}

/** A schema without its prose. Properties are handled separately, because one may have the name of a keyword. */
function schemaFacts(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(schemaFacts)
  if (typeof schema !== 'object' || schema === null) return schema
  const facts = Object.entries(schema).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    if (leftOut.has(key) || key.startsWith('x-')) return []
    if (key === 'properties') {
      const properties = Object.entries(value as Json).map(([name, property]) => [name, schemaFacts(property)])
      return [[key, Object.fromEntries(properties)]]
    }
    if (key === '$ref') return [[key, String(value).replace('#/components/schemas/', '#/schemas/')]]
    return [[key, schemaFacts(value)]]
  })
  return Object.fromEntries(facts)
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.replace('#/schemas/', '')] : referencesIn(inner),
  )
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
