import { withOneMoreSend } from '../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { repairsFor, type Concern, type RepairKind } from '../../../actions/invitation/repairs.ts'
import { hasChosenPassword } from '../../../actions/invitation/chosen-password.ts'
import { isOurBlock, standingOf, type Standing } from '../../../actions/invitation/standing.ts'
import { writeBlock, writeOffer, writeRolesGiven } from '../../../actions/invitation/writes.ts'
import { requireScopes } from '../../auth0/token.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { deliver } from '../sending/deliver.ts'
import { everybodyInvited } from '../reading/everybody-invited.ts'
import { orFailed } from '../one-of-many.ts'
import { lostRecords } from './lost-records.ts'
import { owedMails } from './owed-mails.ts'
import type { InviteOptions } from '../inviting/invite-request.ts'
import { failed, outcomeOf, type Outcome, validUntil } from '../outcome.ts'
import { overtaken } from '../not-possible.ts'
import { inviteRequested } from '../inviting/invite-requested.ts'
import { giveAllowed } from '../inviting/roles.ts'
import type { Note } from '../note.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** What there is to do. */
export interface RepairPlan {
  mails: number
  deletions: number
  /** How many things are told, including those that are only reported. */
  all: number
  /** The person who gets the first mail. */
  first?: { email: string; name: string | null; locale: string | null; expires_at: string | null; sends: number }
}

export interface ReconcileOptions extends CallOptions {
  /** Deletes accounts that an invitation made, if it has expired and no password was ever set. Default: false. */
  purge?: boolean | undefined
  /** Awaited before the first change, with what there is to do. If it throws, nothing changes. */
  approve?: ((plan: RepairPlan) => Promise<void>) | undefined
  /** Asked before every access is ended to an account that somebody has signed in to. Default: the answer is no. */
  confirm?: InviteOptions['confirm']
  /** If aborted, nothing else begins. */
  signal?: AbortSignal | undefined
  /** Ids of accounts that once had an invitation, from an export. If a record is gone, that is reported. */
  exported?: readonly string[] | undefined
  /** Called with a sentence about how the invitations were read, if that matters. */
  note?: Note | undefined
}

/** The outcome of one repair. */
export type Repaired = Outcome & { repair: RepairKind }

/** What there is to do for one account, with what that needs. */
type Repair =
  | { repair: 'invite'; user: InvitedUser }
  | { repair: 'report'; user: InvitedUser; concern: Concern }
  | {
      repair: OfInvitation
      user: InvitedUser
      invitation: Invitation
      /** The record counts a mail for which Auth0's log has no request. */
      isUnasked?: true
    }
type OfInvitation = Exclude<RepairKind, 'invite' | 'report'>
type RepairOfInvitation = Extract<Repair, { invitation: Invitation }>

/**
 * Finishes what was left half done, for everybody who has an invitation or should have one. One search, then for each repair
 * a look and a few calls. A second run finds nothing; after a crash, it continues. If the caller stops reading, nothing
 * else is done.
 * @throws InvitationsError for what stops the next one too
 */
export async function* reconcile(options: ReconcileOptions, tenant: Tenant): AsyncGenerator<Repaired> {
  const repairs: Repair[] = []
  const unsettledMails: UnsettledMail[] = []
  const known = new Set<string>()
  for await (const user of everybodyInvited(['requested', 'open', 'revoked'], options, tenant)) {
    known.add(user.user_id)
    const found = repairsAt(user, options, tenant.now())
    repairs.push(...found)
    if (found.length === 0) unsettledMails.push(...unsettled(user, tenant.now()))
  }
  const mails = [...repairs.filter(isMail), ...unsettledMails]
  const owed = await owedMails(mails, tenant, options.note ?? (() => undefined))
  const due: Repair[] = [...repairs.filter((found) => !isMail(found)), ...owed]
  for await (const user of lostRecords(known, options.exported ?? [], tenant, options.note ?? (() => undefined))) {
    due.push({ repair: 'report', user, concern: 'record_gone' })
  }
  if (!options.dryRun && due.some(({ repair }) => repair !== 'report')) {
    const needed = ['update:users', 'create:user_tickets', ...(options.purge ? ['delete:users'] : [])]
    await requireScopes(tenant.api, needed, 'finish what was left half done')
    await options.approve?.(planOf(due))
  }
  for (const found of due) {
    const { user, repair } = found
    if (options.signal?.aborted) return
    const outcome = await orFailed(user.email, () => repairNow(found, options, tenant))
    if (outcome !== undefined) yield { ...outcome, repair }
  }
}

/** A mail that the record itself shows as owed. */
function isMail(found: Repair): found is RepairOfInvitation {
  return found.repair === 'send_mail'
}

type UnsettledMail = RepairOfInvitation & { user_id: string; last_sent_at: string; isUnasked: true }

