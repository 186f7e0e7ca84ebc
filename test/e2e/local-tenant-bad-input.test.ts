import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Endpoint } from '../emulator/http/endpoint.ts'
import { endpoints } from '../emulator/endpoints.ts'
import { operationOf, type Operation } from '../emulator/openapi/operations.ts'
import { anyText, valuesOf } from '../schema-values.ts'
import { giveBackTenant, lendTenant } from '../lent-tenants.ts'
import type { TenantControls } from '../start-tenant.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_101)
const calls = Number(process.env['PROPERTY_RUNS'] ?? 800)

/** An answer that takes longer is a hang. */
const PATIENCE_MS = 10_000

let tenant: TenantControls
/** Ids that earlier answers gave, so that later calls find something. */
const ids: string[] = ['Username-Password-Authentication', 'post-login', 'reset_email', 'login', 'en', 'auth0']

beforeAll(async () => {
  tenant = await lendTenant()
  const { app, deploy } = tenant.description.clients
  ids.push(app.client_id, app.client_secret, app.callback, deploy.client_id, deploy.client_secret)
})

afterAll(async () => {
  await giveBackTenant(tenant)
})

interface Input {
  route: string
  path: string[]
  query: Record<string, unknown>
  body: unknown
}

function inputsOf(route: string, operation: Operation): fc.Arbitrary<Input> {
  const pathPart = fc.oneof({ weight: 4, arbitrary: fc.nat(10_000).map((index) => `known:${index}`) }, anyText)
  const query = fc.record(
    Object.fromEntries(Object.entries(operation.query).map(([name, schema]) => [name, valuesOf(schema)])),
    { requiredKeys: operation.requiredQuery },
  )
  return fc.record({
    route: fc.constant(route),
    path: fc.tuple(...operation.path.map(() => pathPart)),
    query: fc.oneof({ weight: 4, arbitrary: query }, fc.dictionary(anyText, anyText, { maxKeys: 2 })),
    body: operation.body === undefined ? fc.constant(undefined) : broken(valuesOf(operation.body)),
  })
}

/** Parameters of pages and the Authentication API, for endpoints that allow any. */
const parameters = [
  ...['client_id', 'response_type', 'redirect_uri', 'scope', 'state', 'nonce', 'prompt', 'max_age', 'audience'],
  ...['response_mode', 'code_challenge', 'code_challenge_method', 'login_hint', 'screen_hint', 'connection', 'ticket'],
  ...['username', 'email', 'password', 'password2', 'organization', 'invitation', 'type', 'ui_locales'],
]

/** Calls that Auth0's document of the Management API does not describe: the Authentication API and the pages. */
function publicInputsOf({ route, query = [], body = [] }: Endpoint): fc.Arbitrary<Input> {
  const value = fc.oneof({ weight: 3, arbitrary: fc.nat(500).map((index) => `known:${index}`) }, anyText, likely)
  const fieldsOf = (names: string[] | 'any', values: fc.Arbitrary<unknown>) =>
    fc.record(Object.fromEntries((names === 'any' ? parameters : names).map((name) => [name, values])), {
      requiredKeys: [],
    })
  return fc.record({
    route: fc.constant(route),
    path: fc.constant([]),
    query: fieldsOf(query, value).map(withKnown),
    body: route.startsWith('GET ')
      ? fc.constant(undefined)
      : fc.oneof(
          {
            weight: 6,
            arbitrary: fieldsOf(body, fc.oneof({ weight: 6, arbitrary: value }, fc.jsonValue())).map(withKnown),
          },
          fc.jsonValue(),
        ),
  })
}

/** Values that get further than any text would. */
const likely = fc.constantFrom(
  ...[
    'code',
    'token id_token',
    'query',
    'form_post',
    'web_message',
    'none',
    'login',
    'S256',
    'plain',
    '0',
    'openid offline_access',
  ],
  ...[
    'password',
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'ada@example.com',
    'Username-Password-Authentication',
  ],
)

function withKnown(fields: Record<string, unknown>): Record<string, unknown> {
  const resolved = Object.entries(fields).map(([name, value]): [string, unknown] => [
    name,
    typeof value === 'string' ? known(value) : value,
  ])
  return Object.fromEntries(resolved)
}

/** Mostly what the schema allows, sometimes with one part replaced, sometimes anything. */
function broken(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const withOneWrong = fc
    .tuple(valid, fc.nat(50), fc.jsonValue({ maxDepth: 3 }))
    .map(([value, index, wrong]): unknown => {
      const names = Object.keys(Object(value) as object)
      const name = names[index % Math.max(names.length, 1)]
      return name === undefined || Array.isArray(value) ? wrong : { ...(Object(value) as object), [name]: wrong }
    })
  return fc.oneof({ weight: 5, arbitrary: valid }, { weight: 2, arbitrary: withOneWrong }, fc.jsonValue())
}

