import { randomBytes } from 'node:crypto'
import { renewed, withOneMoreSend, withoutSends } from '../../actions/invitation/changes.ts'
import { createInvitation } from '../../actions/invitation/create.ts'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { leadsToApp } from '../../actions/invitation/redirect.ts'
import type { Problem } from '../../actions/invitation/request.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { wasMailed } from '../auth0/logs.ts'
import type { InvitedUser } from '../auth0/users.ts'
import { InvitationsError } from '../errors.ts'
import { failed, outcomeOf, type Outcome } from './outcome.ts'
import { sendMail } from './send-mail.ts'
import type { CallOptions, Tenant } from './tenant.ts'

/** Lifetime of an invitation in seconds where none is asked for: 7 days. */
export const DEFAULT_TTL_SEC = 7 * 24 * 60 * 60

/** Whom to invite, and with what. Only the address is needed. */
export interface InviteRequest {
  email: string
  /** Name of the invitee, for the greeting. */
  name?: string | undefined
  /** Who invites, as the mail says it. */
  invited_by?: string | undefined
  /** Personal words in the mail, at most 500 characters. */
  note?: string | undefined
  /** The invitee's language, like `de` or `pt-BR`. */
  locale?: string | undefined
  /** Lifetime in seconds, from 60 to 30 days; default DEFAULT_TTL_SEC. */
  ttl_sec?: number | undefined
  /** Where to go after accepting; https only. */
  redirect_to?: string | undefined
  /** JSON text of an object that the app gets in the claim, at most 1 kB. */
  context?: string | undefined
}

export interface InviteOptions extends CallOptions {
  /**
   * Id of the invitation, `inv_` and 32 hex digits; default: a new one. Inviting again with the same id finishes what
   * was begun, whatever came of it.
   */
  invitation_id?: string | undefined
  /** With the same id again: whether Auth0 may have been asked for the mail, so that a look into the log is worth it. */
  mailMayBeSent?: boolean | undefined
  /** Awaited before each call that changes something. */
  before?: ((step: 'create' | 'mail', user_id?: string) => Promise<void>) | undefined
}

export interface Draft {
  email: string
  name: string | undefined
  invitation: Invitation
}

/** Everything that is wrong with a request; no call is made. */
export function problemsOf(request: InviteRequest, tenant: Tenant): Problem[] {
  const draft = draftOf(request, tenant)
  return 'problems' in draft ? draft.problems : []
}

/**
 * Two calls for a new address: create the user with the invitation, ask Auth0 for the mail.
 * @throws InvitationsError with the code of the first problem of the request, before any call
 */
export async function invite(request: InviteRequest, options: InviteOptions, tenant: Tenant): Promise<Outcome> {
  const draft = draftOf(request, tenant, options.invitation_id)
  if ('problems' in draft) throw wrongRequest(draft.problems)
  const astray = await leadsAstray(draft.invitation, tenant)
  if (astray !== undefined) return failed(draft.email, astray)
  if (options.dryRun) return foresee(draft, tenant)
  const { email, name, invitation } = draft
  await options.before?.('create')
  const user = await tenant.users.create({ email, name, connection: tenant.settings.connection, invitation })
  if (user !== 'exists') return mail(user, invitation, tenant, options)
  return inviteExisting(draft, tenant, options)
}

/** The record of a request, not stored yet; or everything that is wrong with it. */
export function draftOf(
  request: InviteRequest,
  { settings, now }: Tenant,
  id = newId(),
): Draft | { problems: Problem[] } {
  const invitation = createInvitation({
    ...request,
    id,
    now: now(),
    ttl_sec: request.ttl_sec ?? DEFAULT_TTL_SEC,
    time_zone: settings.timeZone,
    created_user: true,
    client_id: settings.clientId,
  })
  return 'problems' in invitation ? invitation : { email: invitation.email, name: request.name, invitation }
}

/** An id of 128 random bits. */
export function newId(): string {
  return `inv_${randomBytes(16).toString('hex')}`
}

/** Everything that is wrong, in one error; its code is the first problem's. */
export function wrongRequest(problems: Problem[]): InvitationsError {
  const sentences = [...new Set(problems.map(({ message }) => message))]
  return new InvitationsError(problems[0]?.code ?? 'usage', sentences.join('\n'), {
    hint: 'Nobody was invited. Mend it and run the command again.',
  })
}

/** Why `redirect_to` is no page of the app that the invitation is for, or undefined. */
async function leadsAstray(
  { redirect_to, client_id }: Invitation,
  { clients }: Tenant,
): Promise<InvitationsError | undefined> {
  if (redirect_to === undefined || client_id === undefined) return undefined
  const callbacks = await clients.callbacksOf(client_id)
  if (leadsToApp(redirect_to, callbacks)) return undefined
  return new InvitationsError(
    'invalid_redirect_to',
    `${redirect_to} is no page of the app ${client_id}: it has no callback at ${new URL(redirect_to).origin}.`,
    { hint: 'Nobody was invited. Applications > the app > Settings > Allowed Callback URLs has its addresses.' },
  )
}

/** The account in the invitees' connection with this address. */
async function existingAccount({ email }: Draft, { users, settings }: Tenant): Promise<InvitedUser | undefined> {
  const found = await users.findByEmail(email)
  return found.find(({ connections }) => connections.includes(settings.connection))
}

/** The address is taken: finish what was left half done, invite again after a dead invitation, or say how things stand. */
async function inviteExisting(draft: Draft, tenant: Tenant, options: InviteOptions): Promise<Outcome> {
  const user = await existingAccount(draft, tenant)
  const begun = user && begunInvitation(draft, user, tenant)
  if (begun) return finish(user, begun, tenant, options)
  const next = user && nextInvitation(draft, user, tenant.now())
  if (user === undefined || next === undefined) return standingTold(draft, user, tenant.now())
  if ('code' in next) return failed(draft.email, next, { user })
  await tenant.users.setInvitation(user.user_id, next.invitation, next.changes)
  return mail(user, next.invitation, tenant, options)
}

