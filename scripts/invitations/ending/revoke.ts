import { foldAddress } from '../../../actions/invitation/address.ts'
import { readFacts } from '../../../actions/invitation/facts.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { operations } from '../../../actions/invitation/operations.ts'
import { MOST_PROFILE_BYTES } from '../../../actions/invitation/profile.ts'
import { readInvitation } from '../../../actions/invitation/read.ts'
import { isOurBlock, standingOf } from '../../../actions/invitation/standing.ts'
import { isProven, isUnowned } from '../../../actions/invitation/witness.ts'
import {
  alsoUnblock,
  revokeWithinOffer,
  sayRevoked,
  takeRevocationBack,
  writeOffer,
  writeRevocation,
} from '../../../actions/invitation/writes.ts'
import { requireScopes } from '../../auth0/token.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { findInvitee, severalAccounts } from '../reading/find-invitee.ts'
import { withLostRecord } from '../repairing/lost-records.ts'
import { notPossible } from '../not-possible.ts'
import { failed, outcomeOf, type Outcome } from '../outcome.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** How often a revocation is written again if another tool writes the record at the same time. */
const MOST_WRITES = 5

/** How much of a profile a revocation and a block take, each in its own key. */
const ROOM_FOR_FACTS_BYTES = 250

export interface RevokeOptions extends CallOptions {
  /** Also deletes the account, but only if the invitation created it and no password was ever set. Default: false. */
  deleteAccount?: boolean | undefined
  /** Which account, if several have the address. */
  user_id?: string | undefined
}

/**
 * Four calls: look, revoke, block and mark the offer, end the link; two more to delete the account. An invitation that is
 * already revoked is not revoked again, but whatever an interrupted run left undone is done.
 */
export async function revoke(who: string, options: RevokeOptions, tenant: Tenant): Promise<Outcome> {
  const user = await findRevocable(who, options.user_id, tenant)
  if (user instanceof InvitationsError) return failed(who, user)
  const now = tenant.now()
  const standing = standingOf(user.app_metadata, now)
  const verdict = operations[standing.status].revoke
  if (verdict === 'already_accepted' || verdict === 'not_invited' || verdict === 'invitation_malformed') {
    return failed(user.email, notPossible(verdict, user.email, user.blocked), { user })
  }
  if (!('invitation' in standing) || standing.invitation === undefined) throw new Error(`nothing to revoke: ${verdict}`)
  const { invitation } = standing
  const deletes = options.deleteAccount === true
  const refusal = deletes ? whyNotDeleted(user, invitation) : undefined
  if (refusal) return failed(user.email, refusal, { invitation, user })
  const plan = { user, invitation, isRevoked: verdict === 'already_revoked', blocks: blocks(user, invitation) }
  if (options.dryRun) return foreseen(plan, deletes)
  const needed = ['update:users', 'create:user_tickets', ...(deletes ? ['delete:users'] : [])]
  await requireScopes(tenant.api, needed, `revoke the invitation of ${user.email}`)
  const outcome = await carryOut(plan, tenant)
  return deletes && outcome.error === undefined ? deleteUnused(user, invitation, tenant) : outcome
}

/** Finds the account. One of ours counts even if another tool has cleared its record. */
async function findRevocable(
  who: string,
  userId: string | undefined,
  tenant: Tenant,
): Promise<InvitedUser | InvitationsError> {
  try {
    return await findInvitee(who, userId, 'revoke', tenant)
  } catch (failure) {
    const isGone = failure instanceof InvitationsError && failure.code === 'not_found' && !who.startsWith('inv_')
    const found = isGone ? await tenant.users.findByEmail(foldAddress(who)) : []
    const all = found.filter(({ user_id }) => userId === undefined || user_id === userId)
    const [lost, ...others] = all.flatMap((user) => withLostRecord(user) ?? [])
    if (lost === undefined) throw failure
    return others.length === 0 ? lost : severalAccounts(who, [lost, ...others], 'revoke')
  }
}

interface Plan {
  user: InvitedUser
  invitation: Invitation
  isRevoked: boolean
  /** Nobody owns the account, so it is blocked, whatever happens to our Actions. */
  blocks: boolean
}

/** An account that was there before, or that has a second identity, keeps its access. */
function blocks(user: InvitedUser, invitation: Invitation): boolean {
  return isProven('block_revoked', invitation, user)
}

/**
 * Revokes, then blocks the account and marks the offer, then ends the link. If there was an acceptance when the revocation
 * was written, the acceptance came first and the revocation is taken back. A later acceptance is void (standing.ts).
 */
