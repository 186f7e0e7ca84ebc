import type { Verdict } from '../../actions/invitation/operations.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import type { InvitedUser } from '../auth0/invited-user.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { Hint } from '../ground/next-step.ts'

type Refusal = Extract<
  Verdict,
  'already_accepted' | 'not_invited' | 'invitation_expired' | 'invitation_revoked' | 'invitation_malformed'
>

/**
 * Why an invitation with this status cannot be resent or revoked, and what to do instead.
 * @param isBlocked whether the account is blocked, for example by a revocation that came after a sign-in had begun
 */
export function notPossible(verdict: Refusal, email: string, isBlocked = false): InvitationsError {
  const again: Hint = ['To invite again: ', { do: 'invite', email }]
  const sentences: Record<Refusal, [string, Hint]> = {
    already_accepted: isBlocked
      ? [
          `${email} has accepted, but the account is blocked. Nothing was changed.`,
          'Nobody can sign in while it is blocked. To let the owner in, unblock the user in the dashboard.',
        ]
      : [
          `${email} has already accepted; the account is theirs.`,
          'To take access away, block the user in the dashboard or remove the rights in your app.',
        ],
    not_invited: [`${email} has not been invited.`, ['To invite: ', { do: 'invite', email }]],
    invitation_expired: [`The invitation for ${email} has expired. Nothing was sent.`, again],
    invitation_revoked: [`The invitation for ${email} was revoked. Nothing was sent.`, again],
    invitation_malformed: [
      `app_metadata.invitation of ${email} does not hold an invitation of ours. Nothing was changed.`,
      ['Another product may use the same key, or a newer version wrote it. See it with “', { do: 'show' }, '”.'],
    ],
  }
  const [message, hint] = sentences[verdict]
  return new InvitationsError(verdict, message, { hint })
}

/**
 * Why an invitation no longer counts although it was just written: Auth0's answer shows what somebody else wrote meanwhile.
 * Nothing has to be repaired, since no tool's write undoes another's fact. The caller stops and says so.
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
    `Somebody else invited ${email} at the same moment; their invitation (${id}) counts.`,
    { hint: ['To see it: ', { do: 'show', email }] },
  )
}
