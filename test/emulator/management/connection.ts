import type { Json } from '../json.ts'

export interface Connection {
  id: string
  name: string
  strategy: string
  enabled_clients: string[]
  options: Json
  [field: string]: unknown
}

/** A connection's keys as they are returned. The private ones never are. */
export interface ConnectionKeys {
  current: Json
  since: string
  next: Json
  previous?: Json
}
