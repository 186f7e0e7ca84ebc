import { obstacleTo, type Account, type RefusalReason } from './accept.ts'
import { domainOf } from './address.ts'
import type { Invitation } from './invitation.ts'
import { readInvitation } from './read.ts'
import type { Exceptions } from './settings.ts'
import type { Standing } from './standing.ts'
import { isMadeUserId, wasThereBefore } from './witness.ts'

/**
 * Whether an account may be made where invitations are required: it comes with an invitation, or its domain is allowed.
 * Nobody has verified an address before there is an account; so it may be made, and `refusesEntry` waits for the proof.
 * Nobody who signs up can set app_metadata, so whoever brings an invitation is one of our tools; a record of a later
 * version counts, too.
 * @param appMetadata event.user.app_metadata
 */
export function mayRegister(email: string, appMetadata: unknown, { allowedDomains }: Exceptions): boolean {
  const reading = readInvitation(appMetadata)
  if (reading.kind === 'invitation' || (reading.kind === 'malformed' && reading.created_user)) return true
  return isAllowed(email, allowedDomains)
}

/** What the requirement has to know of the account that signs in. */
export interface Newcomer extends Account {
  /** ISO 8601. */
  created_at: string
  /** Its own connection is one whose sign-ups go through pre-user-registration: a database or passwordless one. */
  registered: boolean
}

export interface NotAdmitted {
  reason: RefusalReason
  invitation?: Invitation
}

/**
 * Whether somebody who signs in should have been invited and was not. Social and enterprise accounts are made by their
 * first sign-in and registered nowhere before, so they are stopped here, each time. Whoever registered without an
 * invitation did so with an address of a domain that is or was allowed; it has to be verified, whatever is allowed now:
 * anybody can sign up with any. An account that an invitation made was not registered: only that invitation lets in.
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
 * Nobody registered it: an invitation made it, one that is dead by now or that this sign-in cannot accept. Where another tool
 * has cleared the record, it may be an owner's who accepted once.
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
