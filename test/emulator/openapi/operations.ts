import type { Json } from '../json.ts'
import management from './management.json' with { type: 'json' }

/** What Auth0's OpenAPI document says about one operation of the Management API. */
export interface Operation {
  /** What it does, like `Create a User`. The tenant's log uses it to describe calls. */
  summary: string
  /** One of these is enough. */
  scopes: string[]
  /** Schemas of the path's parameters, in order. */
  path: unknown[]
  query: Json
  requiredQuery: string[]
  body?: Json
  /** Schemas of the answers, keyed by status. */
  answers: Json
}

/** The schemas that operations refer to as `#/schemas/<name>`. */
export const schemas: Json = management.schemas

const operations: Readonly<Record<string, Operation | undefined>> = management.operations

/** @param route like `GET /api/v2/users/:id` */
export function operationOf(route: string): Operation | undefined {
  return operations[route.replace('/api/v2/', '/').replace(/:\w+/g, '*')]
}
