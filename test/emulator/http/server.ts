import { createServer } from 'node:https'
import { serve, type HttpBindings, type ServerType } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono, type Context } from 'hono'
import { parseBody } from 'hono/utils/body'
import type { KeyMaterial } from '../certificate.ts'
import { recordManagementWrite } from '../logs/management-call.ts'
import { settleJobs } from '../jobs/progress.ts'
import type { Json } from '../state.ts'
import type { Tenant } from '../tenant.ts'
import { managementError, Refusal, notImplemented } from './answers.ts'
import type { Call, Endpoint } from './endpoint.ts'
import { operationOf } from '../openapi/operations.ts'
import { requireValid } from '../openapi/validate.ts'
import { requireScope } from './management-token.ts'

/** A call as the Node server hands it over. */
type Served = { Bindings: HttpBindings }
type ServedContext = Context<Served>

/** The endpoints as one application: unknown routes, query parameters and body fields answer 501 and name themselves. */
export function application(tenant: Tenant, endpoints: Endpoint[]): Hono<Served> {
  const app = new Hono<Served>()
  for (const endpoint of endpoints) {
    const [method = '', path = ''] = endpoint.route.split(' ')
    app.on(method, path, (context) => withFaults(tenant, context, () => answer(tenant, endpoint, context)))
  }
  app.all('*', (context) => {
    const { response } = notImplemented(`${context.req.method} ${context.req.path}`)
    log(tenant, context, null, response.status)
    return response
  })
  return app
}

/** Serves over TLS on the loopback interface only. @param port 0 picks a free one */
export function listen(
  fetch: (request: Request, bindings: object) => Response | Promise<Response>,
  { certificate, certificateKey }: KeyMaterial,
  port: number,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: (request, env) => fetch(request, env),
        hostname: '127.0.0.1',
        port,
        createServer,
        serverOptions: { cert: certificate, key: certificateKey },
      },
      (address) => resolve({ server, port: address.port }),
    )
    server.on('error', reject)
  })
}

/** Lets a fault that was set for this call happen; the controls themselves are never hit. */
async function withFaults(tenant: Tenant, context: ServedContext, work: () => Promise<Response>): Promise<Response> {
  const { method, path } = context.req
  const fault = path.startsWith('/_local/') ? undefined : tenant.faults.hit(method, path)
  if (fault === undefined) return work()
  const instead = await tenant.faults.before(fault)
  if (instead) log(tenant, context, null, instead.status)
  if (fault.reset) return cutConnection(context)
  const response = instead ?? (await work())
  return fault.drop_response ? cutConnection(context) : response
}

function cutConnection(context: ServedContext): Response {
  context.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

async function answer(tenant: Tenant, endpoint: Endpoint, context: ServedContext): Promise<Response> {
  const url = new URL(context.req.url)
  let call: Call | undefined
  let response: Response
  try {
    call = {
      tenant,
      request: context.req.raw,
      url,
      params: context.req.param(),
      query: Object.fromEntries(url.searchParams),
      ...(await readBody(context.req.raw)),
      ip: '127.0.0.1',
      clientId: null,
    }
    await settleJobs(tenant)
    response = await runSteps(endpoint, call)
    await recordManagementWrite(call, endpoint.route, response)
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure
    response = failure.response
  }
  log(tenant, context, call?.clientId ?? null, response.status)
  return response
}

async function runSteps(endpoint: Endpoint, call: Call): Promise<Response> {
  const operation = operationOf(endpoint.route)
  const scopes = scopesOf(endpoint)
  if (scopes.length > 0) await requireScope(call, scopes)
  if (operation) requireValid(call, endpoint.route, operation)
  rejectUnknown('query parameter', Object.keys(call.query), endpoint.query ?? [], endpoint.route)
  rejectUnknown('body field', Object.keys(call.body), endpoint.body ?? (operation ? 'any' : []), endpoint.route)
  for (const step of endpoint.steps) {
    const response = await step(call)
    if (response !== undefined) return response
  }
  throw new Error(`No step of ${endpoint.route} answered`)
}

/** The scopes that a token needs one of; empty for what is public. */
export function scopesOf({ route, scopes }: Endpoint): string[] {
  return scopes ?? operationOf(route)?.scopes ?? []
}

function rejectUnknown(what: string, given: string[], known: string[] | 'any', route: string): void {
  const unknown = known === 'any' ? [] : given.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw notImplemented(`the ${what} ${unknown.join(', ')} of ${route}`)
}

async function readBody(request: Request): Promise<Pick<Call, 'body' | 'list' | 'text'>> {
  const nothing = { body: {}, list: [], text: undefined }
  if (request.method === 'GET' || request.method === 'HEAD') return nothing
  const contentType = request.headers.get('content-type') ?? ''
  if (contentType.startsWith('multipart/form-data')) return { ...nothing, body: await partsOf(request) }
  const text = await request.text()
  if (text === '') return nothing
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { ...nothing, body: Object.fromEntries(new URLSearchParams(text)) }
  }
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'string') return { ...nothing, text: parsed }
    if (Array.isArray(parsed)) return { ...nothing, list: parsed }
    if (typeof parsed === 'object' && parsed !== null) return { ...nothing, body: { ...parsed } }
  } catch {
    // Said below.
  }
  throw notImplemented('bodies that are neither JSON objects or arrays nor forms')
}

/** The parts of a multipart body as text, files too. */
async function partsOf(request: Request): Promise<Json> {
  try {
    const parts = Object.entries(await parseBody<Record<string, string | File>>(request))
    const texts = parts.map(async ([name, part]) => [name, typeof part === 'string' ? part : await part.text()])
    return Object.fromEntries(await Promise.all(texts)) as Json
  } catch {
    throw managementError(400, 'Invalid multipart payload format')
  }
}

function log(tenant: Tenant, context: ServedContext, clientId: string | null, status: number): void {
  const { method, path } = context.req
  if (path.startsWith('/_local/')) return
  tenant.state.requests.push({ method, path, status, at: tenant.clock.now().toISOString(), client_id: clientId })
}
