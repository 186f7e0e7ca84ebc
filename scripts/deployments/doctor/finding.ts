/** What is wrong with a tenant, as far as invitations are concerned. */
export interface Finding {
  /** Stable, for programs. */
  code: string
  /** `error`: invitations do not work, or not as told. `warning`: they may not, or not for everybody. `note`: could be better. */
  severity: 'error' | 'warning' | 'note'
  what: string
  /** What becomes of invitations because of it. */
  why: string
  /** The command or the page of the dashboard that mends it. */
  mend: string
}
