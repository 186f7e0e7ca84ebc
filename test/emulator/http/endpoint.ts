import type { Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'

/** One call of an endpoint. */
export interface Call {
  readonly tenant: Tenant
  readonly request: Request
  readonly url: URL
  readonly params: Readonly<Record<string, string>>
  /** Query parameters; repeated ones are joined with commas in the Management API, elsewhere the last counts. */
  readonly query: Readonly<Record<string, string>>
  /** The JSON object or the form of the body; empty when there is none. */
  readonly body: Json
  /** The body where it is a JSON array. */
  readonly list: unknown[]
  /** The body as it came, whatever it is. */
  readonly payload: unknown
  /** The body where it is a JSON string or plain text. */
  readonly text: string | undefined
  readonly ip: string
  /** The application that calls, once a step found out. */
  clientId: string | null
  /** What the token of a call to the Management API may do. */
  scopes: readonly string[]
}

/** Does one thing for a call. An answer ends the call; otherwise the next step goes on. */
export type Step = (call: Call) => Response | undefined | void | Promise<Response | undefined | void>

/** An endpoint is a list of named steps; what it does not name is answered with 501. */
export interface Endpoint {
  /** Method and path, like `GET /api/v2/users/:id`. */
  route: string
  /** The token must hold one of these; left out where Auth0's OpenAPI document says it. */
  scopes?: string[]
  /** Query parameters that are implemented: others are Auth0's 400, or 501. `any` for pages that hand theirs on. */
  query?: string[] | 'any'
  /** Body fields that are implemented. Left out, all that Auth0's OpenAPI document allows are. */
  body?: string[] | 'any'
  steps: Step[]
}

/** A body field as text; empty when it is absent or something else. */
export function bodyText({ body }: Call, field: string): string {
  const value = body[field]
  return typeof value === 'string' ? value : ''
}

/** What one step finds out and a later one needs. */
export interface Slot<Value> {
  put(call: Call, value: Value): void
  of(call: Call): Value
}

export function slot<Value>(name: string): Slot<Value> {
  const values = new WeakMap<Call, { value: Value }>()
  return {
    put: (call, value) => void values.set(call, { value }),
    of: (call) => {
      const found = values.get(call)
      if (found === undefined) throw new Error(`No step put ${name}`)
      return found.value
    },
  }
}
