import { SEARCH_LIMIT, type InvitedUser } from '../auth0/users.ts'
import type { Tenant } from './tenant.ts'

/** What stands under `app_metadata.invitation.state`. */
type State = 'open' | 'requested' | 'revoked'

/**
 * Everybody whose invitation is in one of these states, by Auth0's search: it may be seconds behind. It asks for values:
 * queries for the mere existence of a field are advised against (docs:
 * manage-users/user-search/user-search-best-practices).
 */
export async function* everybodyInvited(
  states: readonly State[],
  { note }: { note?: ((sentence: string) => void) | undefined },
  { users }: Tenant,
): AsyncGenerator<InvitedUser> {
  const { users: found, total } = await users.search(
    states.map((state) => `app_metadata.invitation.state:"${state}"`).join(' OR '),
  )
  yield* found
  if (total > SEARCH_LIMIT)
    note?.(`Auth0's search ends at ${SEARCH_LIMIT} users, and ${total} match: the others were not looked at.`)
}
