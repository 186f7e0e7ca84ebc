// Accepting with an account of another provider: which identity may be linked to which invited account. Like everything
// that reads events and answers, these functions are total.
import { isSameAddress } from './address.ts'
import { isInvitationId } from './invitation-id.ts'
import { partsOf } from './parts-of.ts'
import { standingOf } from './standing.ts'
import { isMadeUserId } from './witness.ts'

/** Somebody who comes with an invitation and signs in with an account of another provider for the first time. */
export interface NewIdentity {
  /** The invitation that the app passed on as `ext-invitation`. */
  invitation_id: string
  user_id: string
  /** Auth0's name for the kind of provider, and the user's id there. Linking needs both. */
  provider: string
  id: string
  connection: string
  email: string
  /** ISO 8601. */
  created_at: string
}

/** Databases, where nobody has proved the address before the first mail, and text messages, which never prove one. */
const withoutProof: readonly unknown[] = ['auth0', 'sms']

/** The invitation that an app passed to /authorize. */
export function passedOn(event: unknown): string | undefined {
  const id = partsOf(partsOf(partsOf(event)['request'])['query'])['ext-invitation']
  return isInvitationId(id) ? id : undefined
}

/**
 * The person who signs in, if they can be linked to an invited account without taking anything away from anyone: a
 * single identity from a listed connection, whose provider verified the address, in an account that is empty. An older
 * account of the same person has metadata, roles or an organization, and is never merged into another.
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

/** Our tools know Auth0's time to the second, from the `Date` header of its answers. */
const CLOCK_SLACK_MS = 5_000

/**
 * The account that the invitation made and that the identity may be linked to. The invitation with this id must be
 * pending there, for this address, and what only Auth0 writes must show that nobody owns the account.
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

/** Whether the user has this identity. @param identities of a user, as the Management API answers */
export function isAmong({ provider, id }: NewIdentity, identities: unknown): boolean {
  return listOf(identities)
    .map(partsOf)
    .some((one) => one['provider'] === provider && one['user_id'] === id)
}

/** A key in the transaction's metadata, which later Actions can read: Auth0 did not answer, so nothing was linked. */
export const TRY_AGAIN = 'invitation_try_again'

/** @param event of a post-login Action */
export function isToTryAgain(event: unknown): boolean {
  return partsOf(partsOf(partsOf(event)['transaction'])['metadata'])[TRY_AGAIN] === true
}

/**
 * How many identities show that somebody owns the account. An identity that was linked so that its owner can accept
 * shows nothing until they have accepted: an invitation made the account, and the identity proves the same address.
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

/** Half of a surrogate pair cannot be part of a URL. */
function isInAnAddress(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** Whether the value holds nothing. Anything that is neither a list nor an object counts as something. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
