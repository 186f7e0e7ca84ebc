import { withEndedAccess } from '../../../actions/invitation/changes.ts'
import { OUR_KEYS, type Invitation } from '../../../actions/invitation/invitation.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import { alsoUnblock, writeOffer } from '../../../actions/invitation/writes.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { deliver } from '../sending/deliver.ts'
import { endAccess, WHAT_ENDS, withUnended } from '../ending/end-access.ts'
import type { InviteOptions, InviteRequest } from './invite-request.ts'
import { cancelled, failed, type Outcome } from '../outcome.ts'
import { overtaken } from '../overtaken.ts'
import type { Tenant } from '../tenant.ts'
import { inShell } from '../../ground/text-for/shell.ts'

/** How an account whose address nobody verified becomes the invitee's. */
export type TakeOver = 'replace' | 'end_access'

interface Draft {
  request: InviteRequest
  user: InvitedUser
  options: InviteOptions
}

interface Plan {
  invitation: Invitation
  steps: string
  takesOver: TakeOver
  /** The account is blocked by us. */
  unblocks?: boolean
}

/** What happens to the account, for the plan and the question. */
export function stepsOf(how: TakeOver, { user_id, created_at, last_login, linked }: InvitedUser, ends: string): string {
  const used = last_login === undefined ? 'nobody ever signed in' : `last sign-in ${last_login}`
  const account = `the account ${user_id}, whose address nobody ever verified (made ${created_at}, ${used})`
  if (how === 'replace') {
    return `delete ${account}, with its password, user_metadata, roles and memberships; make it anew with another user_id and the same app_metadata${ends}`
  }
  const identities = linked.length === 0 ? '' : `, linked identities (${linked.length})`
  return `keep ${account}, end ${WHAT_ENDS}${identities}${ends}`
}

/**
 * Asks, looks once more, and makes the account one that nobody can get into but by the mailed link. The record is
 * written last: after a crash, the same command does it all again.
 */
export async function takeOver(draft: Draft, plan: Plan, tenant: Tenant): Promise<Outcome> {
  const { options, user } = draft
  const { email } = plan.invitation
  const refusal = await askedFor(options, user, `Invite ${email}: ${plan.steps}?`)
  if (refusal) return refusal
  const seen = await tenant.users.get(user.user_id)
  // Auth0 has no compare-and-delete: whoever verifies the address from here on loses the account and gets the mail.
  if (!isTheSame(user, seen, tenant.now())) return failed(email, changed(email), { user })
  return plan.takesOver === 'replace' ? replace(draft, plan, seen, tenant) : keep(draft, plan, seen, tenant)
}

async function replace(
  { request, options }: Draft,
  { invitation }: Plan,
  old: InvitedUser,
  tenant: Tenant,
): Promise<Outcome> {
  const { users, settings } = tenant
  const { email } = invitation
  const app_metadata = kept(old.app_metadata)
  await users.delete(old.user_id)
  const made = await users
    .create({
      email,
      name: request.name,
      username: request.username ?? old.username,
      connection: settings.connection,
      invitation,
      app_metadata,
    })
    .catch((failure: unknown) => notMade(email, app_metadata, failure))
  if (made === 'exists') return failed(email, takenAgain(email))
  if (made instanceof InvitationsError) return failed(email, made)
  return deliver({ user: made, invitation }, { request, options }, tenant)
}

async function keep({ request, options }: Draft, plan: Plan, user: InvitedUser, tenant: Tenant): Promise<Outcome> {
  const { email } = plan.invitation
  const ended = await endAccess(user, request.name, tenant)
  const invitation = withEndedAccess(plan.invitation, ended.at)
  const offer = writeOffer(invitation)
  const what = `note the invitation at ${email}`
  const seen = await tenant.users.write(user.user_id, what, plan.unblocks ? alsoUnblock(offer) : offer)
  const late = overtaken(seen, invitation.id, tenant.now())
  if (late) return failed(email, late, { invitation, user })
  return withUnended(await deliver({ user: seen, invitation }, { request, options }, tenant), ended)
}

/** @returns what becomes of it instead, or undefined for yes */
async function askedFor({ confirm }: InviteOptions, user: InvitedUser, question: string): Promise<Outcome | undefined> {
  if (confirm === undefined) {
    const unasked = new InvitationsError('confirmation_needed', `${question} Nobody said yes; nothing was done.`, {
      hint: 'Pass confirm to answer.',
    })
    return failed(user.email, unasked, { user })
  }
  try {
    await confirm(question)
    return undefined
  } catch (failure) {
    if (!(failure instanceof InvitationsError)) throw failure
    if (failure.code === 'cancelled') return cancelled(user.email, { user })
    if (failure.code === 'confirmation_needed') return failed(user.email, failure, { user })
    throw failure
  }
}

/** Whether what was decided still holds: nobody verified, blocked, linked, moved or accepted anything meanwhile. */
function isTheSame(before: InvitedUser, seen: InvitedUser, now: Date): boolean {
  const facts = ({ email, email_verified, blocked, identities, app_metadata }: InvitedUser) =>
    JSON.stringify([email, email_verified, blocked, identities, standingOf(app_metadata, now)])
  return facts(before) === facts(seen)
}

/** What the team's own Actions and tools wrote; the person could write user_metadata only. */
function kept(appMetadata: unknown): object {
  return Object.fromEntries(Object.entries(appMetadata ?? {}).filter(([key]) => !OUR_KEYS.includes(key)))
}

function changed(email: string): InvitationsError {
  return new InvitationsError('account_changed', `The account ${email} changed just now; nothing was done.`, {
    hint: `Look again: invitations invite ${inShell(email)} --dry-run`,
  })
}

/** Whoever signs up again and again with the address; the next run deals with that account in turn. */
function takenAgain(email: string): InvitationsError {
  return new InvitationsError(
    'account_changed',
    `The account ${email} was deleted, and somebody signed up with the address at once; nobody was invited.`,
    { hint: `Run it again: invitations invite ${inShell(email)}` },
  )
}

/** The names of what is lost, not the values: they may be secrets. */
function notMade(email: string, appMetadata: object, failure: unknown): InvitationsError {
  if (!(failure instanceof InvitationsError)) throw failure
  const { code, message, hint, cause } = failure
  const keys = Object.keys(appMetadata)
  const lost = keys.length === 0 ? '' : ` What stood in its app_metadata (${keys.join(', ')}) is lost.`
  return new InvitationsError(code, `The account ${email} was deleted, but not made anew. ${message}${lost}`, {
    hint,
    cause,
  })
}
