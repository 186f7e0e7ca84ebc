import type { Json } from '../json.ts'

/** A long-running job. */
export interface Job {
  id: string
  type: 'users_import' | 'users_export' | 'verification_email'
  status: 'pending' | 'processing' | 'completed' | 'failed'
  created_at: string
  /** Further fields of its answer; once it has an outcome, also those of the outcome. */
  details: Json
  /** In the clock's elapsed time, so that setting the clock back does not stop a job. */
  startedAtMs: number
  /** Does the work of the job. */
  work: () => JobOutcome | Promise<JobOutcome>
  /** Whether its work has begun, so that other calls do not do it again. */
  isWorking?: boolean
  outcome?: JobOutcome
}

export interface JobOutcome {
  /** What is added to the job's answer, like `summary`. */
  details?: Json
  /** Why the job as a whole failed. */
  failure?: string
  /** What was wrong with single users. */
  userErrors?: { user: Json; errors: Json[] }[]
  /** A gzip file that can be downloaded. */
  file?: { name: string; content: Buffer }
}
