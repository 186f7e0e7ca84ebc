import type { Json } from '../json.ts'

export interface Connection {
  id: string
  name: string
  strategy: string
  enabled_clients: string[]
  options: Json
  [field: string]: unknown
}

/** The keys that a connection proves itself with, as they are answered; the private ones never are. */
export interface ConnectionKeys {
  current: Json
  since: string
  next: Json
  previous?: Json
}
