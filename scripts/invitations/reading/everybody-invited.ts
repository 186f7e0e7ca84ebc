import { readInvitation } from '../../../actions/invitation/read.ts'
import { exportInvited } from '../../auth0/export-users.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { SEARCH_LIMIT } from '../../auth0/limits.ts'
import type { Note } from '../note.ts'
import type { Tenant } from '../tenant.ts'

/** The values of `app_metadata.invitation.state`. */
export type State = 'open' | 'requested' | 'revoked'

/**
 * Everybody whose invitation is in one of these states. Up to 1,000 come from Auth0's search, newest invitation first; the
 * search may be seconds behind. If there are more, a users-exports job reads them, in no order and along with other users.
 * The search asks for values, because Auth0 advises against queries for the mere existence of a field (docs:
 * manage-users/user-search/user-search-best-practices).
 */
export async function* everybodyInvited(
  states: readonly State[],
  { note }: { note?: Note | undefined },
  { users, api, wait, settings }: Tenant,
): AsyncGenerator<InvitedUser> {
  const q = states.map((state) => `app_metadata.invitation.state:"${state}"`).join(' OR ')
  const { users: found, total } = await users.search(q, { wholeOnly: true })
  if (total <= SEARCH_LIMIT) {
    yield* found
      .map((user) => ({ user, invited_at: invitedAt(user) }))
      .sort((a, b) => b.invited_at.localeCompare(a.invited_at) || a.user.email.localeCompare(b.user.email))
      .map(({ user }) => user)
    return
  }
  note?.(
    `${total} users match, but Auth0's search ends at ${SEARCH_LIMIT}, so an export job reads them, in no order. Anyone invited in the last minute may be missing.`,
  )
  yield* exportInvited(api, wait, settings.acceptWith)
}

function invitedAt({ app_metadata }: InvitedUser): string {
  const reading = readInvitation(app_metadata)
  return reading.kind === 'invitation' ? reading.invitation.invited_at : ''
}
