import type { Problem } from '../../actions/invitation/request.ts'
import type { AdoptOptions, Flag } from './inviting/adopt.ts'
import type { Consent } from './inviting/accept.ts'
import { fitting, hasFields, one, parse, type Described, type Kind } from '../ground/given/described.ts'
import { requireAddressOrId } from './reading/find-invitee.ts'
import { problemsOf, wrongRequest, type InviteOptions, type InviteRequest } from './inviting/invite-request.ts'
import type { JoinRequestOptions } from './reading/join-requests.ts'
import * as kinds from './kinds.ts'
import type { LinkRequest } from './sending/link.ts'
import type { ListOptions } from './reading/list.ts'
import type { ReconcileOptions } from './repairing/reconcile.ts'
import type { RemindOneOptions, RemindOptions } from './sending/remind.ts'
import type { ReportOptions } from './reading/report.ts'
import type { BegunMail, ResendOptions } from './sending/resend.ts'
import type { RevokeOptions } from './ending/revoke.ts'
import type { CallOptions, Tenant } from './tenant.ts'

// Checks what the methods of the library are given, field by field. This is the edge: callers may have no types, or pass on
// what a browser sent. Inside, the types are trusted.

const called = { dryRun: kinds.flag, signal: kinds.signal }

const link: Described<LinkRequest> = {
  name: 'the link',
  fields: { query: kinds.textsByName, hash: kinds.textsByName, trust_address: kinds.flag },
}

/** Parses a link, so that problems in it are reported as the link's. */
const linkKind = kinds.as('invalid_link_param', {
  wanted: 'an object like {"query":{"app":"Engine"}} with strings in query and hash, and trust_address true or false',
  parse: (given) => {
    const { fitting: made, misfits } = parse(given, link)
    return misfits.length === 0 ? made : undefined
  },
})

const request: Described<InviteRequest> = {
  name: 'the request',
  fields: {
    email: kinds.as('invalid_email', kinds.text),
    name: kinds.as('invalid_name', kinds.text),
    username: kinds.as('invalid_username', kinds.text),
    invited_by: kinds.as('invalid_invited_by', kinds.text),
    note: kinds.text,
    locale: kinds.as('invalid_locale', kinds.text),
    time_zone: kinds.as('invalid_time_zone', kinds.text),
    ttl_sec: kinds.as('invalid_ttl', kinds.number, 'a number of seconds'),
    redirect_to: kinds.as('invalid_redirect_to', kinds.text),
    context: kinds.as('invalid_context', kinds.text, 'the JSON text of an object'),
    roles: kinds.texts,
    accept_with: kinds.text,
    link: linkKind,
  },
  needed: ['email'],
}

/** Everything that is wrong with what was given: fields of the wrong type, and the other fields by the domain's rules. */
export function problemsIn(given: unknown, tenant: Tenant): Problem[] {
  const { fitting: asked, misfits } = parse(given, request)
  const ofTypes = misfits.map(({ field, ...rest }): Problem => ({ ...rest, field: field ?? 'request' }))
  if (!hasFields(given)) return ofTypes
  const isOfType = (field: Problem['field']) => ofTypes.some((problem) => problem.field === field)
  const others = problemsOf({ ...asked, email: asked.email ?? '' }, tenant)
  return [...ofTypes, ...others.filter(({ field }) => !isOfType(field))]
}

/** @throws InvitationsError with the code of the first problem and all of them in its message */
export function requestIn(given: unknown, tenant: Tenant): InviteRequest {
  const problems = problemsIn(given, tenant)
  if (problems.length > 0) throw wrongRequest(problems)
  return fitting(given, request)
}

/** @throws InvitationsError `usage` for anything other than an address or an invitation id */
export function whoIn(given: unknown): string {
  const who = one(given, 'The first argument', { ...kinds.text, wanted: 'an address or an invitation id' })
  requireAddressOrId(who)
  return who
}

export function emailsIn(given: unknown): string[] {
  return one(given, 'The addresses', kinds.addresses)
}

const begun: Described<BegunMail> = {
  name: 'what was begun',
  fields: { user_id: kinds.userId, invitation_id: kinds.invitationId, sends: kinds.count },
  needed: ['user_id', 'invitation_id', 'sends'],
}

