import {
  afterRevocation,
  isOwed,
  isSpent,
  renewed,
  withOneMoreSend,
  withoutMail,
} from '../../../actions/invitation/changes.ts'
import { approaches, kindOf } from '../../../actions/invitation/existing-account.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { fitsIntoProfile, MOST_PROFILE_BYTES } from '../../../actions/invitation/profile.ts'
import { isOurBlock, standingOf } from '../../../actions/invitation/standing.ts'
import { isProven } from '../../../actions/invitation/witness.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { worded } from '../../ground/next-step.ts'
import { WHAT_ENDS } from '../ending/end-access.ts'
import { notPossible } from '../not-possible.ts'
import { failed, outcomeOf, validUntil, type Outcome } from '../outcome.ts'
import { andDeliver } from '../sending/deliver.ts'
import type { Tenant } from '../tenant.ts'
import { draftOf, wrongRequest, type InviteOptions, type InviteRequest } from './invite-request.ts'

/** An invitation for somebody who already has an account. */
export interface ExistingDraft {
  request: InviteRequest
  /** The same as for a new account. */
  invitation: Invitation
  user: InvitedUser
  options: InviteOptions
}

/** How an account with an unverified address becomes the invitee's. */
type TakeOver = 'replace' | 'end_access'

/** What is done with an existing account, as data and in words. */
export interface ExistingPlan {
  invitation: Invitation
  steps: string
  /** Whether to lift our block. */
  unblocks?: boolean
  /** Whether every access is ended, and the account's name from then on; without a name, its address. */
  endsAccess?: { name: string | undefined } | undefined
  takesOver?: TakeOver
  /** The dead invitation that is replaced. */
  earlier?: Invitation
}

