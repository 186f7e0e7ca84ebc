import { tellDuration } from '../duration.ts'

/** Default lifetime in seconds of an invitation, and of a mailed link: 7 days. */
export const DEFAULT_TTL_SEC = 7 * 24 * 60 * 60

/** What it means for invitees that links expire before their invitation; undefined if they do not. */
export function shorterLinks(linkLifetimeSec: number): string | undefined {
  if (linkLifetimeSec >= DEFAULT_TTL_SEC) return undefined
  return `Links in mails expire after ${tellDuration(linkLifetimeSec)}, but invitations last ${tellDuration(DEFAULT_TTL_SEC)} by default. When a link has expired, “Forgot password?” sends the invitation again.`
}
