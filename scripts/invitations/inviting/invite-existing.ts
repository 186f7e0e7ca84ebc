import {
  afterRevocation,
  isOwed,
  isSpent,
  renewed,
  withEndedAccess,
  withOneMoreSend,
  withoutMail,
} from '../../../actions/invitation/changes.ts'
import { approaches, kindOf } from '../../../actions/invitation/existing-account.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { fitsIntoProfile } from '../../../actions/invitation/profile.ts'
import { isOurBlock, standingOf } from '../../../actions/invitation/standing.ts'
import { isProven } from '../../../actions/invitation/witness.ts'
import { alsoUnblock, writeBlock, writeOffer } from '../../../actions/invitation/writes.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { andDeliver, deliver } from '../sending/deliver.ts'
import { draftOf, wrongRequest, type InviteOptions, type InviteRequest } from './invite-request.ts'
import { finishInvitation, outcomeFor } from '../sending/mail-invitation.ts'
import { notPossible } from '../not-possible.ts'
import { failed, outcomeOf, type Outcome } from '../outcome.ts'
import { endAccess, WHAT_ENDS, withUnended } from '../ending/end-access.ts'
import { overtaken } from '../overtaken.ts'
import { takeRoles } from './roles.ts'
import { stepsOf, takeOver, type TakeOver } from './take-over.ts'
import type { Tenant } from '../tenant.ts'
import { validUntil } from '../sending/valid-until.ts'
import { inShell } from '../../ground/text-for/shell.ts'

/** An invitation for somebody who has an account already. */
export interface ExistingDraft {
  request: InviteRequest
  /** As for a new account. */
  invitation: Invitation
  user: InvitedUser
  options: InviteOptions
}

/** What is done with an account that exists already, and in words; or how it stands, where nothing is done. */
type Plan =
  | {
      invitation: Invitation
      steps: string
      unblocks?: boolean
      endsAccess?: boolean
      takesOver?: TakeOver
      /** The dead invitation that is replaced. */
      earlier?: Invitation
    }
  | Outcome

/** The address is taken: finish what was left half done, attach or renew the invitation, or say how things stand. */
export async function inviteExisting(draft: ExistingDraft, tenant: Tenant): Promise<Outcome> {
  const { user } = draft
  const begun = begunInvitation(draft, tenant)
  if (begun) {
    return asItStands(await deliver({ user, invitation: begun }, draft, tenant, finishInvitation), user, tenant)
  }
  const plan = planFor(draft, tenant)
  if ('outcome' in plan) return plan
  if (plan.takesOver) {
    return asItStands(await takeOver(draft, { ...plan, takesOver: plan.takesOver }, tenant), user, tenant)
  }
  const { unblocks, endsAccess, earlier } = plan
  if (earlier) await takeRoles(user, earlier, plan.invitation, tenant)
  const ended = endsAccess ? await endAccess(user, draft.request.name ?? user.name, tenant) : undefined
  const invitation = ended ? withEndedAccess(plan.invitation, ended.at) : plan.invitation
  const offer = writeOffer(invitation)
  const what = `note the invitation at ${invitation.email}`
  const seen = await tenant.users.write(user.user_id, what, unblocks ? alsoUnblock(offer) : offer)
  const late = overtaken(seen, invitation.id, tenant.now())
  if (late) {
    // Somebody revoked it since the look: what held the account shut is put back.
    const block = writeBlock(invitation.id, tenant.now())
    if (unblocks) await tenant.users.write(user.user_id, `block ${invitation.email} again`, block)
    return failed(invitation.email, late, { invitation, user })
  }
  if (invitation.delivery === 'link' && !invitation.created_user) return attachedWithoutMail(invitation, draft)
  const outcome = withUnended(await deliver({ user: seen, invitation }, draft, tenant), ended)
  return asItStands(outcome, user, tenant)
}

/**
 * A last look at an account that others may have written to while its mail was asked for: of two admins who invite at
 * the same moment, one hears that the other's invitation stands.
 */
async function asItStands(outcome: Outcome, { user_id }: InvitedUser, tenant: Tenant): Promise<Outcome> {
  const { email, invitation_id } = outcome
  const isDone = outcome.outcome === 'invited' || outcome.outcome === 'attached'
  if (!isDone || invitation_id === null) return outcome
  const seen = await tenant.users.get(outcome.user_id ?? user_id)
  const standing = standingOf(seen.app_metadata, tenant.now())
  if (standing.status === 'accepted' && standing.acceptance.id === invitation_id) return outcome
  const late = overtaken(seen, invitation_id, tenant.now())
  return late === undefined ? outcome : { ...failed(email, late, { user: seen }), invitation_id }
}

