import { empty, json, managementError } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { sendVerification } from '../authentication/verification.ts'
import { jobAnswer, startJob } from '../jobs/progress.ts'
import { record } from '../logs/record.ts'
import type { Job } from '../jobs/job.ts'
import type { User } from './user.ts'
import type { Tenant } from '../tenant.ts'
import { requireIdentity } from './the-user.ts'
import { exportLocation } from './users-exports.ts'

const theJob = slot<Job>('the job')

// docs: api/management/v2/jobs
export const jobs: Endpoint[] = [
  {
    route: 'POST /api/v2/jobs/verification-email',
    body: ['user_id', 'client_id', 'identity'],
    steps: [sendVerificationEmail],
  },
  { route: 'GET /api/v2/jobs/:id', steps: [findJob, respondWithJob] },
  { route: 'GET /api/v2/jobs/:id/errors', steps: [findJob, respondWithErrors] },
]

function sendVerificationEmail(call: Call): Response {
  const { tenant } = call
  const user = tenant.state.users.get(bodyText(call, 'user_id'))
  if (user === undefined) throw managementError(404, 'The user does not exist.', 'inexistent_user')
  requireIdentity(user, call.body['identity'])
  const clientId = bodyText(call, 'client_id')
  if (clientId !== '' && !tenant.state.clients.has(clientId))
    throw managementError(404, 'The client does not exist', 'inexistent_client')
  const job = startJob(tenant, 'verification_email', {}, () => {
    mailVerification(tenant, user, clientId, job)
    return {}
  })
  return json(201, jobAnswer(job))
}

/** Recorded traffic: `svr` with what was asked for. */
function mailVerification(tenant: Tenant, user: User, clientId: string, job: Job): void {
  const identity = user.identities[0]
  const connection = [...tenant.state.connections.values()].find(({ name }) => name === identity?.connection)
  const client = tenant.state.clients.get(clientId)
  record(tenant, {
    type: 'svr',
    description: '',
    user,
    client,
    connection,
    isByManagementApi: true,
    details: {
      body: {
        template: { type: 'verify_email' },
        tenant: tenant.state.tenant.name,
        connection: identity?.connection,
        provider: identity?.provider,
        idp_user_id: identity?.user_id,
        user_id: user.user_id,
        to: user.email,
        job_id: job.id,
        ...(clientId !== '' && { client_id: clientId }),
      },
    },
  })
  if (connection) sendVerification(tenant, { user, connection, client })
}

function findJob(call: Call): void {
  const job = call.tenant.state.jobs.get(call.params['id'] ?? '')
  if (job === undefined) throw managementError(404, 'The job does not exist.', 'inexistent_job')
  theJob.put(call, job)
}

/** Each call makes a new link to an exported file. */
function respondWithJob(call: Call): Response {
  const job = theJob.of(call)
  return json(200, { ...jobAnswer(job), ...exportLocation(call.tenant, job) })
}

/** A job that failed as a whole returns itself; without errors, there is no content (Auth0's OpenAPI document). */
function respondWithErrors(call: Call): Response {
  const job = theJob.of(call)
  if (job.status === 'failed') return json(200, jobAnswer(job))
  const errors = job.outcome?.userErrors ?? []
  return errors.length > 0 ? json(200, errors) : empty(204)
}
