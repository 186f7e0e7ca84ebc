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

/** A request without problems. */
export interface ReadyToInvite {
  /** Its roles are ids. */
  request: InviteRequest
  options: InviteOptions
  /** Drafts the invitation as of now. Its instants are in Auth0's time only after a first answer. */
  drafted: () => Invitation
}

/** The account that an invitation is for. */
export type AccountFor =
  | ({ kind: 'created' } & StoredInvitation)
  /** It existed already. The invitation is drafted but not stored. */
  | { kind: 'found'; user: InvitedUser; invitation: Invitation }
  /** Only in a dry run. */
  | { kind: 'nobody_yet' }
  | { kind: 'not_clear'; email: string; error: InvitationsError }

/** Creates the account with the invitation. If Auth0 says that the address is taken, finds the account that has it. */
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
 * Creates the user with the invitation. By then, the answer to the token request has usually told Auth0's time. If the
 * token was given, this answer is the first to tell it. A record whose instants prove wrong is then written again: one
 * more call.
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
    () => ({ user, invitation }), // the record as it was first written is still an invitation
  )
}

/**
 * The account that has the address: the one that is already invited, or else the only one. Accounts of other providers do
 * not occupy an address; only their id selects them.
 * @param userId from --user-id
 * @returns undefined if the invitees' connection has none; an error if it is not clear which one is meant
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
 * Used if accounts of other providers may accept: the account that somebody has there, if its provider has verified the
 * address. It is already theirs, so it gets the invitation, and no second account is made. Two calls, or three.
 * @returns undefined if there is none; an error if there are several and none of them is invited
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
  // The search may be out of date.
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

/** Auth0 said that the address is taken, but no account has it: somebody deleted it in between. */
function vanished(email: string): InvitationsError {
  return new InvitationsError(
    'account_vanished',
    `The account ${email} existed a moment ago, but is gone now. Nothing was done.`,
    { hint: ['Run it again: ', { do: 'invite', email }] },
  )
}
