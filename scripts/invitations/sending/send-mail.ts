import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import { changePassword } from '../../auth0/change-password.ts'
import { isUncertain, statusOf } from '../../auth0/failures.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { NextStep } from '../../ground/next-step.ts'
import type { InvitationSettings } from '../../ground/settings/invitation-settings.ts'
import { failed, outcomeOf, type Outcome, validUntil } from '../outcome.ts'
import { overtaken } from '../not-possible.ts'
import type { Tenant } from '../tenant.ts'

export interface Sending {
  /** Left out if only the address is known. */
  user: InvitedUser | undefined
  /** As stored. It counts the mail in advance. */
  invitation: Invitation
  /** What the record has to say if the mail could not be asked for. */
  unsent: Invitation
  outcome: 'invited' | 'attached' | 'resent'
  /** What sends it later. */
  again: NextStep
}

const done = {
  invited: 'Invited',
  attached: 'Attached an invitation to the account of',
  resent: 'Emailed again:',
} as const satisfies Record<Sending['outcome'], string>

/** Asks Auth0 for the mail. If that fails, corrects the record, and `again` sends the mail. */
export async function sendMail(sending: Sending, { users, settings, api, now }: Tenant): Promise<Outcome> {
  const { user, invitation, unsent, outcome } = sending
  const { email } = invitation
  const { clientId: client_id, connection } = settings
  const refusal = await changePassword(api, { client_id, email, connection })
  if (refusal !== undefined) {
    const seen = await noteUnsent(user, unsent, users, settings).catch(() => undefined)
    const late = seen && overtaken(seen, invitation.id, now())
    const error = late ?? emailNotSent(refusal, sending, settings, seen !== undefined)
    return failed(email, error, { invitation, user })
  }
  const message = `${done[outcome]} ${email} until ${validUntil(invitation)}; Auth0 was asked to send the mail (${invitation.id}).`
  return outcomeOf(email, outcome, message, { invitation, user, email_sent: true })
}

async function noteUnsent(
  user: InvitedUser | undefined,
  unsent: Invitation,
  users: Tenant['users'],
  { connection }: InvitationSettings,
): Promise<InvitedUser> {
  const found =
    user ?? (await users.findByEmail(unsent.email)).find(({ connections }) => connections.includes(connection))
  if (found === undefined) throw new Error(`There is no account ${unsent.email}.`)
  return users.write(found.user_id, `note that ${unsent.email} got no mail`, writeOffer(unsent))
}

function emailNotSent(
  cause: InvitationsError,
  { invitation: { email }, again }: Sending,
  { clientId, connection }: InvitationSettings,
  isNoted: boolean,
): InvitationsError {
  const status = statusOf(cause)
  const check =
    status !== undefined && status >= 400 && status < 500 && status !== 429
      ? `Check INVITATIONS_CLIENT_ID (${clientId}) and that this app may use the connection ${connection}, then run`
      : 'Wait a minute, then run'
  const sent = isUncertain(cause) ? 'it is not known whether its mail was sent' : 'no mail was sent'
  // Without this correction, the record goes on counting a mail that nobody got. Only resend sends whatever the count is.
  const unnoted = ' The record could not be updated either, so it counts the mail as sent.'
  return new InvitationsError(
    'email_not_sent',
    `The invitation for ${email} is saved, but ${sent}. ${cause.message}${isNoted ? '' : unnoted}`,
    { hint: [`${check}: `, isNoted ? again : { do: 'resend', email }], cause },
  )
}