const begunKind: Kind<BegunMail> = {
  wanted: 'what `before` was called with',
  parse: (given) => {
    const parsed = parse(given, begun)
    return parsed.misfits.length === 0 ? fitting(given, begun) : undefined
  },
}

const consent: Described<Consent> = {
  name: 'the consent',
  fields: { user_id: kinds.userId, invitation_id: kinds.invitationId },
  needed: ['user_id', 'invitation_id'],
}

export function consentIn(given: unknown): Consent {
  return fitting(given, consent)
}

const recipeFlag: Described<Flag> = {
  name: 'the flag of the recipe',
  fields: {
    where: kinds.oneOf('app_metadata', 'user_metadata'),
    key: {
      wanted: 'a name of letters, digits and underscores',
      parse: (given) => (typeof given === 'string' && /^\w{1,100}$/.test(given) ? given : undefined),
    },
    value: kinds.text,
  },
  needed: ['where', 'key', 'value'],
}

export function flagIn(given: unknown): Flag {
  return fitting(given, recipeFlag)
}

/** The options of a method; default: none. @throws InvitationsError */
export function optionsIn<Options extends object>(given: unknown, described: Described<Options>): Options {
  return fitting(given === undefined ? {} : given, described)
}

/** The options of each method that has any. */
export const options: {
  invite: Described<InviteOptions>
  resend: Described<ResendOptions>
  revoke: Described<RevokeOptions>
  remind: Described<RemindOptions>
  remindChosen: Described<RemindOneOptions>
  reconcile: Described<ReconcileOptions>
  adopt: Described<AdoptOptions>
  accept: Described<CallOptions>
  get: Described<Pick<CallOptions, 'signal'>>
  list: Described<ListOptions>
  joinRequests: Described<JoinRequestOptions>
  report: Described<ReportOptions>
} = {
  invite: {
    name: 'the options of invite',
    fields: {
      ...called,
      user_id: kinds.userId,
      keepAccount: kinds.flag,
      confirm: kinds.question,
      invitation_id: kinds.invitationId,
      mailMayBeSent: kinds.flag,
      before: kinds.callback,
    },
  },
  resend: {
    name: 'the options of resend',
    fields: {
      ...called,
      ...{ extend_sec: kinds.lifetime(1), user_id: kinds.userId, link: linkKind },
      ...{ before: kinds.callback, begun: begunKind },
    },
  },
  revoke: {
    name: 'the options of revoke',
    fields: { ...called, deleteAccount: kinds.flag, user_id: kinds.userId },
  },
  remind: {
    name: 'the options of remind',
    fields: {
      ...called,
      after_sec: kinds.seconds,
      most: kinds.count,
      quiet: kinds.quietHours,
      approve: kinds.question,
      note: kinds.listener,
    },
  },
  remindChosen: {
    name: 'the options of remindChosen',
    fields: {
      ...called,
      ...{ after_sec: kinds.seconds, most: kinds.count, quiet: kinds.quietHours, user_id: kinds.userId },
      ...{ before: kinds.callback, begun: begunKind },
    },
  },
  reconcile: {
    name: 'the options of reconcile',
    fields: {
      ...called,
      purge: kinds.flag,
      exported: kinds.texts,
      approve: kinds.question,
      confirm: kinds.question,
      note: kinds.listener,
    },
  },
  adopt: {
    name: 'the options of adopt',
    fields: {
      ...called,
      ttl_sec: kinds.lifetime(),
      approve: kinds.question,
      note: kinds.listener,
    },
  },
  accept: { name: 'the options of accept', fields: called },
  get: { name: 'the options', fields: { signal: kinds.signal } },
  list: {
    name: 'the options of list',
    fields: {
      status: kinds.oneOf('requested', 'pending', 'failed', 'accepted', 'revoked', 'expired', 'malformed'),
      search: kinds.text,
      invited_by: kinds.text,
      since: kinds.instant,
      within_sec: kinds.seconds,
      expiring_within_sec: kinds.seconds,
      failed_mails: kinds.flag,
      signal: kinds.signal,
      note: kinds.listener,
    },
  },
  joinRequests: {
    name: 'the options of joinRequests',
    fields: { since: kinds.instant, within_sec: kinds.seconds, note: kinds.listener, signal: kinds.signal },
  },
  report: {
    name: 'the options of report',
    fields: { since: kinds.instant, within_sec: kinds.seconds, note: kinds.listener, signal: kinds.signal },
  },
}