/** Decides what inviting does to the account. Changes nothing and makes no call. */
export function planFor(draft: ExistingDraft, tenant: Tenant): ExistingPlan | Outcome {
  const { user, invitation, request } = draft
  const { email, client_id, roles } = invitation
  const now = tenant.now()
  const standing = standingOf(user.app_metadata, now)
  if (isSpent(invitation.id, user.app_metadata)) return alreadyRevoked(invitation, user)
  switch (standing.status) {
    case 'accepted': {
      const message = `${email} has already accepted an invitation. Nothing was sent.`
      return outcomeOf(email, 'already_accepted', message, { invitation: standing.invitation, user })
    }
    case 'malformed':
      return failed(email, notPossible('invitation_malformed', email), { user })
    case 'pending': {
      const open = standing.invitation
      if (!isOwed(open)) return alreadyInvited(open, user)
      // The app and the roles of this run, because the mail may be owed since one of them was wrong.
      const owed = { ...open, ...(client_id && { client_id }), ...(roles && { roles }) }
      const finished = request.link ? withoutMail(owed) : withOneMoreSend(owed, now)
      return { invitation: finished, steps: `continue where nothing was sent yet${andDeliver(finished, request.link)}` }
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

/** An account that an earlier invitation made and nobody owns gets a new invitation. */
function planToRenew({ invitation, user, request }: ExistingDraft, earlier: Invitation): ExistingPlan | Outcome {
  const unblocks = user.blocked
  if (unblocks && !mayUnblock(user, earlier)) {
    const isSaidToBeOurs = isOurBlock(user.app_metadata)
    return failed(invitation.email, blocked(invitation.email, isSaidToBeOurs), { user })
  }
  // Anyone who had the dead invitation's link may have set a password, and with it a passkey or a factor.
  const endsAccess = user.hasSetPassword ? { name: request.name ?? user.name } : undefined
  const steps = `replace the dead invitation${endsAccess ? `, end ${WHAT_ENDS}` : ''}${unblocks ? ', unblock the account' : ''}${andDeliver(invitation, request.link)}`
  return { invitation: renewed(invitation, earlier, user), steps, unblocks, endsAccess, earlier }
}

/** An account that was there before. @param earlier a dead invitation of this account */
function planForAccount(draft: ExistingDraft, earlier: Invitation | undefined, tenant: Tenant): ExistingPlan | Outcome {
  const { user, options } = draft
  const { email } = draft.invitation
  const place = user.connections.indexOf(tenant.settings.connection)
  const database = place === 0 ? 'own' : place > 0 ? 'linked' : 'none'
  const approach = approaches[kindOf({ ...user, database })][options.keepAccount ? 'keepAccount' : 'invite']
  switch (approach) {
    case 'account_blocked':
      return failed(email, blocked(email), { user })
    case 'account_not_verified':
      return failed(email, notVerified(email, database === 'own'), { user })
    case 'replace':
    case 'end_access': {
      const { invitation } = draft
      const renewing =
        earlier === undefined
          ? afterRevocation(invitation, user.app_metadata)
          : { ...renewed(invitation, earlier, user), created_user: true }
      const steps = stepsOf(approach, user, andDeliver(invitation, draft.request.link))
      const endsAccess = approach === 'end_access' ? { name: draft.request.name } : undefined
      return tooLarge(draft, renewing) ?? { invitation: renewing, steps, takesOver: approach, endsAccess }
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
): ExistingPlan | Outcome {
  const { user, request } = draft
  const { email } = draft.invitation
  const redirect_to = request.redirect_to ?? tenant.settings.appUrl
  if (redirect_to === undefined) return failed(email, noAppUrl(email), { user })
  const attached = draftOf({ ...request, redirect_to }, tenant, { created_user: false, id: draft.invitation.id })
  if ('problems' in attached) return failed(email, wrongRequest(attached.problems), { user })
  const renewing =
    earlier === undefined
      ? afterRevocation(attached, user.app_metadata)
      : { ...renewed(attached, earlier, user), created_user: false }
  const invitation = approach === 'attach' ? renewing : withoutMail(renewing)
  const mail =
    approach === 'attach_without_mail'
      ? 'mail nothing, since Auth0 mails only to accounts of the database'
      : request.link
        ? 'mail nothing; signing in to it accepts'
        : 'ask Auth0 for the mail'
  const steps = `attach the invitation to the account ${user.user_id}, which stays as it is, and ${mail}`
  return tooLarge(draft, invitation) ?? { invitation, steps }
}

/** Whether our tools blocked the account and no administrator did. The record alone is not proof. */
function mayUnblock(user: InvitedUser, earlier: Invitation): boolean {
  return isOurBlock(user.app_metadata) && isProven('unblock', earlier, user)
}

/** What happens to the account, for the plan and the question. */
function stepsOf(how: TakeOver, { user_id, created_at, last_login, linked }: InvitedUser, ends: string): string {
  const used = last_login === undefined ? 'nobody ever signed in' : `last sign-in ${last_login}`
  const account = `the account ${user_id}, whose address was never verified (created ${created_at}, ${used})`
  if (how === 'replace') {
    return `delete ${account}, with its password, user_metadata, roles and memberships; create it again with another user_id and the same app_metadata${ends}`
  }
  const identities = linked.length === 0 ? '' : `, linked identities (${linked.length})`
  return `keep ${account}, end ${WHAT_ENDS}${identities}${ends}`
}

/** An id is offered only once: a resumed import does not bring back what has been revoked since. */
function alreadyRevoked({ email, id }: Invitation, user: InvitedUser): Outcome {
  const message = `The invitation ${id} of ${email} was revoked or replaced. Nothing was sent.`
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
    ? '“Forgot password?” on the sign-in page sends the invitation again.'
    : worded([
        'The link that was handed over is not stored. “',
        { do: 'resend', email, link: true },
        '” makes a new one and ends the old one; without --link it sends a mail.',
      ])
}

/** Whether Auth0 would refuse the invitation, or the acceptance later. */
function tooLarge({ user }: ExistingDraft, invitation: Invitation): Outcome | undefined {
  if (fitsIntoProfile(user.profile_bytes, invitation)) return undefined
  const { email } = invitation
  const message = `With the invitation, the profile of ${email} would exceed Auth0's limit of ${MOST_PROFILE_BYTES / 1000} kB. Nothing was done.`
  const hint =
    'Shorten the note or the context, or remove something else from the user’s app_metadata or user_metadata.'
  return failed(email, new InvitationsError('record_too_large', message, { hint }), { user })
}

/** @param isSaidToBeOurs the record says so, but Auth0's own fields do not confirm it: somebody signed in, or tried to */
function blocked(email: string, isSaidToBeOurs = false): InvitationsError {
  const told = isSaidToBeOurs
    ? `The account ${email} is blocked. Its record blames a revocation, but somebody has tried to sign in since. Nothing was changed.`
    : `The account ${email} was blocked by an administrator. Nothing was changed.`
  const hint = 'Inviting would lift the block. If you want that, unblock the user in the dashboard and invite again.'
  return new InvitationsError('account_blocked', told, { hint })
}

function notVerified(email: string, isOwn: boolean): InvitationsError {
  return new InvitationsError(
    'account_not_verified',
    `Nobody ever verified the address of the account ${email}, so it may be somebody else's${isOwn ? ', and others are linked to it' : ''}; nothing was done.`,
    {
      hint: isOwn
        ? ['To keep the account and close every way into it: ', { do: 'invite', email, keepAccount: true }]
        : 'Ask its owner to verify the address, then run it again.',
    },
  )
}

function noAppUrl(email: string): InvitationsError {
  return new InvitationsError(
    'app_url_needed',
    `${email} has an account already, so the mail leads to your app, but its address is not known. Nothing was done.`,
    { hint: 'Set INVITATIONS_APP_URL, or give --redirect-to.' },
  )
}
