import type { CheckResult } from './story.ts'
import { unknowns } from './unknowns.ts'

/** What a run settled, as written to `tenant-facts.json`. LOCAL_TENANT_FACTS reads that file. */
export interface Facts {
  domain: string
  /** Auth0's time, ISO 8601. */
  at: string
  /** The tenant's limits, as far as Auth0's answers show them. */
  plan: string
  /** The switches that were settled, with their values. */
  assume: Record<string, string>
  /** How each was found out. */
  evidence: Record<string, string>
}

/** @param results of one run. What it did not settle does not become a fact */
export function factsOf(results: readonly CheckResult[], known: Pick<Facts, 'domain' | 'at' | 'plan'>): Facts {
  const settled = results.filter(({ check, value }) => value !== undefined && Object.hasOwn(unknowns, check))
  return {
    ...known,
    assume: Object.fromEntries(settled.map(({ check, value = '' }) => [check, value])),
    evidence: Object.fromEntries(settled.map(({ check, expected, value = '' }) => [check, `${expected} -> ${value}`])),
  }
}
