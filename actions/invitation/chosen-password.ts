import type { Invitation } from './invitation.ts'

/**
 * Whether somebody chose a password with the invitation: since it made the account, or since our tools ended the
 * password that was there before.
 * @param last_password_reset of the account, ISO 8601; undefined when no password was set since it was made
 */
export function hasChosenPassword(
  { password_ended_at }: Invitation,
  { last_password_reset }: { last_password_reset?: string | undefined },
): boolean {
  if (last_password_reset === undefined) return false
  return password_ended_at === undefined || Date.parse(last_password_reset) > Date.parse(password_ended_at)
}
