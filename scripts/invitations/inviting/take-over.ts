import { OUR_KEYS } from '../../../actions/invitation/invitation.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { cancelled, failed, type Outcome } from '../outcome.ts'
import type { StoredInvitation } from '../sending/deliver.ts'
import type { Tenant } from '../tenant.ts'
import type { InviteOptions } from './invite-request.ts'
import type { ExistingDraft, ExistingPlan } from './plan-existing.ts'

/**
 * Asks, then looks at the account again. The record is written last, so after a crash the same command does it all again.
 * @returns the account as it is now, or why it stays as it is
 */
export async function agreedTo(
  { options, user }: ExistingDraft,
  { invitation: { email }, steps }: ExistingPlan,
  tenant: Tenant,
): Promise<InvitedUser | Outcome> {
  const refusal = await askedFor(options, user, `Invite ${email}: ${steps}?`)
  if (refusal) return refusal
  const seen = await tenant.users.get(user.user_id)
  // Auth0 has no compare-and-delete: anyone who verifies the address from here on loses the account, and gets the mail.
  return isTheSame(user, seen, tenant.now()) ? seen : failed(email, changed(email), { user })
}

/** Deletes the account and creates it again with the invitation, so that only the mailed link opens it. */
export async function replaceAccount(
  old: InvitedUser,
  { request }: ExistingDraft,
  { invitation }: ExistingPlan,
  { users, settings }: Tenant,
): Promise<StoredInvitation | Outcome> {
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
  return made instanceof InvitationsError ? failed(email, made) : { user: made, invitation }
}

/** @returns the outcome if the answer is not yes, or undefined for yes */
async function askedFor({ confirm }: InviteOptions, user: InvitedUser, question: string): Promise<Outcome | undefined> {
  if (confirm === undefined) {
    const unasked = new InvitationsError('confirmation_needed', `${question} Nobody said yes; nothing was done.`, {
      hint: 'Pass a function `confirm` that answers.',
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

/** Whether the decision is still right: nobody has verified, blocked, linked, moved or accepted anything meanwhile. */
function isTheSame(before: InvitedUser, seen: InvitedUser, now: Date): boolean {
  const facts = ({ email, email_verified, blocked, identities, app_metadata }: InvitedUser) =>
    JSON.stringify([email, email_verified, blocked, identities, standingOf(app_metadata, now)])
  return facts(before) === facts(seen)
}

/** What the team's own Actions and tools wrote. The person could only write user_metadata. */
function kept(appMetadata: unknown): object {
  return Object.fromEntries(Object.entries(appMetadata ?? {}).filter(([key]) => !OUR_KEYS.includes(key)))
}

function changed(email: string): InvitationsError {
  return new InvitationsError('account_changed', `The account ${email} has just changed. Nothing was done.`, {
    hint: ['To check again: ', { do: 'invite', email, dryRun: true }],
  })
}

/** Somebody keeps signing up with the address. The next run deals with that account in turn. */
function takenAgain(email: string): InvitationsError {
  return new InvitationsError(
    'account_changed',
    `The account ${email} was deleted, but somebody signed up with the address at once. Nobody was invited.`,
    { hint: ['Run it again: ', { do: 'invite', email }] },
  )
}

/** The names of what is lost, but not the values, which may be secrets. */
function notMade(email: string, appMetadata: object, failure: unknown): InvitationsError {
  if (!(failure instanceof InvitationsError)) throw failure
  const { code, message, hint, next, cause } = failure
  const keys = Object.keys(appMetadata)
  const lost = keys.length === 0 ? '' : ` What was in its app_metadata (${keys.join(', ')}) is lost.`
  return new InvitationsError(
    code,
    `The account ${email} was deleted, but could not be created again. ${message}${lost}`,
    {
      hint,
      next,
      cause,
    },
  )
}
