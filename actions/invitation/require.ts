import { obstacleTo, type Account, type RefusalReason } from './accept.ts'
import { domainOf } from './address.ts'
import type { Invitation } from './invitation.ts'
import { readInvitation } from './read.ts'
import type { Exceptions } from './settings.ts'
import type { Standing } from './standing.ts'
import { isMadeUserId, wasThereBefore } from './witness.ts'

/**
 * Whether an account may be created where invitations are required: it comes with an invitation, or its domain is
 * allowed. No address is verified before the account exists, so it may be created and `refusesEntry` waits for the
 * proof. People who sign up cannot set app_metadata, so an invitation there comes from our tools; a record of a later
 * version counts too.
 * @param appMetadata event.user.app_metadata
 */
export function mayRegister(email: string, appMetadata: unknown, { allowedDomains }: Exceptions): boolean {
  const reading = readInvitation(appMetadata)
  if (reading.kind === 'invitation' || (reading.kind === 'malformed' && reading.created_user)) return true
  return isAllowed(email, allowedDomains)
}

/** What the requirement needs to know about the account that signs in. */
export interface Newcomer extends Account {
  /** ISO 8601. */
  created_at: string
  /** Whether sign-ups of its own connection go through pre-user-registration: a database or passwordless connection. */
  registered: boolean
}

export interface NotAdmitted {
  reason: RefusalReason
  invitation?: Invitation
}

/**
 * Whether somebody who signs in needed an invitation and had none. Social and enterprise accounts are created by their
 * first sign-in without any registration, so they are stopped here, every time. Anyone who registered without an
 * invitation used an address whose domain is or was allowed. The address must be verified, whatever is allowed now:
 * anyone can sign up with any address. An account that an invitation made was not registered: only that invitation lets
 * its owner in.
 * @returns why the sign-in is refused, or undefined
 */
export function refusesEntry(
  standing: Standing,
  account: Newcomer,
  { allowedDomains, since }: Exceptions,
): NotAdmitted | undefined {
  // Not "the first sign-in": Auth0 counts refused ones too (docs: manage-users/user-accounts/user-profiles, logins_count).
  const isExempt = since === undefined || !(Date.parse(account.created_at) >= since.getTime())
  if (isExempt || standing.status === 'accepted') return undefined
  const obstacle = standing.status === 'pending' ? obstacleTo(standing.invitation, account) : 'not_invited'
  if (obstacle === undefined) return undefined
  if ((account.registered && !isMade(standing, account)) || isAllowed(account.email, allowedDomains)) {
    return account.email_verified ? undefined : { reason: 'address_not_verified' }
  }
  if (standing.status === 'expired' || standing.status === 'revoked') {
    return { reason: standing.status, invitation: standing.invitation }
  }
  return { reason: obstacle }
}

/**
 * Whether nobody registered it: an invitation made it, which is dead by now or cannot be accepted by this sign-in. If
 * another tool has cleared the record, the account may belong to somebody who once accepted.
 */
function isMade(standing: Standing, account: Account): boolean {
  if (standing.status === 'malformed') return isMadeUserId(account.user_id)
  const invitation = 'invitation' in standing ? standing.invitation : undefined
  return invitation?.created_user === true && !wasThereBefore(invitation, account, true)
}

function isAllowed(email: string, allowedDomains: readonly string[]): boolean {
  const domain = domainOf(email)
  return allowedDomains.some((allowed) => allowed === domain)
}