/** The invitation that an earlier try with the same id made, as long as it is open. */
function begunInvitation({ invitation, user }: ExistingDraft, { now }: Tenant): Invitation | undefined {
  const standing = standingOf(user.app_metadata, now())
  return standing.status === 'pending' && standing.invitation.id === invitation.id ? standing.invitation : undefined
}

/** What inviting would do; nothing is changed. */
export function foreseeExisting(draft: ExistingDraft, tenant: Tenant): Outcome {
  const plan = planFor(draft, tenant)
  if ('outcome' in plan) return plan
  const { invitation, steps } = plan
  const { email } = invitation
  const message = `Would invite ${email} until ${validUntil(invitation)}: ${steps}. Nothing was done.`
  const told = { invitation, user: draft.user, reason: 'dry_run' }
  return { ...outcomeOf(email, outcomeFor(invitation), message, told), invitation_id: null } // the id is made anew when it is done
}

function planFor(draft: ExistingDraft, tenant: Tenant): Plan {
  const { user, invitation, request } = draft
  const { email, client_id, roles } = invitation
  const now = tenant.now()
  const standing = standingOf(user.app_metadata, now)
  if (isSpent(invitation.id, user.app_metadata)) return alreadyRevoked(invitation, user)
  switch (standing.status) {
    case 'accepted': {
      const message = `${email} has already accepted an invitation; nothing was sent.`
      return outcomeOf(email, 'already_accepted', message, { invitation: standing.invitation, user })
    }
    case 'malformed':
      return failed(email, notPossible('invitation_malformed', email), { user })
    case 'pending': {
      const open = standing.invitation
      if (!isOwed(open)) return alreadyInvited(open, user)
      // The app and the roles of now: it may be owed because one of them was wrong.
      const owed = { ...open, ...(client_id && { client_id }), ...(roles && { roles }) }
      const finished = request.link ? withoutMail(owed) : withOneMoreSend(owed, now)
      return { invitation: finished, steps: `go on where nothing was sent yet${andDeliver(finished, request.link)}` }
    }
    case 'revoked':
    case 'expired':
      return isProven('end_access', standing.invitation, user)
        ? planToRenew(draft, standing.invitation)
        : planForAccount(draft, standing.invitation, tenant)
    case 'none':
    case 'requested':
      return planForAccount(draft, undefined, tenant)
  }
}

/** An account that an earlier invitation made and that nobody owns gets a new one. */
function planToRenew({ invitation, user, request }: ExistingDraft, earlier: Invitation): Plan {
  const unblocks = user.blocked
  if (unblocks && !mayUnblock(user, earlier)) return failed(invitation.email, blocked(invitation.email), { user })
  // Whoever had the dead invitation's link may have set a password, and a passkey or a factor with it.
  const endsAccess = user.hasSetPassword
  const steps = `replace the dead invitation${endsAccess ? `, end ${WHAT_ENDS}` : ''}${unblocks ? ', unblock the account' : ''}${andDeliver(invitation, request.link)}`
  return { invitation: renewed(invitation, earlier, user), steps, unblocks, endsAccess, earlier }
}

/** An account that was there before. @param earlier a dead invitation of it */
function planForAccount(draft: ExistingDraft, earlier: Invitation | undefined, tenant: Tenant): Plan {
  const { user, options } = draft
  const { email } = draft.invitation
  const place = user.connections.indexOf(tenant.settings.connection)
  const database = place === 0 ? 'own' : place > 0 ? 'linked' : 'none'
  const unblocks = user.blocked && mayUnblock(user, earlier)
  const isBlocked = user.blocked && !unblocks
  const approach =
    approaches[kindOf({ ...user, blocked: isBlocked, database })][options.keepAccount ? 'keepAccount' : 'invite']
  switch (approach) {
    case 'account_blocked':
      return failed(email, blocked(email), { user })
    case 'account_not_verified':
      return failed(email, notVerified(email, database === 'own'), { user })
    case 'replace':
    case 'end_access': {
      const { invitation } = draft
      const anew =
        earlier === undefined
          ? afterRevocation(invitation, user.app_metadata)
          : { ...renewed(invitation, earlier, user), created_user: true }
      const steps = stepsOf(approach, user, andDeliver(invitation, draft.request.link))
      return tooLarge(draft, anew) ?? { invitation: anew, steps, takesOver: approach, unblocks }
    }
    case 'attach':
    case 'attach_without_mail':
      return planToAttach(draft, earlier, { approach, unblocks }, tenant)
  }
}

