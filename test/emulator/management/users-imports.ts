import { json, managementError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { isActive, jobAnswer, startJob } from '../jobs/progress.ts'
import type { JobOutcome } from '../jobs/job.ts'
import type { Connection } from './connection.ts'
import type { Json } from '../json.ts'
import { accountKeys, accountsOf, importUser, problemsOfImport, redacted } from './import-user.ts'

/** docs: manage-users/user-migration/bulk-user-imports */
const LARGEST_FILE_BYTES = 500_000
const MOST_ACTIVE_JOBS = 2

const theConnection = slot<Connection>('the connection')

// docs: manage-users/user-migration/bulk-user-imports; 202 and the shape of the answer: recorded traffic
export const usersImports: Endpoint[] = [
  {
    route: 'POST /api/v2/jobs/users-imports',
    body: ['users', 'connection_id', 'upsert', 'external_id', 'send_completion_email'],
    steps: [limitFile, findDatabase, limitActiveJobs, startImport],
  },
]

function limitFile(call: Call): void {
  if (Buffer.byteLength(bodyText(call, 'users')) > LARGEST_FILE_BYTES)
    throw managementError(413, `Payload content length greater than maximum allowed: ${LARGEST_FILE_BYTES}`)
}

/** The refusal of a connection that is not a database is quoted in auth0/node-auth0#246. */
function findDatabase(call: Call): void {
  const connection = call.tenant.state.connections.get(bodyText(call, 'connection_id'))
  if (connection === undefined) throw managementError(404, 'The connection does not exist', 'inexistent_connection')
  if (connection.strategy !== 'auth0')
    throw managementError(400, 'Connection must be a database connection', 'operation_not_supported')
  theConnection.put(call, connection)
}

/** The words are from articles/policies/rate-limits-mgmt-api.md of auth0/docs. */
function limitActiveJobs({ tenant }: Call): void {
  const active = [...tenant.state.jobs.values()].filter((job) => job.type === 'users_import' && isActive(job))
  if (active.length >= MOST_ACTIVE_JOBS)
    throw managementError(
      429,
      `There are ${active.length} active import users jobs, please wait until some of them are finished and try again`,
      'too_many_requests',
    )
}

function startImport(call: Call): Response {
  const { tenant } = call
  const connection = theConnection.of(call)
  const externalId = bodyText(call, 'external_id')
  const details: Json = {
    connection_id: connection.id,
    connection: connection.name,
    ...(externalId !== '' && { external_id: externalId }),
  }
  const job = startJob(tenant, 'users_import', details, () => importAll(call, connection))
  return json(202, jobAnswer(job))
}

/** Each user is accepted or refused by itself. A repeated user is refused; a file never updates users that it made. */
async function importAll(call: Call, connection: Connection): Promise<JobOutcome> {
  const given = parseUsers(bodyText(call, 'users'))
  if (given === undefined)
    return { failure: 'Failed to parse users file JSON when importing users. Make sure it is valid JSON.' }
  const summary = { failed: 0, updated: 0, inserted: 0, total: given.length }
  const userErrors: NonNullable<JobOutcome['userErrors']> = []
  const accounts = accountsOf(call.tenant, connection.name)
  const isUpsert = bodyText(call, 'upsert') === 'true'
  const seen = new Set<string>()
  for (const user of given) {
    const keys = accountKeys(user)
    const problems = keys.some((key) => seen.has(key)) ? [repeated] : problemsOfImport(user)
    const result = problems.length > 0 ? problems : await importUser(call, user, { connection, isUpsert, accounts })
    for (const key of keys) seen.add(key)
    if (typeof result === 'string') summary[result] += 1
    else {
      summary.failed += 1
      userErrors.push({ user: redacted(user), errors: result })
    }
  }
  return { details: { summary }, userErrors }
}

/** Quoted in a community thread on the errors of bulk imports (102951). */
const repeated = {
  code: 'DUPLICATED_USER',
  message: 'A user with this [email|username|user_id] was already provided.',
}

function parseUsers(text: string): Json[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? (parsed as Json[]) : undefined
  } catch {
    return undefined
  }
}
