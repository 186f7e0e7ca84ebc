import type { Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'

/** One call of an endpoint. */
export interface Call {
  readonly tenant: Tenant
  readonly request: Request
  readonly url: URL
  readonly params: Readonly<Record<string, string>>
  /** Query parameters. Repeated ones are joined with commas in the Management API; elsewhere, the last one counts. */
  readonly query: Readonly<Record<string, string>>
  /** The JSON object or the form in the body; empty if there is none. */
  readonly body: Json
  /** The body if it is a JSON array. */
  readonly list: unknown[]
  /** The body as it came, whatever it is. */
  readonly payload: unknown
  /** The body if it is a JSON string or plain text. */
  readonly text: string | undefined
  readonly ip: string
  /** The calling application, once a step has found out. */
  clientId: string | null
  /** What the token of a call to the Management API allows. */
  scopes: readonly string[]
}

/** Does one thing for a call. An answer ends the call; otherwise the next step follows. */
export type Step = (call: Call) => Response | undefined | void | Promise<Response | undefined | void>

/** An endpoint is a list of named steps. Whatever it does not name is answered with 501. */
export interface Endpoint {
  /** Method and path, like `GET /api/v2/users/:id`. */
  route: string
  /** The token must have one of these; default: what Auth0's OpenAPI document says. */
  scopes?: string[]
  /** Query parameters that are implemented; others get Auth0's 400, or 501. `any` is for pages that pass theirs on. */
  query?: string[] | 'any'
  /** Body fields that are implemented; default: all that Auth0's OpenAPI document allows. */
  body?: string[] | 'any'
  steps: Step[]
}

/** A body field as text; empty if it is absent or of another type. */
export function bodyText({ body }: Call, field: string): string {
  const value = body[field]
  return typeof value === 'string' ? value : ''
}

/** What one step finds and a later step needs. */
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