function planToAttach(
  draft: ExistingDraft,
  earlier: Invitation | undefined,
  { approach, unblocks }: { approach: 'attach' | 'attach_without_mail'; unblocks: boolean },
  tenant: Tenant,
): Plan {
  const { user, request } = draft
  const { email } = draft.invitation
  const redirect_to = request.redirect_to ?? tenant.settings.appUrl
  if (redirect_to === undefined) return failed(email, noAppUrl(email), { user })
  const attached = draftOf({ ...request, redirect_to }, tenant, { created_user: false, id: draft.invitation.id })
  if ('problems' in attached) return failed(email, wrongRequest(attached.problems), { user })
  const anew =
    earlier === undefined
      ? afterRevocation(attached, user.app_metadata)
      : { ...renewed(attached, earlier, user), created_user: false }
  const invitation = approach === 'attach' ? anew : withoutMail(anew)
  const mail =
    approach === 'attach_without_mail'
      ? 'mail nothing, since Auth0 mails only to accounts of the database'
      : request.link
        ? 'mail nothing; whoever signs in to it accepts'
        : 'ask Auth0 for the mail'
  const steps = `attach the invitation to the account ${user.user_id}, which stays as it is, and ${mail}`
  return tooLarge(draft, invitation) ?? { invitation, steps, unblocks }
}

/** Whether our tools blocked the account, and no administrator; its record alone is not believed. */
function mayUnblock(user: InvitedUser, earlier: Invitation | undefined): boolean {
  return earlier !== undefined && isOurBlock(user.app_metadata) && isProven('unblock', earlier, user)
}

/** An id is offered once: a resumed import does not bring back what was revoked since. */
function alreadyRevoked({ email, id }: Invitation, user: InvitedUser): Outcome {
  const message = `The invitation ${id} of ${email} was revoked or replaced; nothing was sent.`
  return { ...outcomeOf(email, 'already_revoked', message, { user }), invitation_id: id }
}

function alreadyInvited(invitation: Invitation, user: InvitedUser): Outcome {
  const { email } = invitation
  const again = !invitation.created_user && invitation.delivery === 'link' ? '' : ` ${howAgain(invitation)}`
  const message = `${email} is already invited until ${validUntil(invitation)}; nothing was sent.${again}`
  return outcomeOf(email, 'already_invited', message, { invitation, user })
}

function howAgain({ email, delivery }: Invitation): string {
  return delivery === 'mail'
    ? '“Forgot password?” on the sign-in page mails the invitation again.'
    : `The link that was handed over is kept nowhere: “invitations resend ${inShell(email)} --link” makes a new one and ends it, without --link it mails.`
}

function attachedWithoutMail(invitation: Invitation, { user, request }: ExistingDraft): Outcome {
  const { email, id, redirect_to } = invitation
  const why = request.link ? 'No mail is sent' : 'Auth0 cannot mail to this account'
  const message = `Attached an invitation to ${user.user_id} (${email}) until ${validUntil(invitation)} (${id}). ${why}: tell ${email} to sign in at this address.`
  const outcome = outcomeOf(email, 'attached', message, { invitation, user })
  return redirect_to === undefined ? outcome : { ...outcome, link: redirect_to }
}

/** Auth0 would refuse the invitation itself, or the acceptance when it comes. */
function tooLarge({ user }: ExistingDraft, invitation: Invitation): Outcome | undefined {
  if (fitsIntoProfile(user.profile_bytes, invitation)) return undefined
  const { email } = invitation
  const message = `With the invitation, the profile of ${email} would pass Auth0's limit of 10 kB; nothing was done.`
  const hint = 'Shorten the note or the context, or what else is in app_metadata and user_metadata of the user.'
  return failed(email, new InvitationsError('record_too_large', message, { hint }), { user })
}

function blocked(email: string): InvitationsError {
  return new InvitationsError(
    'account_blocked',
    `The account ${email} is blocked by an administrator; nothing was changed.`,
    { hint: 'Setting a password would lift the block. If that is wanted, unblock the user in the dashboard first.' },
  )
}

function notVerified(email: string, isOwn: boolean): InvitationsError {
  return new InvitationsError(
    'account_not_verified',
    `Nobody ever verified the address of the account ${email}, so it may be somebody else's${isOwn ? ', and others are linked to it' : ''}; nothing was done.`,
    {
      hint: isOwn
        ? `To keep the account and end every way into it: invitations invite ${inShell(email)} --keep-account`
        : 'Have its owner verify the address, then run it again.',
    },
  )
}

function noAppUrl(email: string): InvitationsError {
  return new InvitationsError(
    'app_url_needed',
    `${email} has an account already, so the mail leads to your app, whose address is not known; nothing was done.`,
    { hint: 'Set INVITATIONS_APP_URL, or give --redirect-to.' },
  )
}
