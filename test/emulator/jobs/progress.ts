import type { Job } from './job.ts'
import { identifier } from '../identifier.ts'
import type { Tenant } from '../tenant.ts'

/** A job is `pending` for this long, then `processing` for as long, then done. Auth0 takes seconds or more. */
const PENDING_MS: Record<Job['type'], number> = { users_import: 100, users_export: 400, verification_email: 100 }
/** docs: manage-users/user-migration/bulk-user-imports */
const TIMEOUT_MS = 2 * 3_600_000
const RETENTION_MS = 24 * 3_600_000

/** Starts a job. Its work is done later, when its time has come. */
export function startJob({ state, clock }: Tenant, type: Job['type'], details: Job['details'], work: Job['work']): Job {
  const job: Job = {
    id: identifier('job_', 16),
    type,
    status: 'pending',
    created_at: clock.now().toISOString(),
    details,
    startedAtMs: clock.elapsedMs(),
    work,
  }
  state.jobs.set(job.id, job)
  return job
}

/** Brings every job to the state it should have by now. Each call to the tenant begins with this. */
export async function settleJobs(tenant: Tenant): Promise<void> {
  for (const job of tenant.state.jobs.values()) {
    const elapsed = tenant.clock.elapsedMs() - job.startedAtMs
    if (elapsed > RETENTION_MS) tenant.state.jobs.delete(job.id)
    else if (isActive(job)) await goOn(tenant, job, elapsed)
  }
}

export function isActive({ status }: Job): boolean {
  return status === 'pending' || status === 'processing'
}

async function goOn({ state }: Tenant, job: Job, elapsedMs: number): Promise<void> {
  if (job.isWorking) return
  if (state.areJobsPaused) {
    if (elapsedMs > TIMEOUT_MS) finish(job, { failure: 'The job timed out.' })
    return
  }
  if (elapsedMs > PENDING_MS[job.type]) job.status = 'processing'
  if (elapsedMs > 2 * PENDING_MS[job.type]) {
    job.isWorking = true
    finish(job, await job.work())
  }
}

function finish(job: Job, outcome: NonNullable<Job['outcome']>): void {
  job.outcome = outcome
  job.status = outcome.failure === undefined ? 'completed' : 'failed'
  Object.assign(job.details, outcome.details, outcome.failure !== undefined && { status_details: outcome.failure })
}

/** A job as POST and GET return it. */
export function jobAnswer({ id, type, status, created_at, details }: Job): Record<string, unknown> {
  return { type, status, ...details, created_at, id }
}