async function carryOut(plan: Plan, tenant: Tenant): Promise<Outcome> {
  const { user, isRevoked } = plan
  const { users, settings, now } = tenant
  const what = `revoke the invitation of ${user.email}`
  let { invitation } = plan
  const isFull = (user.profile_bytes ?? 0) + ROOM_FOR_FACTS_BYTES > MOST_PROFILE_BYTES
  for (let writes = 1; writes <= MOST_WRITES; writes++) {
    if (!isFull && (!isRevoked || writes > 1)) {
      const seen = await users.write(user.user_id, what, writeRevocation(invitation, now()))
      if (cameFirst(seen, plan)) {
        const back = await users.write(user.user_id, what, takeRevocationBack())
        if (cameFirst(back, plan)) {
          return failed(user.email, notPossible('already_accepted', user.email), { invitation, user })
        }
        // Another revocation has finished meanwhile, and that one counts.
        await users.write(user.user_id, what, writeRevocation(invitation, now()))
      }
    }
    const isOpenTo = plan.blocks && (!user.blocked || isOurBlock(user.app_metadata))
    const said = isFull
      ? revokeWithinOffer(invitation, now(), isOpenTo)
      : sayRevoked(invitation, isOpenTo ? now() : undefined)
    const seen = await users.write(user.user_id, what, said)
    if (plan.blocks) await users.endLink(user.user_id, settings.clientId)
    const standing = standingOf(seen.app_metadata, now())
    if (standing.status === 'revoked' && (seen.blocked || !isOpenTo)) return done(plan, standing.invitation)
    if (standing.status === 'accepted') {
      // The acceptance is older than any sign-in that was under way: offer and account are as they were.
      const open = writeOffer(invitation)
      await users.write(user.user_id, what, isOpenTo && !user.blocked ? alsoUnblock(open) : open)
      return failed(user.email, notPossible('already_accepted', user.email, user.blocked), { invitation, user })
    }
    // Somebody invited again, or overwrote what we wrote.
    if ('invitation' in standing && standing.invitation) ({ invitation } = standing)
  }
  throw new InvitationsError(
    'tenant_refused',
    `The revocation of ${user.email} was written ${MOST_WRITES} times, and each time something else overwrote the record.`,
    { hint: 'Find out what else writes app_metadata.invitation, then run the same command again.' },
  )
}

/**
 * Whether the acceptance in Auth0's answer came before the revocation: it was not there when we looked, and no other
 * revocation came in between, which would have blocked the account or marked the offer.
 */
function cameFirst(seen: InvitedUser, { user, invitation }: Plan): boolean {
  const reading = readInvitation(seen.app_metadata)
  const offer = reading.kind === 'invitation' ? reading.invitation : undefined
  const { acceptance } = readFacts(seen.app_metadata, offer)
  if (acceptance?.id !== invitation.id) return false
  const isMarked = offer?.state === 'revoked' && invitation.state === 'open'
  return !isMarked && (!seen.blocked || user.blocked)
}

function done({ user, isRevoked, blocks }: Plan, invitation: Invitation): Outcome {
  const { email } = user
  const access = blocks
    ? 'The link no longer works, and the account is blocked.'
    : isUnowned(invitation, user)
      ? `The account stays as it was: only its record says that an invitation created it. To close it, block the user in the dashboard.`
      : 'The account stays as it was.'
  return isRevoked
    ? outcomeOf(email, 'already_revoked', `The invitation of ${email} was already revoked. ${access}`, {
        invitation,
        user,
      })
    : outcomeOf(email, 'revoked', `Revoked the invitation of ${email}. ${access}`, { invitation, user })
}

/** After the revocation, nobody can set a password any more. But somebody may have set one just before it. */
async function deleteUnused(user: InvitedUser, invitation: Invitation, { users }: Tenant): Promise<Outcome> {
  const seen = await users.get(user.user_id)
  const refusal = whyNotDeleted(seen, invitation)
  if (refusal) {
    const message = `The invitation of ${user.email} is revoked, but the account is not deleted: somebody just used it.`
    const hint = 'If you still want it deleted, delete it in the dashboard.'
    return failed(user.email, new InvitationsError('password_was_set', message, { hint }), { invitation, user })
  }
  await users.delete(user.user_id)
  const message = `Revoked the invitation of ${user.email} and deleted the account, in which no password was ever set.`
  return outcomeOf(user.email, 'revoked', message, { invitation, user })
}

function whyNotDeleted(user: InvitedUser, invitation: Invitation): InvitationsError | undefined {
  if (isProven('delete', invitation, user)) return undefined
  const why = user.hasSetPassword
    ? 'a password was set in it'
    : !isUnowned(invitation, user)
      ? 'it was there before the invitation'
      : 'only its record says that an invitation created it and that nobody used it'
  return new InvitationsError(
    user.hasSetPassword || !isUnowned(invitation, user) ? 'password_was_set' : 'account_not_proven',
    `The account ${user.email} is not deleted: ${why}. Nothing was done.`,
    {
      hint: ['To revoke without deleting: ', { do: 'revoke', email: user.email }],
    },
  )
}

function foreseen({ user, invitation, isRevoked, blocks }: Plan, deletes: boolean): Outcome {
  const steps = deletes
    ? 'delete the account, in which no password was ever set'
    : blocks
      ? 'block the account and end the link'
      : isUnowned(invitation, user)
        ? 'leave the account as it is, since only its record says that an invitation created it'
        : 'leave the account as it is, since it was there before'
  const message = isRevoked
    ? `The invitation of ${user.email} was already revoked; would ${steps}. Nothing was done.`
    : `Would revoke the invitation of ${user.email} and ${steps}. Nothing was done.`
  return outcomeOf(user.email, isRevoked ? 'already_revoked' : 'revoked', message, {
    invitation,
    user,
    reason: 'dry_run',
  })
}
