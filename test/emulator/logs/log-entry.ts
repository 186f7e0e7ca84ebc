import type { Json } from '../json.ts'

/** One event of the tenant's log, in the documented form. Keys that do not apply to an event are absent. */
export interface LogEntry {
  _id: string
  log_id: string
  date: string
  type: string
  description?: string
  connection?: string
  connection_id?: string
  strategy?: string
  strategy_type?: string
  client_id?: string
  client_name?: string
  user_id?: string
  user_name?: string
  ip?: string
  user_agent?: string
  hostname?: string
  isMobile: boolean
  details?: Json
  [field: string]: unknown
}
