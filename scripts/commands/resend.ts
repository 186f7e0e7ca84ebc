import { MOST_SENDS, resend as planResend, RESEND_COOLDOWN_SEC, revoked } from '../../actions/invitation/changes.ts'
import { operations } from '../../actions/invitation/operations.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { connect } from '../auth0/connect.ts'
import { Users } from '../auth0/users.ts'
import { readDuration } from '../duration.ts'
import { InvitationsError } from '../errors.ts'
import { readInvitationSettings, type InvitationSettings } from '../settings.ts'
import { dryRunFlag, jsonFlag, text, type Call, type Command } from './command.ts'
import { eachInvitee, requireInvitees } from './each-invitee.ts'
import { findInvitee, userIdFlag } from './find-invitee.ts'
import { notPossible } from './not-possible.ts'
import { failed, resultOf, type Told } from './result.ts'
import { sendMail } from './send-mail.ts'

export const resend: Command = {
  operands: '<email|inv_…>…',
  flags: {
    extend: { type: 'string', value: '<7d>', help: 'expire this long from now instead, at most 30d' },
    'user-id': userIdFlag,
    'dry-run': dryRunFlag,
    json: jsonFlag,
  },
  examples: ['invitations resend ada@example.com --extend 7d'],
  finishesItself: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    requireInvitees(call, 'resend')
    const extend = text(call, 'extend')
    if (extend !== undefined && Number.isNaN(readDuration(extend))) throw wrongExtend(extend)
    const users = new Users(connect(settings))
    return eachInvitee(call, 'resend', (wanted) => resendOne(call, wanted, users, settings))
  },
}

/** Three calls: look, count the mail in the record, ask Auth0 for it. */
async function resendOne(call: Call, wanted: string, users: Users, settings: InvitationSettings): Promise<Told> {
  const { now } = call
  const user = await findInvitee(wanted, text(call, 'user-id'), users, now)
  const standing = standingOf(user.app_metadata, now)
  if (standing.status !== 'pending') {
    return failed(user.email, notPossible(operations[standing.status].resend, user.email), undefined, user)
  }
  const before = standing.invitation
  const extend = text(call, 'extend')
  const plan = planResend(before, {
    now,
    extendSec: extend === undefined ? undefined : readDuration(extend),
    time_zone: settings.timeZone,
  })
  if (plan.kind === 'invalid_extend') throw wrongExtend(extend)
  if (plan.kind !== 'send') return failed(user.email, notNow(plan, user.email), before, user)
  const { invitation } = plan
  if (call.flags['dry-run']) {
    return {
      row: resultOf(user.email, 'resent', invitation, user, { reason: 'dry_run' }),
      sentence: `Would mail ${user.email} again, mail ${invitation.sends} of at most ${MOST_SENDS}; the invitation is valid until ${invitation.expires_on}. Nothing was done.`,
    }
  }
  const seen = await users.setInvitation(user.user_id, invitation)
  if (seen.blocked && !user.blocked) {
    // Somebody revoked it between our look and our write, which put the open record back: a revocation wins.
    const revokedAgain = revoked(before, now, true)
    await users.setInvitation(user.user_id, revokedAgain)
    return failed(user.email, notPossible('invitation_revoked', user.email), revokedAgain, user)
  }
  if (standingOf(seen.app_metadata, now).status === 'accepted') {
    return failed(user.email, notPossible('already_accepted', user.email), invitation, user)
  }
  const unsent = { ...invitation, sends: before.sends, ...lastSent(before.last_sent_at) }
  const again = `invitations resend ${user.email}`
  return sendMail({ user, invitation, unsent, outcome: 'resent', again }, users, settings)
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

function wrongExtend(extend: string | undefined): InvitationsError {
  return new InvitationsError('invalid_ttl', `--extend ${extend} is not a span of at most 30 days, like 7d or 12h.`, {
    hint: 'invitations resend --help',
  })
}
