import { isSameAddress } from './address.ts'
import { instant } from './instant.ts'
import type { Acceptance, Invitation } from './invitation.ts'
import { partsOf } from './parts-of.ts'
import type { ExistingAccounts } from './settings.ts'
import type { Standing } from './standing.ts'

/** What acceptance needs to know of the account that signs in. */
export interface Account {
  email: string
  email_verified: boolean
  /** Number of linked identities, the account's own included. */
  identities: number
  /** Tokens are renewed and nobody signs in: that proves only that somebody did once, maybe before the invitation. */
  isRefresh?: boolean
  /** ISO 8601; undefined when no password was set since the account was made. */
  last_password_reset?: string | undefined
}

/** The account of an event's user. Total: whatever the event holds, it answers; what is missing proves nothing. */
export function accountOf(user: unknown): Account {
  const { email, email_verified, identities, last_password_reset } = partsOf(user)
  return {
    email: typeof email === 'string' ? email : '',
    email_verified: email_verified === true,
    identities: Array.isArray(identities) ? identities.length : 1,
    last_password_reset: typeof last_password_reset === 'string' ? last_password_reset : undefined,
  }
}

export type RefusalReason =
  'expired' | 'revoked' | 'not_your_address' | 'address_not_verified' | 'not_signed_in' | 'malformed' | 'not_invited'

/** `ordinary`: this sign-in is none of the invitation's business. `asked`: the app asks the person first. */
export type SignIn =
  | { kind: 'ordinary' }
  | { kind: 'accepted'; acceptance: Acceptance; isNew: boolean; invitation?: Invitation }
  | { kind: 'asked'; invitation: Invitation }
  | { kind: 'refused'; reason: RefusalReason; invitation?: Invitation }

/**
 * Decides what a sign-in does to an invitation. Pure; the caller stores the acceptance when it is new.
 * Only an account that an invitation created and that nobody accepted is ever refused: an account that was there
 * before, or that has more identities than the invited one, never loses access because of an invitation.
 * @param standing the account's standing at `now`
 * @param now instant of the sign-in; becomes the acceptance's `at`, to the second
 * @param existingAccounts whether accounts that were there before accept by signing in, or by what they said in the app
 */
export function accept(
  standing: Standing,
  account: Account,
  now: Date,
  existingAccounts: ExistingAccounts = 'accept-at-sign-in',
): SignIn {
  switch (standing.status) {
    case 'none':
    case 'requested':
      return { kind: 'ordinary' }
    case 'accepted':
      return { ...standing, kind: 'accepted', isNew: false }
    case 'malformed':
      return refuse('malformed', account, standing.created_user)
    case 'expired':
    case 'revoked':
      return refuse(standing.status, account, standing.invitation.created_user, standing.invitation)
    case 'pending': {
      const { invitation } = standing
      const obstacle = obstacleTo(invitation, account)
      if (obstacle !== undefined) return refuse(obstacle, account, invitation.created_user, invitation)
      const asks = existingAccounts === 'ask-in-app' && !isUnowned(invitation.created_user, account)
      if (asks && invitation.consented_at === undefined) return { kind: 'asked', invitation }
      // Setting a password ends sessions, not refresh tokens (docs: secure/tokens/refresh-tokens/revoke-refresh-tokens).
      // Who agreed in the app was signed in there.
      if (account.isRefresh && !asks) return refuse('not_signed_in', account, invitation.created_user, invitation)
      return { kind: 'accepted', acceptance: { id: invitation.id, at: instant(now) }, isNew: true, invitation }
    }
  }
}

/** Of all metadata of a user together, in bytes of JSON: Auth0's 10 kB, however it counts them. */
const MOST_METADATA_BYTES = 10_000

/**
 * Whether an acceptance still fits into the user's metadata. What Auth0 does with a sign-in that writes too much is not
 * documented; an owner must not be locked out by what others wrote there.
 * @param metadata app_metadata and user_metadata with the acceptance in it
 * @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data
 */
export function fitsIntoProfile(metadata: object): boolean {
  try {
    return new TextEncoder().encode(JSON.stringify(metadata)).length <= MOST_METADATA_BYTES
  } catch {
    return false // nested thousands of levels deep, which JSON.stringify refuses
  }
}

/**
 * Whether the reset page stops somebody before a password is set: when signing in with it would be refused for good.
 * A pending invitation lets through, and so does an ordinary reset.
 */
export function refusesReset(standing: Standing, account: Account): Extract<SignIn, { kind: 'refused' }> | undefined {
  if (standing.status === 'pending') return undefined
  const outcome = accept(standing, account, new Date(0)) // no acceptance can come of it, so the instant does not matter
  return outcome.kind === 'refused' ? outcome : undefined
}

/** Why this account cannot accept this pending invitation, or undefined. */
export function obstacleTo(
  invitation: Invitation,
  account: Account,
): Extract<RefusalReason, 'not_your_address' | 'address_not_verified'> | undefined {
  if (!isSameAddress(account.email, invitation.email)) return 'not_your_address'
  return isProven(invitation, account) ? undefined : 'address_not_verified'
}

/**
 * Whoever signed in is who was invited: Auth0 verified the address, or only the invitation's link could set the password.
 * Such a link reaches nobody but who reads mail at the address, and whom the inviter handed it to and so vouches for.
 */
function isProven(invitation: Invitation, account: Account): boolean {
  return account.email_verified || (invitation.created_user && isPasswordOfLink(invitation, account))
}

/** In an account that was there before, the password that our tools ended was not the link's. */
function isPasswordOfLink({ password_ended_at }: Invitation, { last_password_reset }: Account): boolean {
  return password_ended_at === undefined || Date.parse(last_password_reset ?? '') > Date.parse(password_ended_at)
}

/** Nobody owns the account: the invitation made it, and no second identity was linked since. */
function isUnowned(created_user: boolean, account: Account): boolean {
  return created_user && account.identities <= 1
}

/** Only where nobody owns the account. */
function refuse(reason: RefusalReason, account: Account, created_user: boolean, invitation?: Invitation): SignIn {
  if (!isUnowned(created_user, account)) return { kind: 'ordinary' }
  return { kind: 'refused', reason, ...(invitation && { invitation }) }
}
