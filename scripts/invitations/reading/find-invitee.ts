import { foldAddress, isAddress } from '../../../actions/invitation/address.ts'
import { isInvitationId } from '../../../actions/invitation/invitation-id.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Hint } from '../../ground/next-step.ts'
import type { Tenant } from '../tenant.ts'
import { told } from '../../ground/given/described.ts'

/** @throws InvitationsError `usage` for anything other than an address or an invitation id */
export function requireAddressOrId(wanted: string): void {
  const isAnAddress = !wanted.startsWith('inv_') && isAddress(foldAddress(wanted))
  if (isAnAddress || isInvitationId(wanted)) return
  throw new InvitationsError('usage', `${told(wanted)} is neither an address nor a complete invitation id (inv_…).`, {
    hint: [{ do: 'list' }, ' shows both.'],
  })
}

/**
 * Everybody with an invitation under an address (in any spelling) or an invitation id.
 * @throws InvitationsError `usage` or `not_found`
 */
export async function findInvitees(wanted: string, users: Tenant['users'], now: Date): Promise<InvitedUser[]> {
  requireAddressOrId(wanted)
  const found = wanted.startsWith('inv_')
    ? (await users.search(`app_metadata.invitation.id:"${wanted}"`)).users
    : await users.findByEmail(foldAddress(wanted))
  const invited = found.filter(({ app_metadata }) => standingOf(app_metadata, now).status !== 'none')
  if (invited.length === 0) throw notFound(wanted, found.length > 0)
  return invited
}

/**
 * The one account that is meant.
 * @param userId from --user-id
 * @returns an error if it is not clear which one is meant
 * @throws InvitationsError `not_found`, or `usage` if no account that was found has the id
 */
export async function findInvitee(
  wanted: string,
  userId: string | undefined,
  command: 'resend' | 'revoke',
  { users, now }: Pick<Tenant, 'users' | 'now'>,
): Promise<InvitedUser | InvitationsError> {
  const found = await findInvitees(wanted, users, now())
  if (userId === undefined) {
    const [first, ...others] = found
    if (first !== undefined && others.length === 0) return first
    return severalAccounts(wanted, found, command)
  }
  const meant = found.find(({ user_id }) => user_id === userId)
  if (meant !== undefined) return meant
  throw new InvitationsError('usage', `The account ${userId} has no invitation for ${wanted}; nothing was done.`, {
    hint: `These accounts have one: ${found.map(({ user_id }) => user_id).join(', ')}`,
  })
}

function notFound(wanted: string, hasAccount: boolean): InvitationsError {
  const message = hasAccount
    ? `${wanted} has an account but was never invited.`
    : `There is no invitation for ${wanted}.`
  const hint: Hint = wanted.startsWith('inv_')
    ? 'A new invitation can take a few seconds to appear under its id. Its address finds it at once.'
    : hasAccount
      ? [{ do: 'list' }, ' shows who was.']
      : ['To invite: ', { do: 'invite', email: wanted }]
  return new InvitationsError('not_found', message, { hint })
}

/** An address does not say which of several accounts is meant. Every operation returns this error. */
export function severalAccounts(
  wanted: string,
  found: readonly Pick<InvitedUser, 'user_id' | 'connections'>[],
  command: 'invite' | 'resend' | 'revoke',
): InvitationsError {
  return new InvitationsError('several_accounts', `${wanted} has ${found.length} accounts; nothing was done:`, {
    details: found.map(({ user_id, connections }) => `  ${user_id} (${connections.join(', ')})`),
    hint: ['Choose one: ', { do: command, email: wanted }, ' --user-id <id>'],
  })
}
