import { msOf } from '../../../actions/invitation/instant.ts'
import type { Standing } from '../../../actions/invitation/standing.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'

type Known = Pick<InvitedUser, 'connections' | 'last_password_reset' | 'hasSetPassword'>

/**
 * Name of the connection that an invitation was accepted with. The acceptance does not hold it. The record and the
 * account's identities show it if there is only one possibility. Pure.
 * @returns null if nobody accepted, or if there are several possibilities
 */
export function acceptedWith(standing: Standing, user: Known): string | null {
  if (standing.status !== 'accepted') return null
  const { acceptance, invitation } = standing
  const only = invitation?.accept_with
  if (only !== undefined && only !== 'password') return only
  const [own = null, linked = null, ...more] = new Set(user.connections)
  if (linked === null) return own
  // Anyone who had chosen no password by then used the other account.
  const hadNoPassword = !user.hasSetPassword || msOf(user.last_password_reset) > Date.parse(acceptance.at)
  return invitation?.created_user === true && more.length === 0 && hadNoPassword ? linked : null
}
