import type { Invitation } from '../../actions/invitation/invitation.ts'
import type { InvitedUser } from '../auth0/users.ts'
import { exitCodes, type ExitCode, type InvitationsError } from '../errors.ts'
import type { Output } from '../output.ts'

/** What became of one invitation (the line that --json prints). Instants are ISO 8601; what is not known is null. */
export interface InvitationResult {
  email: string
  user_id: string | null
  invitation_id: string | null
  outcome: 'invited' | 'resent' | 'revoked' | 'already_invited' | 'already_accepted' | 'failed'
  email_sent: boolean
  expires_at: string | null
  reason: string | null
}

/** A result, in words too; `error` when it is not what was asked for. */
export interface Told {
  row: InvitationResult
  sentence: string
  error?: InvitationsError
}

export function resultOf(
  email: string,
  outcome: InvitationResult['outcome'],
  invitation: Invitation | undefined,
  user: InvitedUser | undefined,
  { email_sent = false, reason = null }: { email_sent?: boolean; reason?: string | null } = {},
): InvitationResult {
  return {
    email,
    user_id: user?.user_id ?? null,
    invitation_id: invitation?.id ?? null,
    outcome,
    email_sent,
    expires_at: invitation?.expires_at ?? null,
    reason,
  }
}

/** A result that is an error. */
export function failed(
  email: string,
  error: InvitationsError,
  invitation?: Invitation,
  user?: InvitedUser,
): Told & { error: InvitationsError } {
  return { row: resultOf(email, 'failed', invitation, user, { reason: error.code }), sentence: error.message, error }
}

/** Prints one result. @returns the exit code it stands for */
export function tell(output: Output, { row, sentence, error }: Told): ExitCode {
  output.record(row)
  if (error) output.error(error)
  else output.say(sentence)
  return error ? exitCodes.notDone : exitCodes.done
}
