import type { Invitation } from '../../actions/invitation/invitation.ts'
import { languageOf } from '../../actions/invitation/locale.ts'
import { tellInstant } from '../../actions/invitation/tell-instant.ts'
import type { InvitedUser } from '../auth0/invited-user.ts'
import type { InvitationsError } from '../ground/errors.ts'

/** The outcome for one invitee (the line that --json prints). Instants are ISO 8601 in UTC; null means not known. */
export interface InvitationResult {
  email: string
  user_id: string | null
  invitation_id: string | null
  outcome:
    | 'invited'
    | 'resent'
    | 'reminded'
    | 'revoked'
    | 'repaired'
    | 'consented'
    | 'attached'
    | 'already_invited'
    | 'already_accepted'
    | 'already_revoked'
    | 'skipped'
    | 'failed'
  email_sent: boolean
  expires_at: string | null
  /** The code of `error`, or `dry_run`, `quiet_hours`, or `cancelled` if somebody answered no. */
  reason: string | null
  /**
   * What to hand over if no mail is sent: a link that lets anyone who has it in, so keep it out of logs. For an account that
   * was there before, it is the app's address.
   */
  link?: string
  /** When it can be done, if it was too early. ISO 8601. */
  not_before?: string
  /** Nothing was done: `outcome` is what a real run would have come to. */
  dry_run?: true
}

/** A result that also says it in words, in `message`. */
export interface Outcome extends InvitationResult {
  message: string
  /** Why it failed; only if the outcome is `failed`. */
  error?: InvitationsError
}

export interface Told {
  invitation?: Invitation | undefined
  user?: InvitedUser | undefined
  email_sent?: boolean
  reason?: string
}

export function outcomeOf(
  email: string,
  outcome: InvitationResult['outcome'],
  message: string,
  { invitation, user, email_sent = false, reason }: Told,
): Outcome {
  return {
    email,
    user_id: user?.user_id ?? null,
    invitation_id: invitation?.id ?? null,
    outcome,
    email_sent,
    expires_at: invitation?.expires_at ?? null,
    reason: reason ?? null,
    message,
  }
}

/** An outcome that is an error. */
export function failed(
  email: string,
  error: InvitationsError,
  told: Pick<Told, 'invitation' | 'user'> = {},
): Outcome & { error: InvitationsError } {
  return { ...outcomeOf(email, 'failed', error.message, { ...told, reason: error.code }), error }
}

/** The outcome of a call, marked if it was a dry run. */
export function marked<One extends Outcome>(outcome: One, { dryRun }: { dryRun?: boolean | undefined }): One {
  return dryRun === true ? { ...outcome, dry_run: true } : outcome
}

export async function* eachMarked<One extends Outcome>(
  outcomes: AsyncIterable<One>,
  options: { dryRun?: boolean | undefined },
): AsyncGenerator<One> {
  for await (const outcome of outcomes) yield marked(outcome, options)
}

/** The invitee stays as they are because somebody answered no. That is not an error. */
export function cancelled(email: string, told: Pick<Told, 'invitation' | 'user'> = {}): Outcome {
  const message = `Cancelled: nothing was done for ${email}.`
  return outcomeOf(email, 'skipped', message, { ...told, reason: 'cancelled' })
}

/** The expiry in English, for the inviter. The words in the record are in the invitee's language. */
export function validUntil({ expires_on, expires_at, locale, time_zone = 'UTC' }: Invitation): string {
  const isEnglish = languageOf(locale) === 'en'
  return (isEnglish ? expires_on : undefined) ?? tellInstant(new Date(expires_at), time_zone)
}
