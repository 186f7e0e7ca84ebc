import type { Invitation } from '../../actions/invitation/invitation.ts'
import { languageOf } from '../../actions/invitation/locale.ts'
import { tellInstant } from '../../actions/invitation/tell-instant.ts'
import type { InvitedUser } from '../auth0/invited-user.ts'
import type { InvitationsError } from '../ground/errors.ts'

/** What became of one invitation (the line that --json prints). Instants are ISO 8601; what is not known is null. */
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
  /** The code of `error`, `dry_run`, `quiet_hours`, or `cancelled` where the answer to a question was no. */
  reason: string | null
  /**
   * What to hand over where no mail is sent: a link that lets in whoever has it, so that it belongs into no log; or, for an
   * account that was there before, the app's address.
   */
  link?: string
  /** When it can be done, where it is not done yet. */
  not_before?: string
  /** Nothing was done: `outcome` is what it would have come to. */
  dry_run?: true
}

/** A result, in words for people too. */
export interface Outcome extends InvitationResult {
  message: string
  /** Why it is not what was asked for; only with the outcome `failed`. */
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

/** The outcome of a call, marked where it was a dry run. */
export function marked<One extends Outcome>(outcome: One, { dryRun }: { dryRun?: boolean | undefined }): One {
  return dryRun === true ? { ...outcome, dry_run: true } : outcome
}

export async function* eachMarked<One extends Outcome>(
  outcomes: AsyncIterable<One>,
  options: { dryRun?: boolean | undefined },
): AsyncGenerator<One> {
  for await (const outcome of outcomes) yield marked(outcome, options)
}

/** The invitee is left as they are because somebody answered no, which is not an error. */
export function cancelled(email: string, told: Pick<Told, 'invitation' | 'user'> = {}): Outcome {
  const message = `Cancelled: nothing was done for ${email}.`
  return outcomeOf(email, 'skipped', message, { ...told, reason: 'cancelled' })
}

/** The expiry in words for whoever invites, in English like the words around it; the record's are the invitee's. */
export function validUntil({ expires_on, expires_at, locale, time_zone = 'UTC' }: Invitation): string {
  const isEnglish = languageOf(locale) === 'en'
  return (isEnglish ? expires_on : undefined) ?? tellInstant(new Date(expires_at), time_zone)
}
