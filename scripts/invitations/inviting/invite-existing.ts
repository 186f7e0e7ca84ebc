import { withEndedAccess } from '../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import { alsoUnblock, writeBlock, writeOffer } from '../../../actions/invitation/writes.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { endAccess } from '../ending/end-access.ts'
import { overtaken } from '../not-possible.ts'
import { failed, outcomeOf, validUntil, type Outcome } from '../outcome.ts'
import { outcomeFor, type StoredInvitation } from '../sending/deliver.ts'
import type { Tenant } from '../tenant.ts'
import { planFor, type ExistingDraft, type ExistingPlan } from './plan-existing.ts'
import { takeRoles } from './roles.ts'
import { agreedTo, replaceAccount } from './take-over.ts'

/**
 * Used if the address is taken: finishes what was left half done, attaches or renews the invitation, or first makes the
 * account the invitee's.
 * @returns what is to be delivered, or the outcome if there is nothing to deliver
 */
export async function inviteExisting(draft: ExistingDraft, tenant: Tenant): Promise<StoredInvitation | Outcome> {
  const begun = begunInvitation(draft, tenant)
  if (begun) return { user: draft.user, invitation: begun, isBegun: true }
  const plan = planFor(draft, tenant)
  if ('outcome' in plan) return plan
  if (plan.takesOver === undefined) return storeAt(draft.user, draft, plan, tenant)
  const account = await agreedTo(draft, plan, tenant)
  if ('outcome' in account) return account
  return plan.takesOver === 'replace'
    ? replaceAccount(account, draft, plan, tenant)
    : storeAt(account, draft, plan, tenant)
}

/** Stores the invitation at the account. First takes the roles of a dead one, and ends every access. */
async function storeAt(
  user: InvitedUser,
  draft: ExistingDraft,
  plan: ExistingPlan,
  tenant: Tenant,
): Promise<StoredInvitation | Outcome> {
  const { unblocks, endsAccess, earlier } = plan
  if (earlier) await takeRoles(user, earlier, plan.invitation, tenant)
  const ended = endsAccess ? await endAccess(user, endsAccess.name, tenant) : undefined
  const invitation = ended ? withEndedAccess(plan.invitation, ended.at) : plan.invitation
  const offer = writeOffer(invitation)
  const what = `note the invitation at ${invitation.email}`
  const seen = await tenant.users.write(user.user_id, what, unblocks ? alsoUnblock(offer) : offer)
  const late = overtaken(seen, invitation.id, tenant.now())
  if (late) {
    // Somebody revoked the invitation after our look, so the block that kept the account shut is put back.
    const block = writeBlock(invitation.id, tenant.now())
    if (unblocks) await tenant.users.write(user.user_id, `block ${invitation.email} again`, block)
    return failed(invitation.email, late, { invitation, user })
  }
  if (invitation.delivery === 'link' && !invitation.created_user) return attachedWithoutMail(invitation, draft)
  return { user: seen, invitation, ended }
}

/** The invitation that an earlier attempt with the same id made, if it is still open. */
function begunInvitation({ invitation, user }: ExistingDraft, { now }: Tenant): Invitation | undefined {
  const standing = standingOf(user.app_metadata, now())
  return standing.status === 'pending' && standing.invitation.id === invitation.id ? standing.invitation : undefined
}

function attachedWithoutMail(invitation: Invitation, { user, request }: ExistingDraft): Outcome {
  const { email, id, redirect_to } = invitation
  const why = request.link ? 'No mail is sent' : 'Auth0 cannot mail to this account'
  const message = `Attached an invitation to ${user.user_id} (${email}) until ${validUntil(invitation)} (${id}). ${why}: tell ${email} to sign in at this address.`
  const outcome = outcomeOf(email, 'attached', message, { invitation, user })
  return redirect_to === undefined ? outcome : { ...outcome, link: redirect_to }
}

/**
 * A last look at an account that others may have written to while its mail was asked for. If two admins invite at the same
 * moment, one of them is told that the other's invitation counts.
 */
export async function asItStands(outcome: Outcome, { user_id }: InvitedUser, tenant: Tenant): Promise<Outcome> {
  const { email, invitation_id } = outcome
  const isDone = outcome.outcome === 'invited' || outcome.outcome === 'attached'
  if (!isDone || invitation_id === null) return outcome
  const seen = await tenant.users.get(outcome.user_id ?? user_id)
  const standing = standingOf(seen.app_metadata, tenant.now())
  if (standing.status === 'accepted' && standing.acceptance.id === invitation_id) return outcome
  const late = overtaken(seen, invitation_id, tenant.now())
  return late === undefined ? outcome : { ...failed(email, late, { user: seen }), invitation_id }
}

/** What inviting would do. Changes nothing. */
export function foreseeExisting(draft: ExistingDraft, tenant: Tenant): Outcome {
  const plan = planFor(draft, tenant)
  if ('outcome' in plan) return plan
  const { invitation, steps } = plan
  const { email } = invitation
  const message = `Would invite ${email} until ${validUntil(invitation)}: ${steps}. Nothing was done.`
  const told = { invitation, user: draft.user, reason: 'dry_run' }
  return { ...outcomeOf(email, outcomeFor(invitation), message, told), invitation_id: null } // a real run makes a new id
}
