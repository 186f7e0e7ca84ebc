import { MOST_SENDS, resend as planResend, RESEND_COOLDOWN_SEC, revoked } from '../../actions/invitation/changes.ts'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { operations } from '../../actions/invitation/operations.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { InvitationsError } from '../errors.ts'
import { findInvitee } from './find-invitee.ts'
import { notPossible } from './not-possible.ts'
import { failed, outcomeOf, type Outcome } from './outcome.ts'
import { sendMail } from './send-mail.ts'
import type { CallOptions, Tenant } from './tenant.ts'

export interface ResendOptions extends CallOptions {
  /** Seconds from now after which it expires instead; at most 30 days. */
  extend_sec?: number | undefined
  /** Which account, when several have the address. */
  user_id?: string | undefined
}

/** Three calls: look, count the mail in the record, ask Auth0 for it. */
export async function resend(who: string, options: ResendOptions, tenant: Tenant): Promise<Outcome> {
  const { users, settings } = tenant
  const now = tenant.now()
  const user = await findInvitee(who, options.user_id, users, now)
  const standing = standingOf(user.app_metadata, now)
  if (standing.status !== 'pending') {
    return failed(user.email, notPossible(operations[standing.status].resend, user.email), { user })
  }
  const before = standing.invitation
  if (before.delivery === 'link') return failed(user.email, noMailTo(user.email, before), { invitation: before, user })
  const plan = planResend(before, { now, extendSec: options.extend_sec, time_zone: settings.timeZone })
  if (plan.kind === 'invalid_extend') throw wrongExtend()
  if (plan.kind !== 'send') return failed(user.email, notNow(plan, user.email), { invitation: before, user })
  const { invitation } = plan
  if (options.dryRun) {
    const message = `Would mail ${user.email} again, mail ${invitation.sends} of at most ${MOST_SENDS}; the invitation is valid until ${invitation.expires_on}. Nothing was done.`
    return outcomeOf(user.email, 'resent', message, { invitation, user, reason: 'dry_run' })
  }
  const seen = await users.setInvitation(user.user_id, invitation)
  if (seen.blocked && !user.blocked) {
    // Somebody revoked it between our look and our write, which put the open record back: a revocation wins.
    const revokedAgain = revoked(before, now, true)
    await users.setInvitation(user.user_id, revokedAgain)
    return failed(user.email, notPossible('invitation_revoked', user.email), { invitation: revokedAgain, user })
  }
  if (standingOf(seen.app_metadata, now).status === 'accepted') {
    return failed(user.email, notPossible('already_accepted', user.email), { invitation, user })
  }
  const unsent = { ...invitation, sends: before.sends, ...lastSent(before.last_sent_at) }
  const again = `invitations resend ${user.email}`
  return sendMail({ user, invitation, unsent, outcome: 'resent', again }, tenant)
}

/** Auth0 mails only to accounts of the database; its answer would be the same 200. */
function noMailTo(email: string, { redirect_to, expires_on }: Invitation): InvitationsError {
  return new InvitationsError(
    'no_mail_to_account',
    `Auth0 cannot mail to the account ${email}, which is with another provider; nothing was sent.`,
    { hint: `Tell ${email} to sign in at ${redirect_to ?? 'your app'} until ${expires_on}.` },
  )
}

function lastSent(last_sent_at: string | undefined): { last_sent_at?: string } {
  return last_sent_at === undefined ? {} : { last_sent_at }
}

function notNow(plan: { kind: 'too_soon'; possible_at: Date } | { kind: 'too_many' }, email: string): InvitationsError {
  if (plan.kind === 'too_many') {
    return new InvitationsError('resend_too_often', `${email} was mailed ${MOST_SENDS} times; nothing was sent.`, {
      hint: 'Ask on another way whether the mails arrive; revoke and invite again starts anew.',
    })
  }
  const possible = plan.possible_at.toISOString().replace(/\.\d+Z$/, 'Z')
  return new InvitationsError(
    'resend_too_soon',
    `${email} was mailed less than ${RESEND_COOLDOWN_SEC} s ago; nothing was sent.`,
    { hint: `The next mail is possible from ${possible} on.` },
  )
}

/** What `extend_sec` has to be. */
export function wrongExtend(): InvitationsError {
  return new InvitationsError('invalid_ttl', 'The extension is not a span of at most 30 days, like 7d or 12h.', {
    hint: 'invitations resend --help',
  })
}
