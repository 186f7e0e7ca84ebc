import { standingOf } from '../../actions/invitation/standing.ts'
import type { InvitedUser } from '../auth0/invited-user.ts'
import { InvitationsError } from '../ground/errors.ts'
import { inShell } from '../ground/text-for/shell.ts'
import { notPossible } from './not-possible.ts'

/**
 * Why an invitation does not stand, although it was just written: what somebody else wrote meanwhile shows in Auth0's
 * answer. Nothing has to be put right, since no write of one tool undoes another's fact; the caller stops and says so.
 * @param seen the account as Auth0 returned it after the write
 * @param id of the invitation
 * @returns undefined while the invitation is open
 */
export function overtaken(seen: InvitedUser, id: string, now: Date): InvitationsError | undefined {
  const { email } = seen
  const standing = standingOf(seen.app_metadata, now)
  switch (standing.status) {
    case 'pending':
    case 'expired':
      return standing.invitation.id === id ? undefined : replaced(email, standing.invitation.id)
    case 'accepted':
      return notPossible('already_accepted', email)
    case 'revoked':
      return notPossible('invitation_revoked', email)
    case 'none':
    case 'requested':
    case 'malformed':
      return notPossible('invitation_malformed', email)
  }
}

function replaced(email: string, id: string): InvitationsError {
  return new InvitationsError(
    'invitation_replaced',
    `Somebody else invited ${email} at the same moment; their invitation (${id}) stands.`,
    { hint: `To see it: invitations show ${inShell(email)}` },
  )
}
