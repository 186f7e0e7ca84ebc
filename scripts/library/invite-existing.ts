import { fitsIntoProfile } from '../../actions/invitation/accept.ts'
import { isOwed, renewed, withOneMoreSend, withoutMail } from '../../actions/invitation/changes.ts'
import { approaches, kindOf } from '../../actions/invitation/existing-account.ts'
import { ACCEPTANCE_KEY, INVITATION_KEY, type Invitation } from '../../actions/invitation/invitation.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import type { InvitedUser } from '../auth0/users.ts'
import { InvitationsError } from '../errors.ts'
import { andDeliver, deliver } from './deliver.ts'
import { draftOf, wrongRequest, type InviteRequest } from './invite-request.ts'
import type { InviteOptions } from './invite.ts'
import { finishInvitation, outcomeFor } from './mail-invitation.ts'
import { notPossible } from './not-possible.ts'
import { failed, outcomeOf, type Outcome } from './outcome.ts'
import { takeRoles } from './roles.ts'
import { stepsOf, takeOver, type TakeOver } from './take-over.ts'
import type { Tenant } from './tenant.ts'
import { validUntil } from './valid-until.ts'
import { inShell } from '../text-for/shell.ts'

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
      endsPassword?: boolean
      takesOver?: TakeOver
      /** The dead invitation that is replaced. */
      earlier?: Invitation
    }
  | Outcome

/** The address is taken: finish what was left half done, attach or renew the invitation, or say how things stand. */
export async function inviteExisting(draft: ExistingDraft, tenant: Tenant): Promise<Outcome> {
  const begun = begunInvitation(draft, tenant)
  if (begun) return deliver({ user: draft.user, invitation: begun }, draft, tenant, finishInvitation)
  const plan = planFor(draft, tenant)
  if ('outcome' in plan) return plan
  if (plan.takesOver) return takeOver(draft, { ...plan, takesOver: plan.takesOver }, tenant)
  const { user } = draft
  const { invitation, unblocks, endsPassword, earlier } = plan
  if (earlier) await takeRoles(user, earlier, invitation, tenant)
  await tenant.users.setInvitation(user.user_id, invitation, {
    ...(unblocks && { blocked: false }),
    ...(endsPassword && { endsPassword }),
  })
  if (invitation.delivery === 'link' && !invitation.created_user) return attachedWithoutMail(invitation, draft)
  return deliver({ user, invitation }, draft, tenant)
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
      return standing.invitation.created_user && user.identities <= 1
        ? planToRenew(draft, standing.invitation)
        : planForAccount(draft, standing.invitation, tenant)
    case 'none':
    case 'requested':
      return planForAccount(draft, undefined, tenant)
  }
}

/** An account that an earlier invitation made and that nobody owns gets a new one. */
function planToRenew({ invitation, user, request }: ExistingDraft, earlier: Invitation): Plan {
  if (user.blocked && earlier.blocked_at === undefined)
    return failed(invitation.email, blocked(invitation.email), { user })
  // Whoever had the dead invitation's link may have set the password: it must not open the new one.
  const endsPassword = user.hasSetPassword
  const unblocks = user.blocked
  const steps = `replace the dead invitation${endsPassword ? ', end the password that was set' : ''}${unblocks ? ', unblock the account' : ''}${andDeliver(invitation, request.link)}`
  return { invitation: renewed(invitation, earlier, user.identities), steps, unblocks, endsPassword, earlier }
}

/** An account that was there before. @param earlier a dead invitation of it */
function planForAccount(draft: ExistingDraft, earlier: Invitation | undefined, tenant: Tenant): Plan {
  const { user, options } = draft
  const { email } = draft.invitation
  const place = user.connections.indexOf(tenant.settings.connection)
  const database = place === 0 ? 'own' : place > 0 ? 'linked' : 'none'
  const isBlocked = user.blocked && !isOurBlock(user, earlier)
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
      const anew = earlier === undefined ? invitation : { ...renewed(invitation, earlier, 1), created_user: true }
      const steps = stepsOf(approach, user, andDeliver(invitation, draft.request.link))
      return tooLarge(draft, anew) ?? { invitation: anew, steps, takesOver: approach }
    }
    case 'attach':
    case 'attach_without_mail':
      return planToAttach(draft, earlier, approach, tenant)
  }
}

function planToAttach(
  draft: ExistingDraft,
  earlier: Invitation | undefined,
  approach: 'attach' | 'attach_without_mail',
  tenant: Tenant,
): Plan {
  const { user, request } = draft
  const { email } = draft.invitation
  const redirect_to = request.redirect_to ?? tenant.settings.appUrl
  if (redirect_to === undefined) return failed(email, noAppUrl(email), { user })
  const attached = draftOf({ ...request, redirect_to }, tenant, { created_user: false, id: draft.invitation.id })
  if ('problems' in attached) return failed(email, wrongRequest(attached.problems), { user })
  const anew = earlier === undefined ? attached : renewed(attached, earlier, user.identities)
  const invitation = approach === 'attach' ? anew : withoutMail(anew)
  const mail =
    approach === 'attach_without_mail'
      ? 'mail nothing, since Auth0 mails only to accounts of the database'
      : request.link
        ? 'mail nothing; whoever signs in to it accepts'
        : 'ask Auth0 for the mail'
  const steps = `attach the invitation to the account ${user.user_id}, which stays as it is, and ${mail}`
  return tooLarge(draft, invitation) ?? { invitation, steps, unblocks: isOurBlock(user, earlier) }
}

/** Whether a revocation blocked the account, and no administrator. */
function isOurBlock(user: InvitedUser, earlier: Invitation | undefined): boolean {
  return user.blocked && earlier?.blocked_at !== undefined
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
  const { app_metadata, user_metadata } = user
  const acceptance = { id: invitation.id, at: invitation.invited_at }
  const own = { [INVITATION_KEY]: invitation, [ACCEPTANCE_KEY]: acceptance }
  if (fitsIntoProfile({ app_metadata: { ...(app_metadata ?? {}), ...own }, user_metadata })) return undefined
  const { email } = invitation
  const message = `With the invitation, the metadata of ${email} would pass Auth0's limit of 10 kB; nothing was done.`
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
