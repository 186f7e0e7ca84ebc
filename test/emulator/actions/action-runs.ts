import type { AuthorizationRequest } from '../authentication/grant.ts'
import type { Json } from '../json.ts'
import type { PasswordReset } from '../authentication/ticket.ts'
import type { ApiCall, CacheRecord } from './job.ts'

/** One run of a trigger, as GET /actions/executions/{id} answers it, and what the Actions logged. */
interface Execution {
  id: string
  trigger_id: string
  status: 'final' | 'suspended'
  results: Json[]
  created_at: string
  updated_at: string
  logs: string[]
}

/** A trigger whose Action sent the user away, until the user comes back to /continue. */
export interface Suspension {
  state: string
  triggerId: string
  /** The Action that goes on, by its place in the trigger's bindings. */
  index: number
  /** What the Actions called so far and that is not written yet. */
  calls: ApiCall[]
  goesOn: { signIn: AuthorizationRequest; sessionId: string } | { reset: PasswordReset }
}

/** What the tenant remembers of its Actions' runs. */
export interface ActionRuns {
  executions: Map<string, Execution>
  /** `api.cache`, by trigger. */
  cache: Map<string, [string, CacheRecord][]>
  /** By `state`. */
  suspended: Map<string, Suspension>
}

export function noActionRuns(): ActionRuns {
  return { executions: new Map(), cache: new Map(), suspended: new Map() }
}
