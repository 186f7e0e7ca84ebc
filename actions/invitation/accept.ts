import { countIdentities } from './accept-with.ts'
import { isSameAddress } from './address.ts'
import { instant, msOf } from './instant.ts'
import type { Acceptance, Invitation } from './invitation.ts'
import { partsOf } from './parts-of.ts'
import type { ExistingAccounts } from './settings.ts'
import type { Standing } from './standing.ts'
import { isMadeUserId, wasThereBefore, type Witness } from './witness.ts'

/** What acceptance needs to know of the account that signs in. */
export interface Account extends Witness {
  email: string
  /** Tokens are renewed and nobody signs in: that proves only that somebody did once, maybe before the invitation. */
  isRefresh?: boolean
  /** How they sign in, where it is not by the account's own password. */
  otherWay?: OtherWay | undefined
  /** Name of the connection that they sign in with. */
  connection?: string | undefined
  /** A link to a new password was opened: whoever it is has not shown that they know a password. */
  isAtResetPage?: boolean
}

/** The identity that somebody signs in with: the account's own, by a passkey or at another provider, or a linked one. */
export interface OtherWay {
  email: string
  email_verified: boolean
}

/**
 * The account of an event's user. Total: whatever the event holds, it answers; what is missing proves nothing.
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
 * How somebody signs in, where it is not by the account's own password. Auth0 names the connection, not the identity: where
 * several are of that connection, it is the one that proves the least. Total, like `accountOf`.
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
      // Setting a password ends sessions, not refresh tokens (docs: secure/tokens/refresh-tokens/revoke-refresh-tokens).
      // Who agreed in the app was signed in there.
      if (account.isRefresh && !asks) return refuse('not_signed_in', account, invitation)
      if (isForProvider(invitation) && account.connection !== invitation.accept_with) {
        return refuse('not_this_way', account, invitation)
      }
      return { kind: 'accepted', acceptance: { id: invitation.id, at: instant(now) }, isNew: true, invitation }
    }
  }
}

/**
 * Whether the reset page stops somebody before a password is set: when signing in with it would be refused for good.
 * A pending invitation lets through, unless it is for an account of another provider; so does an ordinary reset.
 */
export function refusesReset(standing: Standing, account: Account): Extract<SignIn, { kind: 'refused' }> | undefined {
  const visitor = { ...account, isAtResetPage: true }
  if (standing.status === 'pending') {
    const { invitation } = standing
    const isForOwner = !isForProvider(invitation) || !isUnowned(invitation, visitor)
    return isForOwner ? undefined : { kind: 'refused', reason: 'not_this_way', invitation }
  }
  const outcome = accept(standing, visitor, new Date(0)) // no acceptance can come of it, so the instant does not matter
  return outcome.kind === 'refused' ? outcome : undefined
}

/** Whether it is accepted with an account of one provider, and with nothing else. */
function isForProvider({ accept_with }: Invitation): boolean {
  return accept_with !== undefined && accept_with !== 'password'
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
 * Who enters an account that the invitation made in another way than by that password shows the address with that way: the
 * account's own says nothing of somebody whose identity was linked to it.
 */
function isProven(invitation: Invitation, account: Account): boolean {
  const { otherWay } = account
  if (invitation.created_user && otherWay !== undefined) {
    return otherWay.email_verified && isSameAddress(otherWay.email, invitation.email)
  }
  return account.email_verified || (invitation.created_user && isPasswordOfLink(invitation, account))
}

/** In an account that was there before, the password that our tools ended was not the link's. */
function isPasswordOfLink({ password_ended_at }: Invitation, { last_password_reset }: Account): boolean {
  return password_ended_at === undefined || msOf(last_password_reset) > Date.parse(password_ended_at)
}

/**
 * Nobody owns the account: the invitation made it, and no second identity was linked since. A record that claims so of an
 * account that Auth0 shows to have been there before is not believed.
 */
function isUnowned(invitation: Invitation, account: Account): boolean {
  const isSigningIn = account.isAtResetPage !== true
  return invitation.created_user && account.identities <= 1 && !wasThereBefore(invitation, account, isSigningIn)
}

/** Only where nobody owns the account. */
function refuse(reason: RefusalReason, account: Account, invitation: Invitation): SignIn {
  return isUnowned(invitation, account) ? { kind: 'refused', reason, invitation } : { kind: 'ordinary' }
}

/** Of a record that cannot be read, nothing is believed: Auth0 itself has to show that an invitation made the account. */
function refuseUnreadable({ user_id, identities }: Account, created_user: boolean): SignIn {
  const isUnowned = created_user && identities <= 1 && isMadeUserId(user_id)
  return isUnowned ? { kind: 'refused', reason: 'malformed' } : { kind: 'ordinary' }
}
