import type { Json } from '../json.ts'

/** What the process of one execution gets. */
export interface Job {
  actions: { name: string; code: string; secrets: Record<string, string> }[]
  handler: string
  /** Set if the user came back from a redirect: the Action that sent the user away continues with this handler. */
  continueHandler?: string
  documentedMethods: string[]
  methods: string[]
  /** Without secrets; each Action gets its own. */
  event: Json
  cache: [string, CacheRecord][]
  canRedirect: boolean
  /** Whether an earlier Action of the sign-in has changed the primary user, which can be done once. */
  hasPrimaryUser: boolean
  /** The `state` that a redirect passes on. A token of the page must name it when it comes back. */
  redirectState: string
  issuer: string
  /** How far the tenant's clock is ahead of the machine's, in ms. */
  clockOffsetMs: number
}

export interface CacheRecord {
  value: string
  /** In ms since the epoch. */
  expires_at: number
}

/** One call on `api`, in order, like `access.deny` with its arguments. */
export interface ApiCall {
  method: string
  args: unknown[]
}

export interface ActionError {
  action: string
  message: string
  name?: string
  stack?: string
}

/** How one Action of an execution went. Instants are in ms since the epoch by the tenant's clock. */
export interface ActionResult {
  action: string
  startedAt: number
  endedAt: number
  error?: string
}

export interface Outcome {
  calls: ApiCall[]
  logs: string[]
  results: ActionResult[]
  cache: [string, CacheRecord][]
  /** Set if an Action threw. Auth0 then fails what triggered it. */
  error?: ActionError
  /** Set if an Action sends the user away: where to, and which Action continues afterwards. */
  redirect?: { url: string; index: number }
  /** Set if an Action changed the primary user: to whom, and which Action is next. That one sees the new user. */
  primaryUser?: { id: string; next: number }
}
