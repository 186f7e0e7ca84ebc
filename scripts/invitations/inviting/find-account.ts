import { isSameAddress } from '../../../actions/invitation/address.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { severalAccounts } from '../several-accounts.ts'
import type { Tenant } from '../tenant.ts'

/**
 * The account that an invitation goes to where the address is taken: the one that is invited already, else the only one
 * there is. Accounts with other providers do not take an address; they are meant by their id only.
 * @param userId from --user-id
 * @returns undefined where the invitees' connection has none; an error where it is not clear which one is meant
 */
export async function findAccount(
  email: string,
  userId: string | undefined,
  { users, settings, now }: Tenant,
): Promise<InvitedUser | undefined | InvitationsError> {
  if (userId !== undefined) return namedAccount(email, await users.get(userId))
  const found = await users.findByEmail(email)
  if (!found.some(({ connections }) => connections.includes(settings.connection))) return undefined
  const invited = found.filter(({ app_metadata }) => standingOf(app_metadata, now()).status !== 'none')
  const [account, ...others] = invited.length > 0 ? invited : found
  return others.length > 0 ? severalAccounts(email, found, 'invite') : account
}

function namedAccount(email: string, user: InvitedUser): InvitedUser | InvitationsError {
  if (isSameAddress(user.email, email)) return user
  return new InvitationsError(
    'usage',
    `The account ${user.user_id} has another address than ${email}; nothing was done.`,
    {
      hint: 'Invite the address that the account has.',
    },
  )
}