/** A pending invitation whose mail was counted, but with no sign that it arrived. */
function unsettled(user: InvitedUser, now: Date): UnsettledMail[] {
  const standing = standingOf(user.app_metadata, now)
  if (standing.status !== 'pending' || user.blocked) return []
  const { invitation } = standing
  const { delivery, last_sent_at } = invitation
  if (delivery !== 'mail' || last_sent_at === undefined || hasChosenPassword(invitation, user)) return []
  return [{ repair: 'send_mail', user, invitation, user_id: user.user_id, last_sent_at, isUnasked: true }]
}

function planOf(repairs: readonly Repair[]): RepairPlan {
  const some = (...wanted: RepairKind[]) => repairs.filter(({ repair }) => wanted.includes(repair))
  const mails = some('invite', 'send_mail')
  const [first] = mails
  const plan = { mails: mails.length, deletions: some('delete_account').length, all: repairs.length }
  if (first === undefined) return plan
  const { email, name = null } = first.user
  const offer = 'invitation' in first ? first.invitation : undefined
  const { locale = null, expires_at = null, sends = 0 } = offer ?? {}
  return { ...plan, first: { email, name, locale, expires_at, sends } }
}

function repairsAt(user: InvitedUser, { purge = false }: ReconcileOptions, now: Date): Repair[] {
  const standing = standingOf(user.app_metadata, now)
  const inventory = { ...user, isBlockOurs: isOurBlock(user.app_metadata) }
  return repairsFor(standing, inventory, purge, now).flatMap((found): Repair[] => {
    if (found.repair === 'report') return [{ ...found, user }]
    if (found.repair === 'invite') return [{ repair: found.repair, user }]
    const invitation = invitationIn(standing)
    return invitation === undefined ? [] : [{ repair: found.repair, user, invitation }]
  })
}

function invitationIn(standing: Standing): Invitation | undefined {
  return 'invitation' in standing ? standing.invitation : undefined
}

async function repairNow(first: Repair, options: ReconcileOptions, tenant: Tenant): Promise<Outcome | undefined> {
  if (first.repair === 'report' && first.concern === 'record_gone') return reported(first) // it was just read
  const user = await tenant.users.get(first.user.user_id)
  const found = foundAgain(first, user, options, tenant.now())
  if (found === undefined) return undefined
  if (found.repair === 'report') return reported(found)
  if (found.repair === 'invite') return inviteRequested(user, options, tenant)
  if (found.repair === 'give_roles') return giveRoles(found, options, tenant)
  return options.dryRun ? foreseen(found) : carryOut[found.repair](found, tenant)
}

/** The search may be out of date, so this reads the account again. @returns undefined if everything is fine already */
function foundAgain(found: Repair, user: InvitedUser, options: ReconcileOptions, now: Date): Repair | undefined {
  const again = repairsAt(user, options, now).find(({ repair }) => repair === found.repair)
  if (again !== undefined || !('isUnasked' in found)) return again
  return unsettled(user, now).find(({ last_sent_at }) => last_sent_at === found.invitation.last_sent_at)
}

const carryOut: Record<
  Exclude<OfInvitation, 'give_roles'>,
  (found: RepairOfInvitation, tenant: Tenant) => Promise<Outcome>
> = {
  async send_mail({ user, invitation }, tenant) {
    const counted = withOneMoreSend(invitation, tenant.now())
    const seen = await tenant.users.write(user.user_id, `count the mail to ${user.email}`, writeOffer(counted))
    const late = overtaken(seen, invitation.id, tenant.now())
    if (late) return failed(user.email, late, { invitation, user })
    const request = { email: invitation.email }
    return deliver({ user: seen, invitation: counted }, { request, options: {} }, tenant)
  },

  async block(found, tenant) {
    const { user, invitation } = found
    const late = await shut(found, tenant)
    if (late) return late
    const message = `The invitation of ${user.email} is dead (${whyDead(found, tenant)}): the account is blocked, and the link no longer works.`
    return outcomeOf(user.email, 'repaired', message, { invitation, user })
  },

  /** Blocks it first, so that nobody can set a password between the last look and the deletion. */
  async delete_account(found, tenant) {
    const { user, invitation } = found
    const late = user.blocked ? undefined : await shut(found, tenant)
    if (late) return late
    const seen = await tenant.users.get(user.user_id)
    if (!repairsAt(seen, { purge: true }, tenant.now()).some(({ repair }) => repair === 'delete_account')) {
      const message = `The account ${user.email} is blocked, but not deleted: somebody has just changed it.`
      const hint = 'Run the same command again.'
      return failed(user.email, new InvitationsError('password_was_set', message, { hint }), { invitation, user })
    }
    await tenant.users.delete(user.user_id)
    const message = `Deleted the account ${user.email}: its invitation expired on ${validUntil(invitation)}, and no password was ever set.`
    return outcomeOf(user.email, 'repaired', message, { invitation, user })
  },
}

