import { commandLine } from '../../ground/next-step.ts'

/** What is wrong with a tenant, as far as invitations are concerned. */
export interface Finding {
  /** Never changes, so that programs can rely on it. */
  code: string
  /** `error`: invitations do not work as described. `warning`: they may fail for some. `note`: could be better. */
  severity: 'error' | 'warning' | 'note'
  what: string
  /** What this does to invitations. */
  why: string
  /** The command, or the page of the dashboard, that fixes it. */
  fix: string
}

/** The fix for everything that a deploy puts right. */
export function deployAgain(): string {
  return commandLine('deploy apply', [])
}
