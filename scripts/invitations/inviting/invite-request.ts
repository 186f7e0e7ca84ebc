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

/** Whom to invite, and how. Only the address is required. */
export interface InviteRequest {
  email: string
  /** The invitee's name, for the greeting. */
  name?: string | undefined
  /** User name of the account, if the connection needs one. */
  username?: string | undefined
  /** Who invites, as the mail should say it. */
  invited_by?: string | undefined
  /** A personal note in the mail, at most 500 characters. */
  note?: string | undefined
  /** The invitee's language, like `de` or `pt-BR`. Default: INVITATIONS_DEFAULT_LOCALE. */
  locale?: string | undefined
  /** The invitee's IANA time zone, like `Europe/Berlin`: for the expiry and quiet hours. Default: INVITATIONS_TIME_ZONE. */
  time_zone?: string | undefined
  /** Lifetime in seconds, from 60 (a minute) to 2592000 (30 days). Default: 604800 (7 days). */
  ttl_sec?: number | undefined
  /** Where to go after accepting; https only. Default: the app's own address. */
  redirect_to?: string | undefined
  /** JSON text of an object that the app gets in the claim, at most 1 kB. */
  context?: string | undefined
  /** Roles that the account gets, by name or id. Needs a paid plan. Only those in INVITATIONS_ROLES. */
  roles?: string[] | undefined
  /** The only connection to accept with, one of `acceptWith`, or `password` for the invited account only. Default: any. */
  accept_with?: string | undefined
  /** Makes a link to hand over, instead of sending the mail. */
  link?: LinkRequest | undefined
}

/** Further choices for an invitation. */
export interface InviteOptions extends CallOptions {
  /** Which account, if several have the address, or if the only one is with another provider. */
  user_id?: string | undefined
  /** Keeps an account with an unverified address, and ends every access to it. Default: it is deleted and created again. */
  keepAccount?: boolean | undefined
  /**
   * Asked before an account is deleted or every access to it is ended. Resolve to go on. To say no, return `false` or throw
   * an InvitationsError `cancelled`. If nobody can be asked, throw `confirmation_needed`.
   */
  confirm?: ((question: string) => Promise<void>) | undefined
  /**
   * Id of the invitation: `inv_` and 32 hex digits. Default: a new one. Inviting again with the same id finishes what was
   * begun, however far it got.
   */
  invitation_id?: string | undefined
  /** In a second attempt with the same id: whether Auth0 may have been asked for the mail. If so, the log is read. */
  mailMayBeSent?: boolean | undefined
  /** Awaited before each call that changes something. */
  before?: ((step: 'create' | 'mail', user_id?: string) => Promise<void>) | undefined
}

/** Everything that is wrong with a request. Makes no call. */
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

/** @param changes what has to be different for an existing account */
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

/** One error with everything that is wrong. Its code is the first problem's. @param locale as it was given */
export function wrongRequest(problems: Problem[], locale = ''): InvitationsError {
  const meant = problems.some(({ code }) => code === 'invalid_locale') ? didYouMeanLanguage(locale) : ''
  const [first = '', ...details] = new Set(problems.map(({ message }) => message))
  return new InvitationsError(problems[0]?.code ?? 'usage', first, {
    details,
    hint: `Nobody was invited. Fix it, then run the command again.${meant}`,
  })
}
