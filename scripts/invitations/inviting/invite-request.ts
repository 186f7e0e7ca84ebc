import { randomBytes } from 'node:crypto'
import { withoutMail } from '../../../actions/invitation/changes.ts'
import { createInvitation } from '../../../actions/invitation/create.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { problemsOfLink } from '../../../actions/invitation/link.ts'
import type { Problem } from '../../../actions/invitation/request.ts'
import { visible } from '../../../actions/invitation/visible.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { DEFAULT_TTL_SEC } from '../../ground/settings/link-lifetime.ts'
import type { LinkRequest } from '../sending/link.ts'
import type { CallOptions, Tenant } from '../tenant.ts'
import { didYouMeanLanguage } from '../../ground/did-you-mean.ts'

export { DEFAULT_TTL_SEC }

/** Whom to invite, and with what. Only the address is needed. */
export interface InviteRequest {
  email: string
  /** Name of the invitee, for the greeting. */
  name?: string | undefined
  /** User name of the account, where the connection needs one. */
  username?: string | undefined
  /** Who invites, as the mail says it. */
  invited_by?: string | undefined
  /** Personal words in the mail, at most 500 characters. */
  note?: string | undefined
  /** The invitee's language, like `de` or `pt-BR`. */
  locale?: string | undefined
  /** IANA zone in which the invitee lives, like `Europe/Berlin`: for the expiry in the mail and for quiet hours. */
  time_zone?: string | undefined
  /** Lifetime in seconds, from 60 to 30 days; default DEFAULT_TTL_SEC. */
  ttl_sec?: number | undefined
  /** Where to go after accepting; https only. */
  redirect_to?: string | undefined
  /** JSON text of an object that the app gets in the claim, at most 1 kB. */
  context?: string | undefined
  /** Roles that the account gets, by name or by id; paid plans only. */
  roles?: string[] | undefined
  /** The only connection that it is accepted with, of `acceptWith`; or `password`: with no account of another provider. */
  accept_with?: string | undefined
  /** A link to hand over instead of the mail. */
  link?: LinkRequest | undefined
}

/** How to invite besides. */
export interface InviteOptions extends CallOptions {
  /** Which account, when several have the address, or the only one is with another provider. */
  user_id?: string | undefined
  /** An account whose address nobody verified is kept, and every way into it ended; otherwise it is deleted and created again. */
  keepAccount?: boolean | undefined
  /**
   * Asks before an account is deleted, or the ways into it are ended. Resolves to go on; answers no by
   * `false` or by throwing an InvitationsError `cancelled`, or `confirmation_needed` where nobody can be asked.
   */
  confirm?: ((question: string) => Promise<void>) | undefined
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

/** Everything that is wrong with a request; no call is made. */
export function problemsOf(request: InviteRequest, tenant: Tenant): Problem[] {
  const draft = draftOf(request, tenant)
  return [
    ...('problems' in draft ? draft.problems : []),
    ...problemsOfLink(request.link ?? {}),
    ...problemsOfWay(request, tenant),
  ]
}

function* problemsOfWay(
  { accept_with, link }: InviteRequest,
  { settings }: Pick<Tenant, 'settings'>,
): Generator<Problem> {
  if (accept_with === undefined || accept_with === 'password') return
  const [code, field] = ['usage', 'accept_with'] as const
  const { acceptWith, appUrl } = settings
  if (!acceptWith.includes(accept_with)) {
    const listed = acceptWith.length === 0 ? 'which is not set' : `which lists ${acceptWith.join(', ')}`
    const message = `"${visible(accept_with.slice(0, 80))}" is neither password nor a connection of INVITATIONS_ACCEPT_WITH, ${listed}.`
    yield { code, field, message }
  } else if (appUrl === undefined) {
    yield { code, field, message: 'The mail leads to your app, but its address is not known. Set INVITATIONS_APP_URL.' }
  } else if (link !== undefined) {
    const message = 'A link sets a password, but this invitation is not accepted with one. Leave the link out.'
    yield { code, field, message }
  }
}

/** @param changes what an account that exists already needs differently */
export function draftOf(
  request: InviteRequest,
  { settings, now }: Tenant,
  { id = newId(), ...changes }: { id?: string | undefined; created_user?: false } = {},
): Invitation | { problems: Problem[] } {
  const invitation = createInvitation({
    ...request,
    locale: request.locale ?? settings.locale,
    id,
    now: now(),
    ttl_sec: request.ttl_sec ?? DEFAULT_TTL_SEC,
    default_time_zone: settings.timeZone,
    created_user: true,
    client_id: settings.clientId,
    ...changes,
  })
  return 'problems' in invitation || request.link === undefined ? invitation : withoutMail(invitation)
}

/** @throws InvitationsError with everything that is wrong */
export function draftOrThrow(request: InviteRequest, tenant: Tenant, changes: { id: string }): Invitation {
  const draft = draftOf(request, tenant, changes)
  if ('problems' in draft) throw wrongRequest(draft.problems, request.locale)
  return draft
}

/** An id of 128 random bits. */
export function newId(): string {
  return `inv_${randomBytes(16).toString('hex')}`
}

/** Everything that is wrong, in one error; its code is the first problem's. @param locale as it was given */
export function wrongRequest(problems: Problem[], locale = ''): InvitationsError {
  const meant = problems.some(({ code }) => code === 'invalid_locale') ? didYouMeanLanguage(locale) : ''
  const [first = '', ...details] = new Set(problems.map(({ message }) => message))
  return new InvitationsError(problems[0]?.code ?? 'usage', first, {
    details,
    hint: `Nobody was invited. Fix it, then run the command again.${meant}`,
  })
}