/** Ends the link first. After a crash, the account is not blocked yet, so all of it is done again. */
async function shut(
  { user, invitation }: RepairOfInvitation,
  { users, settings, now }: Tenant,
): Promise<Outcome | undefined> {
  await users.endLink(user.user_id, settings.clientId)
  const seen = await users.write(user.user_id, `block ${user.email}`, writeBlock(invitation.id, now()))
  const { status } = standingOf(seen.app_metadata, now())
  if (status === 'expired' || status === 'revoked') return undefined
  // Somebody has invited again or accepted in between. Lifting the block now could lift an administrator's.
  const message = `${user.email} changed just now and is blocked; its invitation is ${status}.`
  const hint = 'If that is right, unblock the user in the dashboard.'
  return failed(user.email, new InvitationsError('account_changed', message, { hint }), { invitation, user })
}

function whyDead({ user, invitation }: RepairOfInvitation, { now }: Tenant): string {
  const { status } = standingOf(user.app_metadata, now())
  return status === 'revoked' ? 'revoked' : `expired on ${validUntil(invitation)}`
}

const concerns: Record<Concern, { why: string; hint: string }> = {
  not_proven: {
    why: 'Nothing was done: only the record says that an invitation made the account, or that somebody signed in to accept',
    hint: 'Look at the user in the dashboard. To close the account, block it there.',
  },
  blocked_after_acceptance: {
    why: 'Nothing was done: our tools blocked the account, but its record has an acceptance',
    hint: 'If the owner may get in, unblock the user in the dashboard.',
  },
  record_gone: {
    why: 'Nothing was done: another tool has cleared the record of its invitation. A mailed link may still open the account',
    hint: 'Revoke it by its address, or invite again.',
  },
  linked_not_accepted: {
    why: 'Nothing was done: an account of another provider was linked to accept the invitation, but the sign-in ended too early',
    hint: 'Ask the person to sign in again with that account, which accepts the invitation. To close the account instead, revoke the invitation.',
  },
  blocked_while_invited: {
    why: 'Nothing was done: our tools blocked the account, but its record has an open invitation',
    hint: 'If the invitee may get in, unblock the user in the dashboard.',
  },
}

function reported({ user, concern }: Extract<Repair, { repair: 'report' }>): Outcome {
  const { why, hint } = concerns[concern]
  return outcomeOf(user.email, 'skipped', `${user.email}: ${why}. ${hint}`, { user, reason: concern })
}

/**
 * Somebody who already had an account gets the roles once the invitation is accepted. This is done once: a role that an
 * administrator takes away later stays away.
 */
async function giveRoles(
  found: RepairOfInvitation,
  { dryRun }: ReconcileOptions,
  tenant: Tenant,
): Promise<Outcome | undefined> {
  const { user, invitation } = found
  const has = await tenant.roles.of(user.user_id)
  const missing = (invitation.roles ?? []).filter((id) => !has.includes(id))
  if (dryRun) return missing.length === 0 ? undefined : foreseen(found)
  try {
    await giveAllowed(user, missing, [], tenant)
  } catch (failure) {
    return failed(user.email, rolesNotGiven(user, failure), { invitation, user })
  }
  const what = `note that ${user.email} has the roles`
  await tenant.users.write(user.user_id, what, writeRolesGiven(invitation.id, tenant.now()))
  if (missing.length === 0) return undefined
  const message = `${user.email} accepted: gave the roles ${missing.join(', ')} of the invitation.`
  return outcomeOf(user.email, 'repaired', message, { invitation, user })
}

/** @throws what would stop the next one too */
function rolesNotGiven({ email }: InvitedUser, failure: unknown): InvitationsError {
  if (failure instanceof InvitationsError && failure.code === 'role_not_allowed') return failure
  if (!(failure instanceof InvitationsError) || failure.code !== 'tenant_refused') throw failure
  const message = `${email} accepted, but the roles of the invitation could not be given. ${failure.message}`
  const hint = 'Roles need a paid plan, or a role may be gone. Give them in the dashboard, or run it again.'
  return new InvitationsError('roles_not_given', message, { hint, cause: failure })
}

const steps: Record<OfInvitation, string> = {
  send_mail: 'ask Auth0 for the mail that was never sent',
  block: 'block the account and end the link, since the invitation is dead',
  delete_account: 'delete the account, since the invitation expired and no password was ever set',
  give_roles: 'give the roles of the accepted invitation',
}

function foreseen({ user, invitation, repair }: RepairOfInvitation): Outcome {
  const message = `${user.email}: would ${steps[repair]}. Nothing was done.`
  const outcome = repair === 'send_mail' ? 'invited' : 'repaired'
  return outcomeOf(user.email, outcome, message, { invitation, user, reason: 'dry_run' })
}
