import { linkLifetimeSec, linkWith, problemsOfLink, type LinkParameters } from '../../../actions/invitation/link.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { isProven } from '../../../actions/invitation/witness.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import type { Tenant } from '../tenant.ts'

/** A link that the inviter hands over, instead of Auth0's mail. */
export interface LinkRequest extends LinkParameters {
  /** Whether the address counts as verified once the link is used, because the inviter vouches for it. Default: false. */
  trust_address?: boolean | undefined
}

/** What people need to know about a new link. The link itself is shown elsewhere, so that nothing repeats it. */
export const WHAT_ENDS_A_LINK =
  'It works once, and only while it is the newest. Any later mail or link ends it, including “Forgot password?”.'

/** @throws InvitationsError `invalid_link_param`, before any call */
export function requireGoodLink(link: LinkRequest): void {
  const problems = [...problemsOfLink(link)]
  if (problems.length === 0) return
  const [first = '', ...details] = problems.map(({ message }) => message)
  throw new InvitationsError('invalid_link_param', first, {
    details,
    hint: 'Nothing was done. Fix it, then run the command again.',
  })
}

/**
 * A link sets a password, so it would let its holder into an account that has an owner, past the owner's own password. If
 * the invitation is for an account of one provider, the reset page would stop the link.
 */
export function whyNoLink(invitation: Invitation, user: InvitedUser): InvitationsError | undefined {
  const { email } = user
  const { accept_with = 'password' } = invitation
  if (accept_with !== 'password') {
    return new InvitationsError(
      'link_not_possible',
      `The invitation of ${email} can only be accepted with an account of ${accept_with}, but a link sets a password. Nothing was changed.`,
      { hint: 'Without --link, the mail leads to your app, where they choose that account.' },
    )
  }
  if (isProven('hand_over_link', invitation, user)) return undefined
  return new InvitationsError(
    'link_not_possible',
    `The account ${email} was there before the invitation. Anyone with the link could set a new password. Nothing was changed.`,
    { hint: 'Without --link, its owner gets a mail and signs in as before.' },
  )
}

/** Makes the link. Earlier links stop working. @param invitation as stored, or about to be */
export async function makeLink(
  user: InvitedUser,
  invitation: Invitation,
  link: LinkRequest,
  { users, settings, now }: Tenant,
): Promise<string> {
  const ticket = await users.makeLink(user.user_id, {
    client_id: settings.clientId,
    ttl_sec: linkLifetimeSec(invitation, now()),
    mark_email_as_verified: link.trust_address === true,
  })
  return linkWith(ticket, invitation, link)
}
