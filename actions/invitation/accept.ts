import { countIdentities } from './accept-with.ts'
import { isSameAddress } from './address.ts'
import { instant, msOf } from './instant.ts'
import type { Acceptance, Invitation } from './invitation.ts'
import { partsOf } from './parts-of.ts'
import type { ExistingAccounts } from './settings.ts'
import type { Standing } from './standing.ts'
import { isMadeUserId, wasThereBefore, type Witness } from './witness.ts'

/** What acceptance needs to know about the account that signs in. */
export interface Account extends Witness {
  email: string
  /** Tokens are renewed, nobody signs in. That proves only that somebody once did, perhaps before the invitation. */
  isRefresh?: boolean
  /** How they sign in, if not with the account's own password. */
  otherWay?: OtherWay | undefined
  /** Name of the connection that they sign in with. */
  connection?: string | undefined
  /** Somebody opened a link that sets a new password. They have not shown that they know the current one. */
  isAtResetPage?: boolean
}

/** The identity that somebody signs in with: the account's own (a passkey or another provider), or a linked one. */
export interface OtherWay {
  email: string
  email_verified: boolean
}

/**
 * Reads the account from an event's user. Total: it accepts any event, and what is missing proves nothing.
 * @param acceptWith names of connections whose accounts may accept (accept-with.ts); by default none
 */
