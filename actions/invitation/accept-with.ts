// Accepting with an account of another provider: which identity may be linked to which invited account. Total, like all
// readers of events and answers.
import { isSameAddress } from './address.ts'
import { isInvitationId } from './invitation-id.ts'
import { partsOf } from './parts-of.ts'
import { standingOf } from './standing.ts'
import { isMadeUserId } from './witness.ts'

/** Somebody who comes with an invitation and signs in for the first time with an account of another provider. */
export interface NewIdentity {
  /** The invitation that the app passed on as `ext-invitation`. */
  invitation_id: string
  user_id: string
  /** Auth0's name for the kind of provider, and the id there: what linking asks for. */
  provider: string
  id: string
  connection: string
  email: string
  /** ISO 8601. */
  created_at: string
}

/** Databases, whose addresses nobody proved before the first mail, and text messages, which prove none. */
const withoutProof: readonly unknown[] = ['auth0', 'sms']

/**
 * The invitation that an app passes on to /authorize.
 * @see https://auth0.com/docs/authenticate/login/auth0-universal-login/new-experience-limitations (ext- parameters)
 */
export function passedOn(event: unknown): string | undefined {
  const id = partsOf(partsOf(partsOf(event)['request'])['query'])['ext-invitation']
  return isInvitationId(id) ? id : undefined
}

/**
 * Who signs in, if linking them to an invited account takes nothing from anybody: one identity of a listed connection, whose
 * provider verified the address, and an account that holds nothing. An older account of the person has metadata, roles or an
 * organization, and is never swallowed.
 * @param event of a post-login Action
 * @param acceptWith names of connections
 */
export function newIdentityIn(event: unknown, acceptWith: readonly string[]): NewIdentity | undefined {
  const { user, connection, transaction, authorization, organization } = partsOf(event)
  const invitation_id = passedOn(event)
  const { name: signedInWith, strategy } = partsOf(connection)
  const name = acceptWith.find((one) => one === signedInWith)
  const { user_id, email, email_verified, created_at, identities, app_metadata, user_metadata } = partsOf(user)
  const [identity, ...more] = listOf(identities)
  const { provider, user_id: id, connection: own } = partsOf(identity)
  if (invitation_id === undefined || partsOf(transaction)['protocol'] === 'oauth2-refresh-token') return undefined
  if (name === undefined || withoutProof.includes(strategy)) return undefined
  if (own !== name || more.length > 0 || typeof provider !== 'string') return undefined
  if (typeof id !== 'string' || user_id !== `${provider}|${id}`) return undefined
  if (typeof email !== 'string' || email_verified !== true || typeof created_at !== 'string') return undefined
  if (![email, user_id].every(isInAnAddress)) return undefined
  const owned = [app_metadata, user_metadata, partsOf(authorization)['roles'], organization]
  if (!owned.every(isEmpty)) return undefined
  return { invitation_id, user_id, provider, id, connection: name, email, created_at }
}

/** Whoever invites knows Auth0's time to the second (the `Date` of its answers). */
const CLOCK_SLACK_MS = 5_000

/**
 * The account that the invitation made and that the identity may be linked to: the invitation of that very id is pending
 * there, to that address, and nobody owns the account, by what only Auth0 writes.
 * @param users everybody with that address, as the Management API answers
 * @returns the account's user_id
 */
export function accountFor(identity: NewIdentity, users: unknown, now: Date): string | undefined {
  const fitting = listOf(users).flatMap((user) => {
    const { user_id, email, blocked, identities, app_metadata } = partsOf(user)
    const standing = standingOf(app_metadata, now)
    if (standing.status !== 'pending' || standing.invitation.id !== identity.invitation_id) return []
    const { invitation } = standing
    const { accept_with = identity.connection } = invitation
    if (accept_with !== identity.connection) return []
    if (!invitation.created_user || typeof user_id !== 'string' || !isMadeUserId(user_id)) return []
    const isFree = (blocked === undefined || blocked === false) && listOf(identities).length === 1
    const isTheirs =
      typeof email === 'string' && [identity.email, email].every((one) => isSameAddress(one, invitation.email))
    const isNew = Date.parse(identity.created_at) >= Date.parse(invitation.invited_at) - CLOCK_SLACK_MS
    return isFree && isTheirs && isNew ? [user_id] : []
  })
  return fitting.length === 1 ? fitting[0] : undefined
}

/** Whether the identity is one of these. @param identities of a user, as the Management API answers */
export function isAmong({ provider, id }: NewIdentity, identities: unknown): boolean {
  return listOf(identities)
    .map(partsOf)
    .some((one) => one['provider'] === provider && one['user_id'] === id)
}

/** Among the transaction's metadata, which Actions hand to those behind them: Auth0 did not answer, so nothing is linked. */
export const TRY_AGAIN = 'invitation_try_again'

/** @param event of a post-login Action */
export function isToTryAgain(event: unknown): boolean {
  return partsOf(partsOf(partsOf(event)['transaction'])['metadata'])[TRY_AGAIN] === true
}

/**
 * Number of identities that show that somebody owns the account. One that is linked so that its owner can accept shows
 * nothing before they have: an invitation made the account, and the identity proves the same address.
 * @param user of an event or of the Management API
 * @param acceptWith names of connections; by default every identity counts
 */
export function countIdentities(user: unknown, acceptWith: readonly string[]): number {
  const { user_id, email, identities } = partsOf(user)
  if (!Array.isArray(identities)) return 1
  const mayAccept = (identity: unknown): boolean => {
    const { connection, profileData } = partsOf(identity)
    const profile = partsOf(profileData)
    return (
      acceptWith.some((name) => name === connection) &&
      profile['email_verified'] === true &&
      isText(profile['email']) &&
      isText(email) &&
      isSameAddress(profile['email'], email)
    )
  }
  if (!isText(user_id) || !isMadeUserId(user_id)) return identities.length
  return identities.filter((identity, index) => index === 0 || !mayAccept(identity)).length
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Half a pair of surrogates cannot stand in the address of a call. */
function isInAnAddress(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** Nothing is in it; what is neither a list nor an object, but there, may be something. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
