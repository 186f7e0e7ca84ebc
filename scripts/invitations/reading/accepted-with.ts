import { msOf } from '../../../actions/invitation/instant.ts'
import type { Standing } from '../../../actions/invitation/standing.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'

type Known = Pick<InvitedUser, 'connections' | 'last_password_reset' | 'hasSetPassword'>

/**
 * Name of the connection that an invitation was accepted with. The acceptance holds none; the record and the account's
 * identities show it where only one can be meant. Pure.
 * @returns null where nobody accepted, or several can be meant
 */
export function acceptedWith(standing: Standing, user: Known): string | null {
  if (standing.status !== 'accepted') return null
  const { acceptance, invitation } = standing
  const only = invitation?.accept_with
  if (only !== undefined && only !== 'password') return only
  const [own = null, linked = null, ...more] = new Set(user.connections)
  if (linked === null) return own
  // Who had chosen no password by then came with the other account.
  const hadNoPassword = !user.hasSetPassword || msOf(user.last_password_reset) > Date.parse(acceptance.at)
  return invitation?.created_user === true && more.length === 0 && hadNoPassword ? linked : null
}
