import { tellDuration } from '../duration.ts'

/** Lifetime of an invitation in seconds where none is asked for, and of a mailed link: 7 days. */
export const DEFAULT_TTL_SEC = 7 * 24 * 60 * 60

/** What links that die before their invitation mean for invitees; undefined where they do not. */
export function shorterLinks(linkLifetimeSec: number): string | undefined {
  if (linkLifetimeSec >= DEFAULT_TTL_SEC) return undefined
  return `Links in mails expire after ${tellDuration(linkLifetimeSec)}, but invitations last ${tellDuration(DEFAULT_TTL_SEC)} by default. When a link has expired, “Forgot password?” mails the invitation again.`
}
