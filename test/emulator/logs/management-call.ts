import type { Call } from '../http/endpoint.ts'
import { operationOf } from '../openapi/operations.ts'
import { isObject, type Json } from '../json.ts'
import { record } from './record.ts'

/** Never logged: recorded traffic leaves passwords out of what was sent. */
const leftOut = ['password', 'new_password']

/** Fields that the log shows as REDACTED (recorded traffic: client_secret). */
const redactedFields = [
  ...['client_secret', 'secret', 'secrets', 'signing_secret', 'signing_keys', 'totp_secret', 'recovery_code'],
  ...['access_token', 'refresh_token', 'id_token', 'token', 'ticket', 'users', 'credentials'],
  ...['smtp_pass', 'api_key', 'accessKeyId', 'secretAccessKey', 'connectionString', 'password_hash'],
]

/**
 * Logs a write by the Management API (`sapi`) with the summary of its operation. Reads are not logged. The form of its
 * details is from recorded traffic.
 */
export async function recordManagementWrite(call: Call, route: string, response: Response): Promise<void> {
  const { request, url, query, body, list, ip, clientId } = call
  const operation = operationOf(route)
  if (operation === undefined || request.method === 'GET' || response.status >= 400) return
  const userAgent = request.headers.get('user-agent') ?? ''
  const sent = list.length > 0 ? list : Object.keys(body).length > 0 ? body : null
  record(call.tenant, {
    type: 'sapi',
    description: operation.summary,
    ip,
    userAgent,
    isByManagementApi: true,
    more: { ...(clientId !== null && { client_id: clientId }), client_name: '' },
    details: {
      request: {
        method: request.method.toLowerCase(),
        path: url.pathname,
        query,
        userAgent,
        body: withoutSecrets(sent),
        channel: 'api',
        ip,
        auth: { user: {}, strategy: 'jwt', credentials: {} },
      },
      response: { statusCode: response.status, body: withoutSecrets(await bodyOf(response)) },
    },
  })
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.clone().text()
  if (!response.headers.get('content-type')?.startsWith('application/json') || text === '') return {}
  return JSON.parse(text) as unknown
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([field]) => !leftOut.includes(field))
  return Object.fromEntries(
    kept.map(([field, inner]) => [
      field,
      redactedFields.includes(field) && !isObject(inner) ? 'REDACTED' : withoutSecrets(inner),
    ]),
  ) satisfies Json
}
