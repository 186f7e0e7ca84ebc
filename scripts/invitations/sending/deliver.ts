import { isFirstOf, withOneMoreSend, withoutSends } from '../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { MailLog } from '../../auth0/log/mail-log.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { NextStep } from '../../ground/next-step.ts'
import type { Ended } from '../ending/end-access.ts'
import type { InviteOptions, InviteRequest } from '../inviting/invite-request.ts'
import { giveRoles } from '../inviting/roles.ts'
import { overtaken } from '../not-possible.ts'
import { failed, outcomeOf, validUntil, type Outcome } from '../outcome.ts'
import type { Tenant } from '../tenant.ts'
import { makeLink, WHAT_ENDS_A_LINK, type LinkRequest } from './link.ts'
import { sendMail } from './send-mail.ts'

/** An invitation that was just stored, on its way to the invitee. */
export interface StoredInvitation {
  user: InvitedUser
  invitation: Invitation
  /** An earlier attempt with the same id stored it; its mail may have gone out. */
  isBegun?: true
  /** What was ended of the access to the account before. */
  ended?: Ended | undefined
}

/**
 * Gives the roles of an invitation, then asks for its mail or makes its link. If one of these fails, the record says that
 * nothing went out, and inviting again continues from there.
 */
export async function deliver(
  stored: StoredInvitation,
  { request: { link, roles = [] }, options }: { request: InviteRequest; options: InviteOptions },
  tenant: Tenant,
): Promise<Outcome> {
  try {
    await giveRoles(stored.user, stored.invitation, roles, tenant)
  } catch (failure) {
    return rolesNotGiven(stored, failure, tenant)
  }
  if (link !== undefined) return handOver(stored, link, tenant)
  return stored.isBegun ? finishMail(stored, options, tenant) : mail(stored, options, tenant)
}

/** The same, as the end of a sentence about what would be done. */
export function andDeliver({ roles = [] }: Invitation, link: LinkRequest | undefined): string {
  const gives = roles.length === 0 ? '' : `, give it ${roles.length === 1 ? 'a role' : `${roles.length} roles`}`
  return `${gives} and ${link ? 'make a link to hand over, without a mail' : 'ask Auth0 for the mail'}`
}

/** The outcome of inviting: a new account is invited; an account that was there before gets the invitation attached. */
export function outcomeFor({ created_user }: Invitation): 'invited' | 'attached' {
  return created_user ? 'invited' : 'attached'
}

async function mail(
  { user, invitation }: StoredInvitation,
  { before }: InviteOptions,
  tenant: Tenant,
): Promise<Outcome> {
  await before?.('mail', user.user_id)
  const outcome = outcomeFor(invitation)
  const again = { do: 'invite', email: invitation.email } as const
  return sendMail({ user, invitation, unsent: withoutSends(invitation), outcome, again }, tenant)
}

/** Sends the mail that an earlier attempt with the same id owes, unless the log shows that it was asked for. */
async function finishMail(stored: StoredInvitation, options: InviteOptions, tenant: Tenant): Promise<Outcome> {
  const { user, invitation: begun } = stored
  const { email } = begun
  const since = isFirstOf(begun) ? undefined : begun.invited_at
  if (options.mailMayBeSent && (await new MailLog(tenant.api).wasAsked(user.user_id, since))) {
    const message = `Invited ${email} until ${validUntil(begun)}; Auth0 was asked to send the mail before (${begun.id}).`
    return outcomeOf(email, outcomeFor(begun), message, { invitation: begun, user, email_sent: true })
  }
  if (begun.sends > 0) return mail(stored, options, tenant)
  const invitation = withOneMoreSend(begun, tenant.now())
  const seen = await tenant.users.write(user.user_id, `count the mail to ${email}`, writeOffer(invitation))
  const late = overtaken(seen, begun.id, tenant.now())
  return late ? failed(email, late, { invitation, user }) : mail({ user, invitation }, options, tenant)
}

async function handOver(stored: StoredInvitation, link: LinkRequest, tenant: Tenant): Promise<Outcome> {
  const { user, invitation } = stored
  const { email, id } = invitation
  try {
    const made = await makeLink(user, invitation, link, tenant)
    const message = `Invited ${email} until ${validUntil(invitation)}; no mail is sent, hand over this link (${id}). ${WHAT_ENDS_A_LINK}`
    return { ...outcomeOf(email, 'invited', message, { invitation, user }), link: made }
  } catch (failure) {
    const undone: Undone = {
      code: 'link_not_made',
      what: 'its link could not be made',
      unsent: withoutSends(invitation),
      hint: 'Then run the same command again.',
      unnoted: [{ do: 'resend', email, link: true }],
    }
    return undelivered(stored, undone, failure, tenant)
  }
}

function rolesNotGiven(stored: StoredInvitation, failure: unknown, tenant: Tenant): Promise<Outcome> {
  const { roles: _, ...unsent } = withoutSends(stored.invitation)
  const undone: Undone = {
    code: 'roles_not_given',
    what: 'its roles could not be given, so nothing was sent',
    unsent,
    hint: 'Roles need a paid plan. The same command tries again; without --role it goes on without them.',
    unnoted: [{ do: 'revoke', email: stored.invitation.email }, ', then invite again'],
  }
  return undelivered(stored, undone, failure, tenant)
}

interface Undone {
  code: 'roles_not_given' | 'link_not_made'
  what: string
  /** What the record has to say now. */
  unsent: Invitation
  hint: string
  /** The hint if even that could not be noted. */
  unnoted: readonly (string | NextStep)[]
}

async function undelivered(
  { user, invitation }: StoredInvitation,
  { code, what, unsent, hint, unnoted }: Undone,
  failure: unknown,
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
  const before = cause === undefined || cause.hint === '' ? [] : [cause.hint, ' ']
  const next = seen ? [hint] : ['The record could not be updated either: ', ...unnoted, '.']
  const error = new InvitationsError(code, message, { hint: [...before, ...next], cause: failure })
  return failed(email, error, { invitation: unsent, user })
}
