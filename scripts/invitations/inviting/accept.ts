import { operations } from '../../../actions/invitation/operations.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import { writeConsent } from '../../../actions/invitation/writes.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { notPossible, overtaken } from '../not-possible.ts'
import { failed, outcomeOf, type Outcome } from '../outcome.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** Who agreed to what: `sub` and `invitation.id` from the ID token of the person who is signed in, never from a form. */
export interface Consent {
  user_id: string
  invitation_id: string
}

/**
 * Notes that somebody agreed when the app asked. This is not the acceptance yet: the Action writes that at the next sign-in,
 * silent login or refresh. Doing it again changes nothing. Two calls.
 */
export async function accept(
  { user_id, invitation_id }: Consent,
  { dryRun }: CallOptions,
  tenant: Tenant,
): Promise<Outcome> {
  const { users } = tenant
  const user = await users.get(user_id)
  const now = tenant.now()
  const standing = standingOf(user.app_metadata, now)
  const { email } = user
  if (standing.status === 'accepted' && standing.acceptance.id === invitation_id) {
    const message = `${email} has already accepted this invitation.`
    return outcomeOf(email, 'already_accepted', message, { invitation: standing.invitation, user })
  }
  const verdict = operations[standing.status].accept
  if (verdict !== 'consent') return failed(email, notPossible(verdict, email), { user })
  if (standing.status !== 'pending' || standing.invitation.id !== invitation_id) {
    const error = new InvitationsError(
      'not_found',
      `${email} has no invitation ${invitation_id}; nothing was changed.`,
      {
        hint: 'Take the id from the claim of the newest ID token: another invitation may have replaced it.',
      },
    )
    return failed(email, error, { user })
  }
  const { invitation, consented_at } = standing
  const told = { invitation, user }
  if (dryRun) {
    const message = `Would record that ${email} agreed. Nothing was done.`
    return outcomeOf(email, 'consented', message, { ...told, reason: 'dry_run' })
  }
  if (consented_at === undefined) {
    const seen = await users.write(user_id, `note that ${email} agreed`, writeConsent(invitation.id, now))
    const late = overtaken(seen, invitation.id, tenant.now())
    if (late) return failed(email, late, told)
  }
  const message = `Recorded that ${email} agreed; the next sign-in, silent login or refresh accepts.`
  return outcomeOf(email, 'consented', message, told)
}
