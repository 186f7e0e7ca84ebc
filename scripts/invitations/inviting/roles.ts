import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { isProven } from '../../../actions/invitation/witness.ts'
import type { Role } from '../../auth0/roles.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import type { Tenant } from '../tenant.ts'
import { didYouMean } from '../../ground/did-you-mean.ts'

/**
 * The ids of roles that are named by id or name. One call, or no call if no role is named.
 * @throws InvitationsError `unknown_role`, with a list of the roles that exist; `role_not_allowed`
 */
export async function roleIds(wanted: readonly string[] | undefined, tenant: Tenant): Promise<string[]> {
  if (wanted === undefined || wanted.length === 0) return []
  const all = await tenant.roles.list()
  const found = wanted.map((one) => all.find(({ id, name }) => id === one || name === one))
  const unknown = wanted.filter((_, index) => found[index] === undefined)
  if (unknown.length === 0) {
    const ids = [...new Set(found.flatMap((role) => role?.id ?? []))]
    requireAllowed(ids, all, tenant)
    return ids
  }
  const names = all.map(({ name }) => name).sort()
  const meant = didYouMean(unknown[0] ?? '', names)
  const has =
    names.length === 0
      ? 'It has none: roles need a paid plan.'
      : `It has ${names.map((name) => `"${name}"`).join(', ')}.`
  const message = `The tenant has no role ${unknown.map((one) => `"${one}"`).join(', ')}.${meant} ${has}`
  throw new InvitationsError('unknown_role', message, {
    hint: 'Create it in the dashboard: User Management > Roles. Then use its name or its id (rol_…). Nothing was changed.',
  })
}

/**
 * Roles in app_metadata are trusted only as far as the settings allow: anyone who can write there could ask for any role.
 * INVITATIONS_ROLES holds names and ids.
 * @throws InvitationsError `role_not_allowed`
 */
function requireAllowed(ids: readonly string[], all: readonly Role[], { settings }: Tenant): void {
  const name = (id: string) => all.find((role) => role.id === id)?.name ?? id
  const refused = ids.filter((id) => !settings.roles.includes(id) && !settings.roles.includes(name(id)))
  if (refused.length === 0) return
  const message = `INVITATIONS_ROLES does not allow ${refused.map((id) => `"${name(id)}"`).join(', ')}.`
  throw new InvitationsError('role_not_allowed', message, {
    hint: 'Add the role to INVITATIONS_ROLES, wherever invitations are sent and reconciled. Nothing was given.',
  })
}

/** Whether roles are given with the invitation, since nobody gets in before the acceptance. Others get theirs afterwards. */
function getsRoles(invitation: Invitation, user: InvitedUser): boolean {
  return isProven('give_roles', invitation, user)
}

/** Gives the roles of an invitation. No call if it has none, or if the account waits for the acceptance. */
export async function giveRoles(
  user: InvitedUser,
  invitation: Invitation,
  checked: readonly string[],
  tenant: Tenant,
): Promise<void> {
  if (getsRoles(invitation, user)) await giveAllowed(user, invitation.roles ?? [], checked, tenant)
}

/**
 * Gives the roles in a record. One call, or two if they were not just checked; no call without roles.
 * @param checked ids that roleIds returned a moment ago
 * @throws InvitationsError `role_not_allowed`
 */
export async function giveAllowed(
  user: InvitedUser,
  ids: string[],
  checked: readonly string[],
  tenant: Tenant,
): Promise<void> {
  if (ids.length === 0) return
  if (ids.some((id) => !checked.includes(id))) requireAllowed(ids, await tenant.roles.list(), tenant)
  await tenant.roles.give(user.user_id, ids)
}

/** Takes away roles that a dead invitation gave and the new one does not give. No call if there are none. */
export async function takeRoles(
  user: InvitedUser,
  earlier: Invitation,
  renewal: Invitation,
  { roles }: Tenant,
): Promise<void> {
  const surplus = (earlier.roles ?? []).filter((id) => renewal.roles?.includes(id) !== true)
  if (surplus.length > 0 && getsRoles(renewal, user)) await roles.take(user.user_id, surplus)
}
