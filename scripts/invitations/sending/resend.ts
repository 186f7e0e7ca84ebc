import { MOST_SENDS, relink, resend as planResend, RESEND_COOLDOWN_SEC } from '../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { operations } from '../../../actions/invitation/operations.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { MailLog } from '../../auth0/log/mail-log.ts'
import { tellDuration } from '../../ground/duration.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { findInvitee } from '../reading/find-invitee.ts'
import { signInAddressOf } from '../inviting/leads-astray.ts'
import { makeLink, requireGoodLink, WHAT_ENDS_A_LINK, whyNoLink, type LinkRequest } from './link.ts'
import { notPossible, overtaken } from '../not-possible.ts'
import { failed, outcomeOf, type Outcome, validUntil } from '../outcome.ts'
import { sendMail } from './send-mail.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

export interface ResendOptions extends CallOptions {
  /** The new expiry, in seconds from now; at most 2592000 (30 days). Default: the expiry stays as it is. */
  extend_sec?: number | undefined
  /** Which account, if several have the address. */
  user_id?: string | undefined
  /** Makes a new link to hand over, instead of sending a mail. */
  link?: LinkRequest | undefined
  /** Awaited before the mail is counted, with what `begun` takes. */
  before?: ((begun: BegunMail) => Promise<void>) | undefined
  /** What an earlier attempt that was cut off had begun. The log shows whether its mail went out, so none is sent twice. */
  begun?: BegunMail | undefined
}

/** A mail that was about to be counted in the record. */
export interface BegunMail {
  user_id: string
  invitation_id: string
  /** How many mails the record counted until then. */
  sends: number
}

/** Three calls: look, count the mail in the record, ask Auth0 for it. Or: look, make the link, note it. */
export async function resend(who: string, options: ResendOptions, tenant: Tenant): Promise<Outcome> {
  if (options.link) requireGoodLink(options.link)
  const user = await findInvitee(who, options.user_id, 'resend', tenant)
  return user instanceof InvitationsError ? failed(who, user) : resendTo(user, options, tenant)
}

/** Resends to an account that was just looked up. Two calls. */
export async function resendTo(
  user: InvitedUser,
  options: Omit<ResendOptions, 'user_id'>,
  tenant: Tenant,
): Promise<Outcome> {
  const { users, settings } = tenant
  const now = tenant.now()
  const standing = standingOf(user.app_metadata, now)
  if (standing.status !== 'pending') {
    return failed(user.email, notPossible(operations[standing.status].resend, user.email), { user })
  }
  const before = standing.invitation
  const extension = { now, extendSec: options.extend_sec, time_zone: before.time_zone ?? settings.timeZone }
  if (options.link) {
    const plan = relink(before, extension)
    if (plan.kind === 'invalid_extend') throw wrongExtend()
    return handOver({ user, invitation: plan.invitation }, options.link, options, tenant)
  }
  const address = before.created_user ? undefined : await signInAddressOf(before, tenant)
  if (!user.connections.includes(settings.connection)) {
    return failed(user.email, noMailTo(user.email, before, address), { invitation: before, user })
  }
  if (!before.created_user && address === undefined) {
    return failed(user.email, leadsNowhere(user.email), { invitation: before, user })
  }
  const again = { do: 'resend', email: user.email } as const
  if (!options.dryRun && isBegun(options.begun, user, before)) {
    const unsent = { ...before, sends: options.begun.sends }
    const isAsked = await new MailLog(tenant.api).wasAsked(user.user_id, before.last_sent_at)
    if (!isAsked) return sendMail({ user, invitation: before, unsent, outcome: 'resent', again }, tenant)
    const message = `Emailed again: ${user.email}; Auth0 was asked to send the mail before (${before.id}).`
    return outcomeOf(user.email, 'resent', message, { invitation: before, user, email_sent: true })
  }
  const plan = planResend(before, extension)
  if (plan.kind === 'invalid_extend') throw wrongExtend()
  if (plan.kind !== 'send') return failed(user.email, notNow(plan, user.email), { invitation: before, user })
  const { invitation } = plan
  if (options.dryRun) {
    const message = `Would email ${user.email} again (mail ${invitation.sends} of at most ${MOST_SENDS}); the invitation is valid until ${validUntil(invitation)}. Nothing was done.`
    return outcomeOf(user.email, 'resent', message, { invitation, user, reason: 'dry_run' })
  }
  await options.before?.({ user_id: user.user_id, invitation_id: before.id, sends: before.sends })
  const seen = await users.write(user.user_id, `count the mail to ${user.email}`, writeOffer(invitation))
  const late = overtaken(seen, invitation.id, tenant.now())
  if (late) return failed(user.email, late, { invitation, user })
  const unsent = { ...invitation, sends: before.sends, ...lastSent(before.last_sent_at) }
  return sendMail({ user, invitation, unsent, outcome: 'resent', again }, tenant)
}

