import { withOneMoreSend, withoutSends } from '../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import { MailLog } from '../../auth0/log/mail-log.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import type { InviteOptions } from '../inviting/invite-request.ts'
import { failed, outcomeOf, type Outcome } from '../outcome.ts'
import { overtaken } from '../overtaken.ts'
import { isFirstOf } from '../repairing/owed-mails.ts'
import { sendMail } from './send-mail.ts'
import type { Tenant } from '../tenant.ts'
import { validUntil } from './valid-until.ts'
import { inShell } from '../../ground/text-for/shell.ts'

/** Mails an invitation that was just stored. */
export async function mailInvitation(
  user: InvitedUser,
  invitation: Invitation,
  { before }: InviteOptions,
  tenant: Tenant,
): Promise<Outcome> {
  await before?.('mail', user.user_id)
  const outcome = outcomeFor(invitation)
  const again = `invitations invite ${inShell(invitation.email)}`
  return sendMail({ user, invitation, unsent: withoutSends(invitation), outcome, again }, tenant)
}

/** What inviting comes to: a new account is invited, one that was there before gets the invitation attached. */
export function outcomeFor({ created_user }: Invitation): 'invited' | 'attached' {
  return created_user ? 'invited' : 'attached'
}

/** Sends the mail that an earlier try with the same id owes; one that the log shows as asked for is not sent again. */
export async function finishInvitation(
  user: InvitedUser,
  begun: Invitation,
  options: InviteOptions,
  tenant: Tenant,
): Promise<Outcome> {
  const since = isFirstOf(begun) ? undefined : begun.invited_at
  if (options.mailMayBeSent && (await new MailLog(tenant.api).wasAsked(user.user_id, since))) {
    const message = `Invited ${begun.email} until ${validUntil(begun)}; Auth0 was asked to send the mail before (${begun.id}).`
    return outcomeOf(begun.email, outcomeFor(begun), message, { invitation: begun, user, email_sent: true })
  }
  if (begun.sends > 0) return mailInvitation(user, begun, options, tenant)
  const counted = withOneMoreSend(begun, tenant.now())
  const seen = await tenant.users.write(user.user_id, `count the mail to ${begun.email}`, writeOffer(counted))
  const late = overtaken(seen, begun.id, tenant.now())
  if (late) return failed(begun.email, late, { invitation: counted, user })
  return mailInvitation(user, counted, options, tenant)
}