export function accountOf(user: unknown, acceptWith: readonly string[] = []): Account {
  const { user_id, email, email_verified, created_at, last_password_reset } = partsOf(user)
  return {
    user_id: text(user_id),
    email: text(email),
    email_verified: email_verified === true,
    identities: countIdentities(user, acceptWith),
    created_at: text(created_at),
    last_password_reset: typeof last_password_reset === 'string' ? last_password_reset : undefined,
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Name of the connection of a sign-in. Total. @param event of a post-login Action */
export function connectionOf(event: unknown): string {
  return text(partsOf(partsOf(event)['connection'])['name'])
}

/**
 * How somebody signs in, if not with the account's own password. Auth0 names the connection, not the identity: if
 * several identities are from that connection, this returns the one that proves the least. Total, like `accountOf`.
 * @param event of a post-login Action
 * @see https://auth0.com/docs/actions/reference/post-login/post-login-event-object (connection, authentication.methods)
 */
export function otherWayOf(event: unknown): OtherWay | undefined {
  const { user, connection, authentication } = partsOf(event)
  const { name, strategy = 'auth0' } = partsOf(connection)
  const { identities, ...own } = partsOf(user)
  const linked = listOf(identities)
    .slice(1)
    .map(partsOf)
    .filter((one) => one['connection'] === name)
    .map((one) => wayOf(one['profileData']))
  if (linked.length > 0) return linked.find((one) => !one.email_verified) ?? linked[0]
  const methods = listOf(partsOf(authentication)['methods']).map((one) => partsOf(one)['name'])
  const isByPassword = strategy === 'auth0' && (methods.length === 0 || methods.includes('pwd'))
  return isByPassword ? undefined : wayOf(own)
}

function wayOf(profile: unknown): OtherWay {
  const { email, email_verified } = partsOf(profile)
  return { email: text(email), email_verified: email_verified === true }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export type RefusalReason =
  | 'expired'
  | 'revoked'
  | 'not_your_address'
  | 'address_not_verified'
  | 'not_signed_in'
  | 'malformed'
  | 'not_invited'
  | 'try_again'
  | 'not_this_way'

/** `ordinary`: this sign-in has nothing to do with an invitation. `asked`: the app asks the person first. */
export type SignIn =
  | { kind: 'ordinary' }
  | { kind: 'accepted'; acceptance: Acceptance; isNew: boolean; invitation?: Invitation }
  | { kind: 'asked'; invitation: Invitation }
  | { kind: 'refused'; reason: RefusalReason; invitation?: Invitation }

/**
 * Decides what a sign-in does to an invitation. Pure; the caller stores the acceptance when it is new. Only an account
 * that an invitation created and that nobody has accepted is ever refused: an account that existed before, or that has
 * further identities, never loses access because of an invitation.
 * @param standing the account's standing at `now`
 * @param now instant of the sign-in; becomes the acceptance's `at`, to the second
 * @param existingAccounts how people who already had an account accept: by signing in, or by agreeing in the app
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
      return refuseUnreadable(account, standing.created_user)
    case 'expired':
    case 'revoked':
      return refuse(standing.status, account, standing.invitation)
    case 'pending': {
      const { invitation } = standing
      const obstacle = obstacleTo(invitation, account)
      if (obstacle !== undefined) return refuse(obstacle, account, invitation)
      const asks = existingAccounts === 'ask-in-app' && !isUnowned(invitation, account)
      if (asks && standing.consented_at === undefined) return { kind: 'asked', invitation }
      // A new password ends sessions but not refresh tokens (docs: secure/tokens/refresh-tokens/revoke-refresh-tokens).
      // Anyone who agreed in the app was signed in there.
      if (account.isRefresh && !asks) return refuse('not_signed_in', account, invitation)
      if (isForProvider(invitation) && account.connection !== invitation.accept_with) {
        return refuse('not_this_way', account, invitation)
      }
      return { kind: 'accepted', acceptance: { id: invitation.id, at: instant(now) }, isNew: true, invitation }
    }
  }
}

/**
 * Whether to stop somebody at the reset page before they set a password, because signing in with it would always be
 * refused. Pending invitations are let through, unless they are for an account of another provider; so are ordinary
 * resets.
 */
export function refusesReset(standing: Standing, account: Account): Extract<SignIn, { kind: 'refused' }> | undefined {
  const visitor = { ...account, isAtResetPage: true }
  if (standing.status === 'pending') {
    const { invitation } = standing
    const isForOwner = !isForProvider(invitation) || !isUnowned(invitation, visitor)
    return isForOwner ? undefined : { kind: 'refused', reason: 'not_this_way', invitation }
  }
  const outcome = accept(standing, visitor, new Date(0)) // never leads to an acceptance, so the instant does not matter
  return outcome.kind === 'refused' ? outcome : undefined
}

/** Whether it can only be accepted with an account of one provider. */
function isForProvider({ accept_with }: Invitation): boolean {
  return accept_with !== undefined && accept_with !== 'password'
}

/** The reason why this account cannot accept this pending invitation, if there is one. */
export function obstacleTo(
  invitation: Invitation,
  account: Account,
): Extract<RefusalReason, 'not_your_address' | 'address_not_verified'> | undefined {
  if (!isSameAddress(account.email, invitation.email)) return 'not_your_address'
  return isProven(invitation, account) ? undefined : 'address_not_verified'
}

/**
 * Whether the person who signs in is the one who was invited: Auth0 verified the address, or the password could only be
 * set with the invitation's link. Only people who read mail at the address get such a link, or people to whom the
 * inviter gave it and for whom the inviter therefore vouches. Anyone who enters an account that the invitation made in
 * another way than with that password has to prove the address that way: a verified account says nothing about a person
 * whose identity was linked to it.
 */
function isProven(invitation: Invitation, account: Account): boolean {
  const { otherWay } = account
  if (invitation.created_user && otherWay !== undefined) {
    return otherWay.email_verified && isSameAddress(otherWay.email, invitation.email)
  }
  return account.email_verified || (invitation.created_user && isPasswordOfLink(invitation, account))
}

/** Whether the password came from the link: if our tools ended the account's earlier one, it was set since. */
function isPasswordOfLink({ password_ended_at }: Invitation, { last_password_reset }: Account): boolean {
  return password_ended_at === undefined || msOf(last_password_reset) > Date.parse(password_ended_at)
}

/**
 * Whether nobody owns the account: the invitation made it, and no second identity has been linked since. If Auth0 shows
 * that the account existed before, the record is not believed.
 */
function isUnowned(invitation: Invitation, account: Account): boolean {
  const isSigningIn = account.isAtResetPage !== true
  return invitation.created_user && account.identities <= 1 && !wasThereBefore(invitation, account, isSigningIn)
}

/** Refuses only if nobody owns the account. */
function refuse(reason: RefusalReason, account: Account, invitation: Invitation): SignIn {
  return isUnowned(invitation, account) ? { kind: 'refused', reason, invitation } : { kind: 'ordinary' }
}

/** An unreadable record proves nothing: Auth0 itself has to show that an invitation made the account. */
function refuseUnreadable({ user_id, identities }: Account, created_user: boolean): SignIn {
  const isUnowned = created_user && identities <= 1 && isMadeUserId(user_id)
  return isUnowned ? { kind: 'refused', reason: 'malformed' } : { kind: 'ordinary' }
}
