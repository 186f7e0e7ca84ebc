import { instant } from './instant.ts'
import { RECORD_VERSION, type Invitation } from './invitation.ts'
import { LONGEST_TTL_SEC } from './request.ts'
import { standingOf } from './standing.ts'
import { isMadeUserId } from './witness.ts'

/** What is left on an account after another tool has cleared its app_metadata. */
interface Remains {
  user_id: string
  email: string
  created_at: string
  app_metadata: unknown
}

/**
 * Reconstructs the invitation of an account whose record is gone, as far as Auth0's own fields allow: its first id,
 * when it was made, and that it may still be open. Its mailed link works for as long as Auth0 keeps it.
 * @returns undefined if there is a record, or if nothing shows that an invitation made the account
 */
export function lostInvitation({ user_id, email, created_at, app_metadata }: Remains): Invitation | undefined {
  const made = new Date(created_at)
  if (!isMadeUserId(user_id) || Number.isNaN(made.getTime())) return undefined
  if (standingOf(app_metadata, made).status !== 'none') return undefined
  return {
    ...{ version: RECORD_VERSION, id: user_id.replace(/^auth0\|invited_/, 'inv_'), email, state: 'open' },
    ...{ created_user: true, delivery: 'mail', sends: 1 },
    invited_at: instant(made),
    expires_at: instant(new Date(made.getTime() + LONGEST_TTL_SEC * 1000)),
  }
}
