import type { Plan, Tenant } from '../tenant.ts'
import type { LogEntry } from './log-entry.ts'

/** Days that a plan keeps the log (docs: deploy-monitor/logs/log-data-retention). */
const retentionDays: Readonly<Record<Plan, number>> = {
  free: 1,
  essentials: 5,
  professional: 10,
  enterprise: 30,
  none: 30,
}

const DAY_MS = 86_400_000

/** The log's entries that the plan still keeps, oldest first. */
export function keptLogs({ state, clock, plan }: Tenant): LogEntry[] {
  const oldest = new Date(clock.now().getTime() - retentionDays[plan] * DAY_MS).toISOString()
  return state.logs.filter(({ date }) => date >= oldest)
}
