import type { CheckResult } from './story.ts'
import { unknowns } from './unknowns.ts'

/** What a run settled, as `tenant-facts.json` has it (LOCAL_TENANT_FACTS reads it). */
export interface Facts {
  domain: string
  /** Auth0's time, ISO 8601. */
  at: string
  /** What Auth0's answers say of the tenant's limits. */
  plan: string
  /** The switches that were settled, and their values. */
  assume: Record<string, string>
  /** How each was found out. */
  evidence: Record<string, string>
}

/** @param results of one run: what it did not settle is not among the facts */
export function factsOf(results: readonly CheckResult[], known: Pick<Facts, 'domain' | 'at' | 'plan'>): Facts {
  const settled = results.filter(({ check, value }) => value !== undefined && Object.hasOwn(unknowns, check))
  return {
    ...known,
    assume: Object.fromEntries(settled.map(({ check, value = '' }) => [check, value])),
    evidence: Object.fromEntries(settled.map(({ check, expected, value = '' }) => [check, `${expected} -> ${value}`])),
  }
}