async function send({ route, path, query, body }: Input): Promise<{ status: number; text: string }> {
  const [method = 'GET', pattern = ''] = route.split(' ')
  let position = 0
  const filled = pattern.replace(/:\w+/g, () => encoded(path[position++] ?? ''))
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  const response = await fetch(`${tenant.description.issuer.slice(0, -1)}${filled}?${search}`, {
    method,
    headers: { authorization: `Bearer ${tenant.description.management_token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const text = await response.text()
  remember(text)
  return { status: response.status, text }
}

/** Replaces placeholders by ids of earlier answers. */
function known(text: string): string {
  const [, index] = /^known:(\d+)$/.exec(text) ?? []
  return index === undefined ? text : (ids[Number(index) % ids.length] ?? '')
}

function encoded(part: string): string {
  return encodeURIComponent(known(part).replace(/\p{Surrogate}/gu, '\ufffd')) || '%E0%A4%A'
}

function remember(answer: string): void {
  for (const [, id = ''] of answer.matchAll(/"(?:id|user_id|client_id|name|identifier)":"([^"\\]+)"/g)) {
    if (ids.length < 500 && !ids.includes(id)) ids.push(id)
  }
}

async function raw(method: string, path: string, body: string, type = 'application/json', token?: string) {
  const { issuer, management_token } = tenant.description
  const response = await fetch(`${issuer}${path}`, {
    method,
    headers: { 'content-type': type, authorization: `Bearer ${token ?? management_token}` },
    body,
  })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text }
}

describe('bad input', () => {
  it.each([
    ['malformed JSON', '{"name":', 'application/json', 400, 'Invalid request payload JSON format'],
    ['a key __proto__', '{"name":"x","__proto__":{}}', 'application/json', 400, 'Invalid request payload JSON format'],
    ['another type', '<name/>', 'application/xml', 415, 'Unsupported Media Type'],
    ['a list', '[]', 'application/json', 400, "Payload validation error: 'Expected type object but found type array'."],
    ['text', 'x', 'text/plain', 400, "Payload validation error: 'Expected type object but found type string'."],
    [
      'nothing',
      'null',
      'application/json',
      400,
      "Payload validation error: 'Expected type object but found type null'.",
    ],
  ])('%s as a body is refused as Auth0 refuses it', async (_, body, type, status, message) => {
    expect(await raw('POST', 'api/v2/roles', body, type)).toMatchObject({
      status,
      body: { statusCode: status, message },
    })
  })

  it('ten megabytes are too large, and the next call is answered as usual', async () => {
    const { status, body } = await raw('POST', 'api/v2/roles', JSON.stringify({ name: 'x'.repeat(10_000_000) }))
    expect({ status, body }).toMatchObject({
      status: 413,
      body: { message: 'Payload content length greater than maximum allowed: 1048576' },
    })
    expect((await tenant.manage('GET', 'roles')).status).toBe(200)
  })

  it('a caller without permission is not told what is wrong with the body', async () => {
    expect((await raw('POST', 'api/v2/roles', '{', 'application/json', 'nonsense')).status).toBe(401)
  })

  it('JSON that is nested a thousand levels deep does not stop the tenant', async () => {
    const body = `{"name":"x","description":${'['.repeat(1000)}${']'.repeat(1000)}}`
    expect((await raw('POST', 'api/v2/roles', body)).status).toBe(501)
  })

  it('malformed JSON at the Authentication API is an invalid_request', async () => {
    expect(await raw('POST', 'oauth/token', '{')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  it('fifty changes of one user at once keep every root key', async () => {
    const { connection } = tenant.description
    const account = { connection, email: 'parallel@example.com', password: 'correct horse 1' }
    const { body } = await tenant.manage('POST', 'users', account)
    const path = `users/${encodeURIComponent((body as { user_id: string }).user_id)}`
    const keys = Array.from({ length: 50 }, (_, index) => `key${index}`)
    await Promise.all(keys.map((key) => tenant.manage('PATCH', path, { app_metadata: { [key]: true } })))
    const { app_metadata } = (await tenant.manage('GET', path)).body as { app_metadata: object }
    expect(Object.keys(app_metadata).sort()).toEqual(keys.sort())
  })

  it(
    `is answered by Auth0's answer or a 501, never a 500 or a hang (seed ${seed}, ${calls} calls)`,
    async () => {
      const claimed = endpoints.flatMap(({ route }) => {
        const operation = operationOf(route)
        return operation ? [inputsOf(route, operation)] : []
      })
      const open = endpoints.filter(({ route }) => !operationOf(route) && !route.includes('/_local/'))
      const called = [...claimed, ...open.map(publicInputsOf)]
      const property = fc.asyncProperty(fc.oneof(...called), async (input) => {
        const { status, text } = await send(input)
        expect(status).not.toBe(500)
        expect(text).not.toContain('at which it failed')
      })
      await fc.assert(property, { seed, numRuns: calls })
    },
    Math.max(60_000, calls * 100),
  )
})
