import { withOneMoreSend, withoutSends } from '../../actions/invitation/changes.ts'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { repairsFor, withBlock, withoutBlock, type Repair } from '../../actions/invitation/repairs.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import type { InvitedUser } from '../auth0/users.ts'
import { InvitationsError } from '../errors.ts'
import { everybodyInvited } from './everybody-invited.ts'
import { orFailed } from './or-failed.ts'
import { failed, outcomeOf, type Outcome } from './outcome.ts'
import { sendMail } from './send-mail.ts'
import type { CallOptions, Tenant } from './tenant.ts'

export interface ReconcileOptions extends CallOptions {
  /** Deletes accounts that an invitation made, that expired, and in which no password was ever set. */
  purge?: boolean | undefined
  /** Awaited before the first change with what there is to do; throws to change nothing. */
  approve?: ((plan: { mails: number; deletions: number }) => Promise<void>) | undefined
  /** Aborted: nothing more is begun. */
  signal?: AbortSignal | undefined
  /** Hears a sentence about how the invitations were read, where that matters. */
  note?: ((sentence: string) => void) | undefined
}

/** What became of one thing that was left half done. */
export type Repaired = Outcome & { repair: Repair }

interface Finding {
  user: InvitedUser
  invitation: Invitation
  repair: Repair
}

/**
 * Mends what was left half done, at everybody who has an invitation: a search, then for each finding a look and one to
 * four calls. Doing it again finds nothing; after a crash it goes on. Where the caller stops reading, nothing more is done.
 * @throws InvitationsError for what stops the next one too
 */
export async function* reconcile(options: ReconcileOptions, tenant: Tenant): AsyncGenerator<Repaired> {
  const findings: Finding[] = []
  for await (const user of everybodyInvited(['open', 'revoked'], options, tenant)) {
    findings.push(...findingsOf(user, options, tenant.now()))
  }
  if (options.dryRun) {
    yield* findings.map(foreseen)
    return
  }
  const count = (repair: Repair) => findings.filter((finding) => finding.repair === repair).length
  if (findings.length > 0) await options.approve?.({ mails: count('send_mail'), deletions: count('delete_account') })
  for (const { user, repair } of findings) {
    if (options.signal?.aborted) return
    const outcome = await orFailed(user.email, () => repairNow(user.user_id, repair, options, tenant))
    if (outcome !== undefined) yield { ...outcome, repair }
  }
}

function findingsOf(user: InvitedUser, { purge = false }: ReconcileOptions, now: Date): Finding[] {
  const standing = standingOf(user.app_metadata, now)
  if (!('invitation' in standing) || standing.invitation === undefined) return []
  const { invitation } = standing
  return repairsFor(standing, user, purge).map((repair) => ({ user, invitation, repair }))
}

/** The search may be behind: what stands now decides. @returns undefined where it is mended already */
async function repairNow(
  userId: string,
  wanted: Repair,
  options: ReconcileOptions,
  tenant: Tenant,
): Promise<Outcome | undefined> {
  const user = await tenant.users.get(userId)
  const finding = findingsOf(user, options, tenant.now()).find(({ repair }) => repair === wanted)
  if (finding === undefined) return undefined
  switch (wanted) {
    case 'send_mail':
      return mail(finding, tenant)
    case 'block':
      return block(finding, tenant)
    case 'delete_account':
      return deleteUnused(finding, tenant)
    case 'unblock':
      return unblock(finding, tenant)
  }
}

async function mail({ user, invitation }: Finding, tenant: Tenant): Promise<Outcome> {
  const counted = withOneMoreSend(invitation, tenant.now())
  await tenant.users.setInvitation(user.user_id, counted)
  const sending = { user, invitation: counted, unsent: withoutSends(counted), again: 'invitations reconcile' }
  return sendMail({ ...sending, outcome: 'invited' }, tenant)
}

async function block(finding: Finding, tenant: Tenant): Promise<Outcome> {
  const { user, invitation } = finding
  const late = await shut(finding, tenant)
  if (late) return late
  const message = `The invitation of ${user.email} expired on ${invitation.expires_on}: the account is blocked, and the mailed link is dead.`
  return outcomeOf(user.email, 'repaired', message, { invitation, user })
}

/** The link ends first: after a crash, the account is not blocked yet, and all of it is done again. */
async function shut({ user, invitation }: Finding, { users, settings, now }: Tenant): Promise<Outcome | undefined> {
  await users.endLink(user.user_id, settings.clientId)
  const seen = await users.setInvitation(user.user_id, withBlock(invitation, now()), { blocked: true })
  if (standingOf(seen.app_metadata, now()).status !== 'accepted') return undefined
  await users.setInvitation(user.user_id, invitation, { blocked: false })
  return outcomeOf(user.email, 'already_accepted', `${user.email} has just accepted.`, { invitation, user })
}

/** Blocks it first, so that nobody sets a password between the last look and the end. */
async function deleteUnused(finding: Finding, tenant: Tenant): Promise<Outcome> {
  const { user, invitation } = finding
  const late = user.blocked ? undefined : await shut(finding, tenant)
  if (late) return late
  const seen = await tenant.users.get(user.user_id)
  if (!findingsOf(seen, { purge: true }, tenant.now()).some(({ repair }) => repair === 'delete_account')) {
    const message = `The account ${user.email} is blocked, but not deleted: somebody changed it just now.`
    const hint = 'Run the same command again.'
    return failed(user.email, new InvitationsError('password_was_set', message, { hint }), { invitation, user })
  }
  await tenant.users.delete(user.user_id)
  const message = `Deleted the account ${user.email}: its invitation expired on ${invitation.expires_on}, and no password was ever set.`
  return outcomeOf(user.email, 'repaired', message, { invitation, user })
}

async function unblock({ user, invitation }: Finding, { users }: Tenant): Promise<Outcome> {
  const open = withoutBlock(invitation)
  await users.setInvitation(user.user_id, open, { blocked: false })
  const message = `${user.email} accepted before the account was blocked: the block is lifted.`
  return outcomeOf(user.email, 'repaired', message, { invitation: open, user })
}

const steps: Record<Repair, string> = {
  send_mail: 'ask Auth0 for the mail that was never sent',
  block: 'block the account and end the mailed link, since the invitation expired',
  delete_account: 'delete the account, since the invitation expired and no password was ever set',
  unblock: 'lift the block, since the invitation was accepted',
}

function foreseen({ user, invitation, repair }: Finding): Repaired {
  const message = `${user.email}: would ${steps[repair]}. Nothing was done.`
  const outcome = repair === 'send_mail' ? 'invited' : 'repaired'
  return { ...outcomeOf(user.email, outcome, message, { invitation, user, reason: 'dry_run' }), repair }
}
