import { revoked } from '../../actions/invitation/changes.ts'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { operations } from '../../actions/invitation/operations.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { requireScopes } from '../auth0/tenant-facts.ts'
import type { InvitedUser } from '../auth0/users.ts'
import { InvitationsError } from '../errors.ts'
import { findInvitee } from './find-invitee.ts'
import { notPossible } from './not-possible.ts'
import { failed, outcomeOf, type Outcome } from './outcome.ts'
import type { CallOptions, Tenant } from './tenant.ts'
import { inShell } from '../text-for/shell.ts'

/** How often a revocation is written again when another tool wrote the record at the same time. */
const MOST_WRITES = 5

export interface RevokeOptions extends CallOptions {
  /** Deletes the account too: only where the invitation created it and no password was ever set. */
  deleteAccount?: boolean | undefined
  /** Which account, when several have the address. */
  user_id?: string | undefined
}

/** Four calls: look, revoke and block in one write, end the link, look again; two more to delete the account. */
export async function revoke(who: string, options: RevokeOptions, tenant: Tenant): Promise<Outcome> {
  const now = tenant.now()
  const user = await findInvitee(who, options.user_id, tenant.users, now)
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
  if (options.dryRun) return foreseen(user, invitation, deletes)
  const needed = ['update:users', 'create:user_tickets', ...(deletes ? ['delete:users'] : [])]
  await requireScopes(tenant.connection, needed, `revoke the invitation of ${user.email}`)
  const outcome = await settle(user, invitation, tenant, now)
  return deletes && outcome.error === undefined ? deleteUnused(user, invitation, tenant) : outcome
}

/**
 * Writes the revocation until it stands: another tool may put an open record back. An acceptance that came first wins;
 * the block is lifted then.
 */
async function settle(
  user: InvitedUser,
  invitation: Invitation,
  { users, settings }: Tenant,
  now: Date,
): Promise<Outcome> {
  // Nobody owns an account that the invitation created: it is blocked, whatever becomes of our Actions. One that was
  // there before, or that has a second identity, keeps its access.
  const blocks = invitation.created_user && user.identities <= 1
  const isOurBlock = blocks && (!user.blocked || invitation.blocked_at !== undefined)
  const record = invitation.state === 'revoked' ? invitation : revoked(invitation, now, isOurBlock)
  for (let writes = 1; writes <= MOST_WRITES; writes++) {
    await users.setInvitation(user.user_id, record, { blocked: blocks || undefined })
    if (blocks && writes === 1) await users.endLink(user.user_id, settings.clientId)
    const seen = standingOf((await users.get(user.user_id)).app_metadata, now)
    if (seen.status === 'revoked') {
      const access = blocks ? 'Its link is dead and the account is blocked.' : 'The account stays as it was.'
      const message = `Revoked the invitation of ${user.email}. ${access}`
      return outcomeOf(user.email, 'revoked', message, { invitation: record, user })
    }
    if (seen.status === 'accepted') {
      await users.setInvitation(user.user_id, invitation, { blocked: isOurBlock ? false : undefined })
      return failed(user.email, notPossible('already_accepted', user.email), { invitation, user })
    }
  }
  throw new InvitationsError(
    'tenant_refused',
    `The revocation of ${user.email} was written ${MOST_WRITES} times, and each time somebody else wrote the record anew.`,
    { hint: 'Find out what else writes app_metadata.invitation, then run the same command again.' },
  )
}

/** After the revocation, when nobody can set a password any more: somebody may have, between the first look and it. */
async function deleteUnused(user: InvitedUser, invitation: Invitation, { users }: Tenant): Promise<Outcome> {
  const seen = await users.get(user.user_id)
  if (seen.hasSetPassword) {
    const message = `The invitation of ${user.email} is revoked, but the account is not deleted: a password was set in it just now.`
    const hint = 'Delete it in the dashboard if that is wanted.'
    return failed(user.email, new InvitationsError('password_was_set', message, { hint }), { invitation, user })
  }
  await users.delete(user.user_id)
  const message = `Revoked the invitation of ${user.email} and deleted the account, in which no password was ever set.`
  return outcomeOf(user.email, 'revoked', message, { invitation, user })
}

function whyNotDeleted(user: InvitedUser, invitation: Invitation): InvitationsError | undefined {
  if (invitation.created_user && user.identities <= 1 && !user.hasSetPassword) return undefined
  const why = user.hasSetPassword ? 'a password was set in it' : 'it was there before the invitation'
  return new InvitationsError(
    'password_was_set',
    `The account ${user.email} is not deleted: ${why}. Nothing was done.`,
    {
      hint: `To revoke without deleting: invitations revoke ${inShell(user.email)}`,
    },
  )
}

function foreseen(user: InvitedUser, invitation: Invitation, deletes: boolean): Outcome {
  const steps = deletes
    ? 'delete the account, in which no password was ever set'
    : invitation.created_user && user.identities <= 1
      ? 'block the account and end the link'
      : 'leave the account as it is, since it was there before'
  const message = `Would revoke the invitation of ${user.email} and ${steps}. Nothing was done.`
  return outcomeOf(user.email, 'revoked', message, { invitation, user, reason: 'dry_run' })
}
