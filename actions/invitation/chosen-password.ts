import { msOf } from './instant.ts'
import type { Invitation } from './invitation.ts'

type Account = { last_password_reset?: string | undefined }

/**
 * Whether somebody chose a password with the invitation: since it made the account, or since our tools ended the
 * account's earlier password.
 * @param last_password_reset of the account, ISO 8601; undefined when no password was set since it was made
 */
export function hasChosenPassword(
  { password_ended_at }: Pick<Invitation, 'password_ended_at'>,
  { last_password_reset }: Account,
): boolean {
  if (last_password_reset === undefined) return false
  return password_ended_at === undefined || Date.parse(last_password_reset) > Date.parse(password_ended_at)
}

/** Records of version 0.1 use the machine's clock, which may be this far ahead of Auth0's. */
const CLOCK_SLACK_MS = 60_000

/**
 * When somebody chose a password since the invitation, as far as Auth0's profile shows; ISO 8601. Earlier passwords do
 * not count: one from an older account, from an earlier invitation, or the one that our tools set to end every way into
 * the account.
 */
export function chosenPasswordAt(invitation: Invitation, account: Account): string | undefined {
  const { created_user, previous_ids = [], password_ended_at, invited_at } = invitation
  const { last_password_reset } = account
  if (!hasChosenPassword(invitation, account)) return undefined
  const isOfInvitation = password_ended_at !== undefined || (created_user && previous_ids.length === 0)
  const isAfter = msOf(last_password_reset) > Date.parse(invited_at) + CLOCK_SLACK_MS
  return isOfInvitation || isAfter ? last_password_reset : undefined
}
