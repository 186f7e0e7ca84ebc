import type { AuthorizationRequest } from '../authentication/grant.ts'
import type { Json } from '../json.ts'
import type { PasswordReset } from '../authentication/ticket.ts'
import type { ApiCall, CacheRecord } from './job.ts'

/** One run of a trigger, as GET /actions/executions/{id} returns it, and what the Actions logged. */
interface Execution {
  id: string
  trigger_id: string
  status: 'final' | 'suspended'
  results: Json[]
  created_at: string
  updated_at: string
  logs: string[]
}

/** A trigger whose Action sent the user away, until the user returns to /continue. */
export interface Suspension {
  state: string
  triggerId: string
  /** The Action that continues, by its position in the trigger's bindings. */
  index: number
  /** What the Actions have called so far and the tenant has not written yet. */
  calls: ApiCall[]
  goesOn: { signIn: AuthorizationRequest; sessionId: string } | { reset: PasswordReset }
}

/** What the tenant remembers about its Actions' runs. */
export interface ActionRuns {
  executions: Map<string, Execution>
  /** `api.cache`, keyed by trigger. */
  cache: Map<string, [string, CacheRecord][]>
  /** Keyed by `state`. */
  suspended: Map<string, Suspension>
}

export function noActionRuns(): ActionRuns {
  return { executions: new Map(), cache: new Map(), suspended: new Map() }
}