/** The invitation that an earlier try with the same id made, as long as it is open. */
function begunInvitation({ invitation }: Draft, user: InvitedUser, { now }: Tenant): Invitation | undefined {
  const standing = standingOf(user.app_metadata, now())
  return standing.status === 'pending' && standing.invitation.id === invitation.id ? standing.invitation : undefined
}

/** Sends the mail that the earlier try owes; one that the log shows as asked for is not sent again. */
async function finish(user: InvitedUser, begun: Invitation, tenant: Tenant, options: InviteOptions): Promise<Outcome> {
  if (options.mailMayBeSent && (await wasMailed(tenant.connection, user.user_id, begun.invited_at))) {
    const message = `Invited ${begun.email} until ${begun.expires_on}; Auth0 was asked to send the mail before (${begun.id}).`
    return outcomeOf(begun.email, 'invited', message, { invitation: begun, user, email_sent: true })
  }
  if (begun.sends > 0) return mail(user, begun, tenant, options)
  const counted = withOneMoreSend(begun, tenant.now())
  await tenant.users.setInvitation(user.user_id, counted)
  return mail(user, counted, tenant, options)
}

/** What an existing account gets: the mail it is owed, or a new invitation; undefined when it gets none. */
function nextInvitation(
  { invitation, email }: Draft,
  user: InvitedUser,
  now: Date,
): { invitation: Invitation; changes: { blocked?: false; endsPassword?: boolean } } | InvitationsError | undefined {
  const standing = standingOf(user.app_metadata, now)
  if (standing.status === 'pending' && standing.invitation.sends === 0) {
    // The app of now: the mail may be owed because the app was set wrong.
    const owed = { ...standing.invitation, ...(invitation.client_id && { client_id: invitation.client_id }) }
    return { invitation: withOneMoreSend(owed, now), changes: {} }
  }
  if (standing.status !== 'revoked' && standing.status !== 'expired') return undefined
  const earlier = standing.invitation
  if (user.blocked && earlier.blocked_at === undefined) {
    return new InvitationsError(
      'account_blocked',
      `The account ${email} is blocked by an administrator; nothing was changed.`,
      {
        hint: 'Setting a password would lift the block. If that is wanted, unblock the user in the dashboard first.',
      },
    )
  }
  const renewal = renewed(invitation, earlier, user.identities)
  // Whoever had the dead invitation's link may have set the password: it must not open the new one.
  const endsPassword = renewal.created_user && user.hasSetPassword
  return { invitation: renewal, changes: { ...(user.blocked && { blocked: false }), endsPassword } }
}

async function mail(
  user: InvitedUser,
  invitation: Invitation,
  tenant: Tenant,
  { before }: InviteOptions,
): Promise<Outcome> {
  await before?.('mail', user.user_id)
  const again = `invitations invite ${invitation.email}`
  return sendMail({ user, invitation, unsent: withoutSends(invitation), outcome: 'invited', again }, tenant)
}

/** How an existing account stands, as a result; nothing is changed. */
function standingTold({ email }: Draft, user: InvitedUser | undefined, now: Date): Outcome {
  const standing = standingOf(user?.app_metadata, now)
  if (standing.status === 'pending') {
    const { invitation } = standing
    const message = `${email} is already invited until ${invitation.expires_on}; nothing was sent. “Forgot password?” on the sign-in page mails the invitation again.`
    return outcomeOf(email, 'already_invited', message, { invitation, user })
  }
  if (standing.status === 'accepted') {
    const message = `${email} has already accepted an invitation; nothing was sent.`
    return outcomeOf(email, 'already_accepted', message, { invitation: standing.invitation, user })
  }
  const said = standing.status === 'none' ? '' : ` (its invitation is ${standing.status})`
  const error = new InvitationsError(
    'user_exists',
    `A user with the address ${email} exists already${said}; nothing was changed.`,
    {
      hint: 'Who has an account can sign in already; “Forgot password?” sets a new password. Existing accounts cannot be invited yet.',
    },
  )
  return failed(email, error, { user })
}

function told({ blocked, endsPassword }: { blocked?: false; endsPassword?: boolean }): string {
  return `${blocked === false ? ', unblock the account' : ''}${endsPassword ? ', end the password that was set' : ''}`
}

/** What inviting would do; one look-up, no change. */
async function foresee(draft: Draft, tenant: Tenant): Promise<Outcome> {
  const { email, invitation } = draft
  const user = await existingAccount(draft, tenant)
  if (user === undefined)
    return foreseen(
      email,
      invitation,
      undefined,
      `create the user in ${tenant.settings.connection} and ask Auth0 for the mail`,
    )
  const next = nextInvitation(draft, user, tenant.now())
  if (next === undefined) return standingTold(draft, user, tenant.now())
  if ('code' in next) return failed(email, next, { user })
  const steps =
    next.invitation.id === invitation.id
      ? `replace the dead invitation${told(next.changes)} and ask Auth0 for the mail`
      : 'ask Auth0 for the mail that was never sent'
  return foreseen(email, next.invitation, user, steps)
}

function foreseen(email: string, invitation: Invitation, user: InvitedUser | undefined, steps: string): Outcome {
  const message = `Would invite ${email} until ${invitation.expires_on}: ${steps}. Nothing was done.`
  // The id is made anew when it is done.
  return { ...outcomeOf(email, 'invited', message, { invitation, user, reason: 'dry_run' }), invitation_id: null }
}
