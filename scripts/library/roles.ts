import type { Invitation } from '../../actions/invitation/invitation.ts'
import { InvitationsError } from '../errors.ts'
import type { InvitedUser } from '../auth0/users.ts'
import type { Tenant } from './tenant.ts'

/**
 * The ids of roles that are named by id or by name. One call; none when no role is named.
 * @throws InvitationsError `unknown_role`, listing those that there are
 */
export async function roleIds(wanted: readonly string[] | undefined, { roles }: Tenant): Promise<string[]> {
  if (wanted === undefined || wanted.length === 0) return []
  const all = await roles.list()
  const found = wanted.map((one) => all.find(({ id, name }) => id === one || name === one))
  const unknown = wanted.filter((_, index) => found[index] === undefined)
  if (unknown.length === 0) return [...new Set(found.flatMap((role) => role?.id ?? []))]
  const names = all.map(({ name }) => `"${name}"`).sort()
  const has = names.length === 0 ? 'It has none: roles need a paid plan.' : `It has ${names.join(', ')}.`
  const message = `The tenant has no role ${unknown.map((one) => `"${one}"`).join(', ')}. ${has}`
  throw new InvitationsError('unknown_role', message, {
    hint: 'User Management > Roles in the dashboard makes one; its name or its id (rol_…) will do. Nothing was changed.',
  })
}

/** Whether roles are given with the invitation: nobody gets in before the acceptance. Others get theirs after it. */
export function getsRoles({ created_user }: Invitation, { identities }: InvitedUser): boolean {
  return created_user && identities <= 1
}

/** Gives the roles of an invitation; no call when it has none, or when the account waits for the acceptance. */
export async function giveRoles(user: InvitedUser, invitation: Invitation, { roles }: Tenant): Promise<void> {
  const ids = invitation.roles ?? []
  if (ids.length > 0 && getsRoles(invitation, user)) await roles.give(user.user_id, ids)
}

/** Takes what a dead invitation gave and the new one does not; no call when that is nothing. */
export async function takeRoles(
  user: InvitedUser,
  earlier: Invitation,
  renewal: Invitation,
  { roles }: Tenant,
): Promise<void> {
  const surplus = (earlier.roles ?? []).filter((id) => renewal.roles?.includes(id) !== true)
  if (surplus.length > 0 && getsRoles(renewal, user)) await roles.take(user.user_id, surplus)
}
