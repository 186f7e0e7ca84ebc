import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { json, managementError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { jobAnswer, startJob } from '../jobs/progress.ts'
import type { Job } from '../jobs/job.ts'
import { ownValue, type Json } from '../json.ts'
import type { User } from './user.ts'
import type { Tenant } from '../tenant.ts'

/** How long a link to an exported file works, in seconds. */
const LINK_SECONDS = 60
/** docs: manage-users/user-migration/bulk-user-exports */
const MOST_CSV_FIELDS = 30

// docs: manage-users/user-migration/bulk-user-exports; 200 and the shape of the answer: recorded traffic
export const usersExports: Endpoint[] = [
  { route: 'POST /api/v2/jobs/users-exports', steps: [limitCsvFields, startExport] },
  // Auth0 keeps the files at a storage provider. Its links have an expiry and a signature instead of a token.
  { route: 'GET /users-exports/:file', query: ['Expires', 'Signature'], steps: [download] },
]

interface Field {
  name: string
  export_as?: string
}

function limitCsvFields({ body }: Call): void {
  const { fields, format = 'csv' } = body
  if (format === 'csv' && Array.isArray(fields) && fields.length > MOST_CSV_FIELDS)
    throw managementError(
      400,
      `Payload validation error: 'Array is too long (${fields.length}), maximum ${MOST_CSV_FIELDS}' on property fields.`,
      'invalid_body',
    )
}

/** All users, or those of one connection. A search ends at 1,000 users, but an export does not. */
function startExport(call: Call): Response {
  const { tenant, body } = call
  const connectionId = bodyText(call, 'connection_id')
  const connection = tenant.state.connections.get(connectionId)
  if (connectionId !== '' && connection === undefined)
    throw managementError(404, 'The connection does not exist', 'inexistent_connection')
  const { fields, limit, format = 'csv' } = body
  const details: Json = {
    ...(connection && { connection_id: connection.id }),
    format,
    ...(limit !== undefined && { limit }),
    ...(fields !== undefined && { fields }),
    ...(connection && { connection: connection.name }),
  }
  const job = startJob(tenant, 'users_export', details, () => {
    const found = [...tenant.state.users.values()]
      .filter((user) => !connection || user.identities.some((identity) => identity.connection === connection.name))
      .slice(0, typeof limit === 'number' ? limit : undefined)
    const text = format === 'csv' ? csvOf(found, fieldsOf(fields)) : ndjsonOf(found, fieldsOf(fields))
    const name = `${job.id}.${String(format)}.gz`
    return { file: { name, content: gzipSync(text) } }
  })
  return json(200, jobAnswer(job))
}

function fieldsOf(given: unknown): Field[] {
  if (!Array.isArray(given) || given.length === 0) return defaultFields.map((name) => ({ name }))
  return given as Field[]
}

/** The fields of an export that names none are predefined, but no source lists them. Every user has these. */
const defaultFields = [
  ...['user_id', 'email', 'email_verified', 'name', 'given_name', 'family_name', 'nickname', 'picture', 'username'],
  ...['created_at', 'updated_at', 'last_login', 'logins_count', 'blocked'],
]

function ndjsonOf(users: User[], fields: Field[]): string {
  return users.map((user) => `${JSON.stringify(rowOf(user, fields))}\n`).join('')
}

function rowOf(user: User, fields: Field[]): Json {
  const cells = fields.map(({ name, export_as = name }) => [export_as, valueAt(user, name)] as const)
  return Object.fromEntries(cells.filter(([, value]) => value !== undefined))
}

/** Columns in the order of the fields. A CSV cannot hold objects, so their cells stay empty. */
function csvOf(users: User[], fields: Field[]): string {
  const header = fields.map(({ name, export_as = name }) => quoted(export_as))
  const rows = users.map((user) => fields.map(({ name }) => cellOf(valueAt(user, name))))
  return [header, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('')
}

function cellOf(value: unknown): string {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? quoted(String(value)) : ''
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** The value at a path like `identities[0].connection` or `app_metadata.plan`. */
function valueAt(user: User, path: string): unknown {
  const keys = path.replace(/\[(\w+)\]/g, '.$1').split('.')
  return keys.reduce<unknown>((value, key) => ownValue(value, key), user)
}

/** The link to the file of a finished export. */
export function exportLocation(tenant: Tenant, { outcome }: Job): { location?: string } {
  if (outcome?.file === undefined) return {}
  const expires = Math.floor(tenant.clock.now().getTime() / 1000) + LINK_SECONDS
  const { name } = outcome.file
  const query = new URLSearchParams({ Expires: String(expires), Signature: signatureOf(tenant, name, expires) })
  return { location: `${tenant.origin}/users-exports/${name}?${query.toString()}` }
}

function download({ tenant, params, query }: Call): Response {
  const name = params['file'] ?? ''
  const expires = Number(query['Expires'])
  const isSigned = query['Signature'] === signatureOf(tenant, name, expires)
  const job = [...tenant.state.jobs.values()].find(({ outcome }) => outcome?.file?.name === name)
  if (!isSigned || !job?.outcome?.file || expires * 1000 <= tenant.clock.now().getTime())
    return new Response('AccessDenied: Request has expired', { status: 403 })
  return new Response(new Uint8Array(job.outcome.file.content), {
    status: 200,
    headers: { 'content-type': 'application/gzip' },
  })
}

function signatureOf(tenant: Tenant, name: string, expires: number): string {
  const secret = tenant.signingKey.export({ type: 'pkcs8', format: 'der' })
  return createHmac('sha256', secret).update(`${name}\n${expires}`).digest('base64url')
}