/** Whether the record counts the mail that an earlier attempt had begun, and none since. */
function isBegun(begun: BegunMail | undefined, user: InvitedUser, { id, sends }: Invitation): begun is BegunMail {
  return begun?.user_id === user.user_id && begun.invitation_id === id && sends === begun.sends + 1
}

/** Auth0 mails only to accounts of the database. For others, its answer would be the same 200. */
function noMailTo(email: string, invitation: Invitation, address = 'your app'): InvitationsError {
  return new InvitationsError(
    'no_mail_to_account',
    `Auth0 cannot mail to the account ${email}, which is with another provider; nothing was sent.`,
    { hint: `Tell ${email} to sign in at ${address} until ${validUntil(invitation)}.` },
  )
}

/** The app's callbacks changed, or somebody else wrote to the record since. */
function leadsNowhere(email: string): InvitationsError {
  return new InvitationsError(
    'invalid_redirect_to',
    `The mail to ${email} would be an ordinary password reset, because its redirect_to is not at an allowed origin. Nothing was sent.`,
    {
      hint: [
        'Set INVITATIONS_APP_URL, or allow the origin (INVITATIONS_ALLOWED_REDIRECT_ORIGINS), and deploy. Or revoke it and invite again: ',
        { do: 'revoke', email },
      ],
    },
  )
}

interface Resending {
  user: InvitedUser
  invitation: Invitation
}

/** Makes the link first. If somebody has revoked or accepted meanwhile, the write shows it, and the link ends unseen. */
async function handOver(
  { user, invitation }: Resending,
  link: LinkRequest,
  { dryRun }: CallOptions,
  tenant: Tenant,
): Promise<Outcome> {
  const refusal = whyNoLink(invitation, user)
  if (refusal) return failed(user.email, refusal, { invitation, user })
  if (dryRun) {
    const message = `Would make a new link for ${user.email} to hand over, without a mail; the invitation is valid until ${validUntil(invitation)}. Nothing was done.`
    return outcomeOf(user.email, 'resent', message, { invitation, user, reason: 'dry_run' })
  }
  const made = await makeLink(user, invitation, link, tenant)
  const what = `note the new link of ${user.email}`
  const seen = await tenant.users.write(user.user_id, what, writeOffer(invitation))
  const late = overtaken(seen, invitation.id, tenant.now())
  if (late) {
    await tenant.users.endLink(user.user_id, tenant.settings.clientId)
    return failed(user.email, late, { invitation, user })
  }
  const message = `A new link for ${user.email}, valid until ${validUntil(invitation)}; no mail is sent, hand it over (${invitation.id}). ${WHAT_ENDS_A_LINK}`
  return { ...outcomeOf(user.email, 'resent', message, { invitation, user }), link: made }
}

function lastSent(last_sent_at: string | undefined): { last_sent_at?: string } {
  return last_sent_at === undefined ? {} : { last_sent_at }
}

function notNow(plan: { kind: 'too_soon'; possible_at: Date } | { kind: 'too_many' }, email: string): InvitationsError {
  if (plan.kind === 'too_many') {
    return new InvitationsError('resend_too_often', `${email} was emailed ${MOST_SENDS} times; nothing was sent.`, {
      hint: 'Ask the invitee in another way whether mails arrive. To start again, revoke and invite.',
    })
  }
  const possible = plan.possible_at.toISOString().replace(/\.\d+Z$/, 'Z')
  return new InvitationsError(
    'resend_too_soon',
    `${email} was emailed less than ${tellDuration(RESEND_COOLDOWN_SEC)} ago; nothing was sent.`,
    { hint: `The next mail can be sent from ${possible} on.` },
  )
}

/** The error for a wrong `extend_sec`. */
export function wrongExtend(): InvitationsError {
  return new InvitationsError('invalid_ttl', 'The extension must be at most 30 days, like 7d or 12h.', {
    hint: [{ do: 'help', with: 'resend' }],
  })
}
