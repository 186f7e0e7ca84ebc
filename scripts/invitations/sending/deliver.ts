import { withoutSends } from '../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { makeLink, WHAT_ENDS_A_LINK, type LinkRequest } from './link.ts'
import type { InviteOptions, InviteRequest } from '../inviting/invite-request.ts'
import { mailInvitation } from './mail-invitation.ts'
import { failed, outcomeOf, type Outcome } from '../outcome.ts'
import { overtaken } from '../overtaken.ts'
import { giveRoles } from '../inviting/roles.ts'
import type { Tenant } from '../tenant.ts'
import { validUntil } from './valid-until.ts'
import { inShell } from '../../ground/text-for/shell.ts'

/** An invitation as it was just stored, on its way to the invitee. */
export interface Delivery {
  user: InvitedUser
  invitation: Invitation
}

/**
 * Gives the roles of an invitation, then asks for its mail or makes its link. When one of them fails, the record says
 * that nothing went out, and inviting again goes on.
 * @param mail how to ask for the mail, where no link is wanted
 */
export async function deliver(
  delivery: Delivery,
  { request: { link, roles = [] }, options }: { request: InviteRequest; options: InviteOptions },
  tenant: Tenant,
  mail = mailInvitation,
): Promise<Outcome> {
  const { user, invitation } = delivery
  const { email } = invitation
  try {
    await giveRoles(user, invitation, roles, tenant)
  } catch (failure) {
    const { roles: _, ...withoutRoles } = withoutSends(invitation)
    const what = 'its roles could not be given, so nothing was sent'
    const hint = 'Roles need a paid plan. The same command tries again; without --role it goes on without them.'
    const unnoted = `invitations revoke ${inShell(email)}, then invite again`
    return undelivered('roles_not_given', { ...delivery, unsent: withoutRoles, what, hint, unnoted, failure }, tenant)
  }
  if (link === undefined) return mail(user, invitation, options, tenant)
  try {
    const made = await makeLink(user, invitation, link, tenant)
    const message = `Invited ${email} until ${validUntil(invitation)}; no mail is sent, hand over this link (${invitation.id}). ${WHAT_ENDS_A_LINK}`
    return { ...outcomeOf(email, 'invited', message, { invitation, user }), link: made }
  } catch (failure) {
    const undone = { unsent: withoutSends(invitation), what: 'its link could not be made', failure }
    const hint = 'Then run the same command again.'
    return undelivered(
      'link_not_made',
      { ...delivery, ...undone, hint, unnoted: `invitations resend ${inShell(email)} --link` },
      tenant,
    )
  }
}

/** The same, as the end of what would be done. */
export function andDeliver({ roles = [] }: Invitation, link: LinkRequest | undefined): string {
  const gives = roles.length === 0 ? '' : `, give it ${roles.length === 1 ? 'a role' : `${roles.length} roles`}`
  return `${gives} and ${link ? 'make a link to hand over, without a mail' : 'ask Auth0 for the mail'}`
}

interface Undone extends Delivery {
  /** What the record has to say now. */
  unsent: Invitation
  what: string
  hint: string
  /** What goes on when even that could not be noted. */
  unnoted: string
  failure: unknown
}

async function undelivered(
  code: 'roles_not_given' | 'link_not_made',
  { user, invitation, unsent, what, hint, unnoted, failure }: Undone,
  { users, now }: Tenant,
): Promise<Outcome> {
  const { email } = invitation
  const cause = failure instanceof InvitationsError ? failure : undefined
  const seen = await users
    .write(user.user_id, `note that ${email} got nothing`, writeOffer(unsent))
    .catch(() => undefined)
  const late = seen && overtaken(seen, invitation.id, now())
  if (late) return failed(email, late, { invitation: unsent, user })
  const message = `The invitation for ${email} is saved, but ${what}. ${cause?.message ?? String(failure)}`
  const next = seen ? hint : `That could not be noted either: ${unnoted}.`
  const error = new InvitationsError(code, message, { hint: `${cause?.hint ?? ''} ${next}`.trim(), cause: failure })
  return failed(email, error, { invitation: unsent, user })
}
