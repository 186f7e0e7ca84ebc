import { isSameAddress } from '../../../actions/invitation/address.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import { GRAIN_MS } from '../../auth0/fetch/tenant-clock.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { severalAccounts } from '../reading/find-invitee.ts'
import type { StoredInvitation } from '../sending/deliver.ts'
import type { Tenant } from '../tenant.ts'
import type { InviteOptions, InviteRequest } from './invite-request.ts'

/** A request in which nothing is wrong. */
export interface ReadyToInvite {
  /** With the ids of its roles. */
  request: InviteRequest
  options: InviteOptions
  /** The invitation as of now: its instants are Auth0's only after a first answer. */
  drafted: () => Invitation
}

/** The account that an invitation is for. */
export type AccountFor =
  | ({ kind: 'created' } & StoredInvitation)
  /** It was there; the invitation is drafted, and not stored. */
  | { kind: 'found'; user: InvitedUser; invitation: Invitation }
  /** Only in a dry run. */
  | { kind: 'nobody_yet' }
  | { kind: 'not_clear'; email: string; error: InvitationsError }

/** Creates the account with the invitation; where Auth0 says that the address is taken, looks who has it. */
export async function createOrFind(ready: ReadyToInvite, tenant: Tenant): Promise<AccountFor> {
  const { options, drafted } = ready
  const { email } = drafted()
  const elsewhere = options.user_id === undefined ? await findElsewhere(email, ready.request, tenant) : undefined
  if (elsewhere instanceof InvitationsError) return { kind: 'not_clear', email, error: elsewhere }
  if (elsewhere !== undefined) return { kind: 'found', user: elsewhere, invitation: drafted() }
  if (!options.dryRun && options.user_id === undefined) {
    await options.before?.('create')
    const created = await create(ready, tenant)
    if (created !== 'exists') return { kind: 'created', ...created }
  }
  const user = await find(email, options.user_id, tenant)
  if (user instanceof InvitationsError) return { kind: 'not_clear', email, error: user }
  if (user !== undefined) return { kind: 'found', user, invitation: drafted() }
  return options.dryRun ? { kind: 'nobody_yet' } : { kind: 'not_clear', email, error: vanished(email) }
}

/**
 * Creates the user with the invitation. The answer to the token request has told Auth0's time by then. Where the token was
 * given, this answer is the first that does, and a record whose instants it proves wrong is written again: one more call.
 */
async function create(
  { request: { name, username }, drafted }: ReadyToInvite,
  { users, settings, api: { clock } }: Tenant,
): Promise<StoredInvitation | 'exists'> {
  const draftedAt = clock.stopwatch()
  const invitation = drafted()
  const { email } = invitation
  const user = await users.create({ email, name, username, connection: settings.connection, invitation })
  if (user === 'exists') return user
  const offMs = Date.parse(invitation.invited_at) - draftedAt().getTime()
  if (Math.abs(offMs) <= GRAIN_MS) return { user, invitation }
  const corrected = drafted()
  const what = `correct the instants of the invitation of ${email}`
  return users.write(user.user_id, what, writeOffer(corrected)).then(
    (seen) => ({ user: seen, invitation: corrected }),
    () => ({ user, invitation }), // it stands as it was written first, which is still an invitation
  )
}

/**
 * The account that has the address: the one that is invited already, else the only one there is. Accounts with other
 * providers do not take an address; they are meant by their id only.
 * @param userId from --user-id
 * @returns undefined where the invitees' connection has none; an error where it is not clear which one is meant
 */
async function find(
  email: string,
  userId: string | undefined,
  { users, settings, now }: Tenant,
): Promise<InvitedUser | undefined | InvitationsError> {
  if (userId !== undefined) {
    const user = await users.get(userId)
    return isSameAddress(user.email, email) ? user : otherAddress(email, user)
  }
  const found = await users.findByEmail(email)
  if (!found.some(({ connections }) => connections.includes(settings.connection))) return undefined
  const invited = found.filter(({ app_metadata }) => standingOf(app_metadata, now()).status !== 'none')
  const [account, ...others] = invited.length > 0 ? invited : found
  return others.length > 0 ? severalAccounts(email, found, 'invite') : account
}

/**
 * Where accounts of other providers may accept: the account that somebody has there, if its provider has verified the
 * address. It is theirs already, so the invitation goes there, and no second account is made. Two calls, or three.
 * @returns undefined where there is none; an error where there are several, and none of them is invited
 */
async function findElsewhere(
  email: string,
  { accept_with }: InviteRequest,
  { users, settings, now }: Tenant,
): Promise<InvitedUser | undefined | InvitationsError> {
  const { acceptWith, connection } = settings
  const wanted = acceptWith.filter((name) => accept_with === undefined || name === accept_with)
  if (wanted.length === 0) return undefined
  const exact = await users.findByEmail(email)
  if (exact.some(({ connections }) => connections.includes(connection))) return undefined
  const known = new Set(exact.map(({ user_id }) => user_id))
  const inOtherCase = await users.findAtConnections([email], wanted)
  const all = [...exact, ...inOtherCase.filter(({ user_id }) => !known.has(user_id))]
  const theirs = all.filter(
    (user) => user.email_verified && wanted.includes(user.connections[0] ?? '') && isSameAddress(user.email, email),
  )
  const invited = theirs.filter(({ app_metadata }) => standingOf(app_metadata, now()).status !== 'none')
  const [account, ...others] = invited.length > 0 ? invited : theirs
  if (others.length > 0) return severalAccounts(email, theirs, 'invite')
  // The search may be behind.
  return account === undefined || known.has(account.user_id) ? account : users.get(account.user_id)
}

function otherAddress(email: string, { user_id }: InvitedUser): InvitationsError {
  return new InvitationsError(
    'usage',
    `The account ${user_id} has a different address from ${email}; nothing was done.`,
    {
      hint: 'Invite the address of the account.',
    },
  )
}

/** Auth0 says that the address is taken, and has nobody with it: somebody deleted the account in between. */
function vanished(email: string): InvitationsError {
  return new InvitationsError(
    'account_vanished',
    `A user with the address ${email} existed a moment ago; nothing was done.`,
    { hint: ['Run it again: ', { do: 'invite', email }] },
  )
}
