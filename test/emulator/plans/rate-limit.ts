import { html, json, managementError, Refusal } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import { ownValue } from '../json.ts'
import { errorPage } from '../universal-login/page.ts'
import { textOf } from '../universal-login/texts.ts'
import { draw, type Drawn, type Rate } from './buckets.ts'
import { limitsOf, type Limit } from './limits.ts'

type Headers = Record<string, string>

/**
 * Counts a call against the limit of its API, then against that of its endpoint.
 * @returns the headers of a success: those of the endpoint's own limit, otherwise those of the API's (recorded traffic)
 * @throws a 429 with the same headers
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */
export function countAgainstLimits(call: Call, route: string): Headers {
  const { plan } = call.tenant
  const [method = '', path = ''] = route.split(' ')
  if (plan === 'none' || path.startsWith('/_local/')) return {}
  const { authentication, management, limits } = limitsOf[plan]
  let headers: Headers = {}
  const isPage = path.startsWith('/u/')
  const all = path.startsWith('/api/v2/') ? management : isPage ? undefined : authentication
  if (all) headers = count(call, path.startsWith('/api/v2/') ? 'Management API' : 'Authentication API', all, true)
  const own = limits.find(({ methods, paths }) => methods.includes(method) && paths.some((one) => fits(one, path)))
  return own ? count(call, `${own.name}${whoOf(call, own, path)}`, own, false) : headers
}

/**
 * When an Action writes to a user's metadata, that counts as one of `Write Users` if the plan has that row. It is not
 * refused: the sign-in waits for it.
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations
 */
export async function waitForUserWrite(call: Call): Promise<void> {
  const { plan, clock } = call.tenant
  const limit = plan === 'none' ? undefined : limitsOf[plan].limits.find(({ name }) => name === 'Write Users')
  if (limit === undefined) return
  for (;;) {
    const drawn = draw(call.tenant, limit.name, limit)
    reportUse(call, drawn, { bucket: limit.name, global: false, size: limit.burst })
    if (!drawn.isRefused) return
    await clock.until(new Date(drawn.resetAt * 1000), 'a write to a user').reached
  }
}

function count(call: Call, name: string, rate: Rate, isGlobal: boolean): Headers {
  const drawn = draw(call.tenant, name, rate)
  const headers = {
    'x-ratelimit-limit': String(rate.burst),
    'x-ratelimit-remaining': String(drawn.remaining),
    'x-ratelimit-reset': String(drawn.resetAt),
  }
  reportUse(call, drawn, { bucket: name, global: isGlobal, size: rate.burst })
  if (!drawn.isRefused) return headers
  const { response } = refusal(call, isGlobal)
  for (const [header, value] of Object.entries(headers)) response.headers.set(header, value)
  throw new Refusal(response)
}

/** The log warns when this part of a bucket is used (docs: rate-limit-policy, "Logs"). */
const WARNED_USE = 0.8

/** Once a minute, the log reports that a bucket is empty (docs: `api_limit`), or nearly empty (`api_limit_warning`). */
function reportUse(call: Call, drawn: Drawn, limit: { bucket: string; global: boolean; size: number }): void {
  const { tenant, request, url, ip } = call
  const usage = limit.size - drawn.remaining
  if (!drawn.isRefused && usage < limit.size * WARNED_USE) return
  const type = drawn.isRefused ? 'api_limit' : 'api_limit_warning'
  const nowMs = tenant.clock.now().getTime()
  const { reportedAtMs } = drawn.bucket
  if (nowMs - (reportedAtMs[type] ?? -Infinity) < 60_000) return
  reportedAtMs[type] = nowMs
  const details = {
    limit: { ...limit, ...(!drawn.isRefused && { usage }) },
    request: { method: request.method, path: url.pathname },
  }
  record(tenant, { type, ip, details })
}

const CHECK_HEADERS =
  'Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.'

/**
 * The Management API's message for its whole limit is recorded; for an endpoint, it is from the OpenAPI document. So is the
 * Authentication API's, and its pages answer with a page (docs: rate-limit-use-cases).
 */
function refusal(call: Call, isGlobal: boolean): Refusal {
  const { pathname } = call.url
  if (pathname.startsWith('/api/v2/')) {
    return managementError(429, isGlobal ? 'Global limit has been reached' : CHECK_HEADERS, 'too_many_requests')
  }
  if (pathname.startsWith('/u/') || pathname === '/authorize') {
    const text = textOf(call, 'reset-password', 'reset-password-request', 'too-many-email')
    return new Refusal(
      html(429, errorPage('Too many requests', pathname.startsWith('/u/reset-') ? text : CHECK_HEADERS)),
    )
  }
  const error_description = 'Rate limit exceeded. Please retry after some time.'
  return new Refusal(json(429, { error: 'too_many_requests', error_description }))
}

function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const parts = path.split('/')
  const isOpen = wanted.at(-1) === '**'
  if (isOpen ? parts.length < wanted.length : parts.length !== wanted.length) return false
  return wanted.every((part, index) => part.startsWith('*') || part === parts[index])
}

function whoOf(call: Call, { per }: Limit, path: string): string {
  const { ip, body, query } = call
  if (per === 'anybody') return ''
  if (per === 'user') return ` ${userOf(call)}`
  if (per === 'ip and page') return ` ${ip} ${path}`
  if (per === 'ip, page and state') return ` ${ip} ${path} ${query['state'] ?? ''}`
  const address = body['email'] ?? body['username']
  return ` ${ip} ${typeof address === 'string' ? address.trim().toLowerCase() : ''}`
}

/** Whose token it is. An opaque token is looked up; of a signed one, only the subject is read. */
function userOf({ tenant, request }: Call): string {
  const token = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  const opaque = tenant.state.accessTokens.get(token)
  if (opaque) return opaque.grant.user_id
  try {
    return String(ownValue(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()), 'sub'))
  } catch {
    return ''
  }
}
