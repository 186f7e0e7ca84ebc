import type { Json } from '../json.ts'

/** A long-running job. */
export interface Job {
  id: string
  type: 'users_import' | 'users_export' | 'verification_email'
  status: 'pending' | 'processing' | 'completed' | 'failed'
  created_at: string
  /** Further fields of its answer; those of its outcome too, once it has one. */
  details: Json
  /** By the clock's elapsed time: a clock that is put back does not keep a job from going on. */
  startedAtMs: number
  /** Does what the job is for. */
  work: () => JobOutcome | Promise<JobOutcome>
  /** Its work was begun: other calls must not do it again. */
  isWorking?: boolean
  outcome?: JobOutcome
}

export interface JobOutcome {
  /** What the job's answer gains, like `summary`. */
  details?: Json
  /** The job as a whole failed: why. */
  failure?: string
  /** What was wrong with single users. */
  userErrors?: { user: Json; errors: Json[] }[]
  /** A gzip that may be fetched. */
  file?: { name: string; content: Buffer }
}
