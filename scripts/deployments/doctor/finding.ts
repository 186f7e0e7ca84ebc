import { commandLine } from '../../ground/next-step.ts'

/** What is wrong with a tenant, as far as invitations are concerned. */
export interface Finding {
  /** Stable, for programs. */
  code: string
  /** `error`: invitations do not work, or not as told. `warning`: they may not, or not for everybody. `note`: could be better. */
  severity: 'error' | 'warning' | 'note'
  what: string
  /** What becomes of invitations because of it. */
  why: string
  /** The command, or the page of the dashboard, that fixes it. */
  fix: string
}

/** The fix of whatever a deploy puts right. */
export function deployAgain(): string {
  return commandLine('deploy apply', [])
}
