import type { Json } from '../json.ts'

/** What the process of one execution is given. */
export interface Job {
  actions: { name: string; code: string; secrets: Record<string, string> }[]
  handler: string
  /** Set when the user came back from a redirect: the Action that sent the user away goes on with this handler. */
  continueHandler?: string
  documentedMethods: string[]
  methods: string[]
  /** Without secrets; each Action gets its own. */
  event: Json
  cache: [string, CacheRecord][]
  canRedirect: boolean
  /** An earlier Action of the sign-in has changed the primary user, which can be done once. */
  hasPrimaryUser: boolean
  /** The `state` that a redirect hands on, and that a token of the page must name when it comes back. */
  redirectState: string
  issuer: string
  /** The tenant's clock, as an offset to the machine's. */
  clockOffsetMs: number
}

export interface CacheRecord {
  value: string
  /** Ms since the epoch. */
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

/** How one Action of an execution went; instants in ms since the epoch by the tenant's clock. */
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
  /** Set when an Action threw; Auth0 then fails what triggered it. */
  error?: ActionError
  /** Set when an Action sends the user away: where to, and which Action goes on afterwards. */
  redirect?: { url: string; index: number }
  /** Set when an Action changed the primary user: to whom, and which Action is the next one; it sees that user. */
  primaryUser?: { id: string; next: number }
}
