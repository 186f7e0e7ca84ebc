import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono, type Context } from 'hono'
import { tenantAt, withNamedDomain } from '../seen-from-domain.ts'
import { recordManagementWrite } from '../logs/management-call.ts'
import { settleJobs } from '../jobs/progress.ts'
import type { Tenant } from '../tenant.ts'
import { Refusal, notImplemented } from './answers.ts'
import { originHeaders, preflight } from './cross-origin.ts'
import type { Call, Endpoint } from './endpoint.ts'
import { operationOf, type Operation } from '../openapi/operations.ts'
import { problemOfAnswer, requireValid } from '../openapi/validate.ts'
import { requireScope } from './management-token.ts'
import { countAgainstLimits } from '../plans/rate-limit.ts'
import { requirePlan } from '../plans/gates.ts'
import { noBody, readBody } from './read-body.ts'

/** A call as the Node server passes it on. */
type Served = { Bindings: HttpBindings }
type ServedContext = Context<Served>

/** The endpoints as one application. Unknown routes, query parameters and body fields answer 501 and name themselves. */
export function application(tenant: Tenant, endpoints: Endpoint[]): Hono<Served> {
  const app = new Hono<Served>()
  // RFC 9110, section 6.6.1: Date says when the answer was made. Node would use the machine's time.
  app.use(async (context, next) => {
    await next()
    context.res.headers.set('date', tenant.clock.now().toUTCString())
  })
  for (const endpoint of endpoints) {
    const [method = '', path = ''] = endpoint.route.split(' ')
    app.on(method, path, (context) => withFaults(tenant, context, () => answer(tenant, endpoint, context)))
  }
  app.options('*', (context, next) => {
    const response = preflight(tenant, context.req.raw)
    if (response === undefined) return next()
    log(tenant, context, null, response.status)
    return Promise.resolve(response)
  })
  app.all('*', (context) => {
    const { response } = notImplemented(`${context.req.method} ${context.req.path}`)
    log(tenant, context, null, response.status)
    return response
  })
  return app
}

/** Applies a fault that was set for this call. The controls themselves never get faults. */
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
    const seen = tenantAt(tenant, url.host)
    if (seen === undefined) throw notImplemented(`the host ${url.host}, which is no verified domain of the tenant`)
    call = {
      tenant: seen,
      request: context.req.raw,
      url,
      params: context.req.param(),
      query: queryOf(url),
      ...noBody,
      ip: '127.0.0.1',
      clientId: null,
      scopes: [],
    }
    await settleJobs(tenant)
    response = await runSteps(endpoint, call)
    await recordManagementWrite(call, endpoint.route, response)
  } catch (failure) {
    response = failure instanceof Refusal ? failure.response : unforeseen(tenant, endpoint, failure)
  }
  await noteContradiction(tenant, endpoint, response)
  for (const [name, value] of Object.entries(originHeaders(tenant, context.req.raw, call?.clientId ?? null))) {
    response.headers.set(name, value)
  }
  log(tenant, context, call?.clientId ?? null, response.status)
  return response
}

/** Repeated parameters of the Management API are lists, as with commas (docs: api/management/v2, `strategy`). */
function queryOf({ pathname, searchParams }: URL): Record<string, string> {
  if (!pathname.startsWith('/api/v2/')) return Object.fromEntries(searchParams)
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name).join(',')]))
}

async function runSteps(endpoint: Endpoint, call: Call): Promise<Response> {
  const operation = operationOf(endpoint.route)
  const scopes = scopesOf(endpoint)
  if (scopes.length > 0) await requireScope(call, scopes)
  // The caller is authenticated before the body is read, as hapi does.
  Object.assign(call, await readBody(call.request))
  const headers = countAgainstLimits(call, endpoint.route)
  requirePlan(call, endpoint.route)
  if (operation) requireValid(call, endpoint.route, operation)
  rejectUnknown('query parameter', queryNames(call, operation), endpoint.query ?? [], endpoint.route)
  rejectUnknown('body field', Object.keys(call.body), endpoint.body ?? (operation ? 'any' : []), endpoint.route)
  Object.assign(call, { tenant: withNamedDomain(call, endpoint.route) })
  for (const step of endpoint.steps) {
    const response = await step(call)
    if (response !== undefined) return withHeaders(response, headers)
  }
  throw new Error(`No step of ${endpoint.route} answered`)
}

/** Answers to wrong calls have no limit headers (recorded traffic). */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  if (response.status < 400) for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** For a write, only the parameters that the document names: Auth0 ignores the rest (recorded traffic). */
function queryNames({ query, request }: Call, operation: Operation | undefined): string[] {
  const names = Object.keys(query)
  if (operation === undefined || request.method === 'GET') return names
  return names.filter((name) => Object.hasOwn(operation.query, name))
}

/** The scopes of which a token needs one; empty for public endpoints. */
export function scopesOf({ route, scopes }: Endpoint): string[] {
  return scopes ?? operationOf(route)?.scopes ?? []
}

function rejectUnknown(what: string, given: string[], known: string[] | 'any', route: string): void {
  const unknown = known === 'any' ? [] : given.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw notImplemented(`the ${what} ${unknown.join(', ')} of ${route}`)
}

/** A failure inside the local tenant is not an answer of Auth0's, so it is reported and noted as a problem. */
function unforeseen(tenant: Tenant, { route }: Endpoint, failure: unknown): Response {
  const reason = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)
  noteProblem(tenant, `${route} failed: ${reason}`)
  return notImplemented(`this call of ${route}, at which it failed`).response
}

/** With --check-answers: notes what an answer has that Auth0's OpenAPI document does not allow. */
async function noteContradiction(tenant: Tenant, { route }: Endpoint, response: Response): Promise<void> {
  const operation = operationOf(route)
  if (!tenant.checksAnswers || operation === undefined || !response.ok || response.status === 204) return
  const text = await response.clone().text()
  if (text === '') return
  const body: unknown = JSON.parse(text)
  const problem = problemOfAnswer(route, operation, response.status, body)
  if (problem) noteProblem(tenant, `${route} answered ${response.status}: ${problem}`)
}

function noteProblem(tenant: Tenant, problem: string): void {
  if (tenant.problems.includes(problem)) return
  tenant.problems.push(problem)
  process.stderr.write(`${problem}\n`)
}

/** How many calls are remembered. The oldest are dropped. */
const MOST_REQUESTS = 10_000

function log(tenant: Tenant, context: ServedContext, clientId: string | null, status: number): void {
  const { method, path, url } = context.req
  if (path.startsWith('/_local/')) return
  const { requests } = tenant.state
  requests.push({
    method,
    path,
    query: new URL(url).search,
    status,
    at: tenant.clock.now().toISOString(),
    client_id: clientId,
  })
  if (requests.length > MOST_REQUESTS) requests.shift()
}
