import type { Problem } from '../../actions/invitation/request.ts'
import { Clients } from '../auth0/clients.ts'
import { connect, withFetch, type Connection } from '../auth0/connect.ts'
import { machine, pacedFetch } from '../auth0/paced-fetch.ts'
import { Roles } from '../auth0/roles.ts'
import { stoppableFetch } from '../auth0/stoppable-fetch.ts'
import { Users } from '../auth0/users.ts'
import { Pace } from '../pace/pace.ts'
import { completeSettings, type GivenSettings, type InvitationSettings } from '../settings.ts'
import { accept, type Consent } from './accept.ts'
import { adopt, type AdoptOptions, type Flag } from './adopt.ts'
import { BulkInvite } from './bulk-invite.ts'
import { detailsOf, type InvitationDetails } from './details.ts'
import { findInvitees } from './find-invitee.ts'
import { invitationRow, type InvitationRow } from './invitation-row.ts'
import { invite, type InviteOptions } from './invite.ts'
import { problemsOf, type InviteRequest } from './invite-request.ts'
import { joinRequests, type JoinRequest, type JoinRequestOptions } from './join-requests.ts'
import type { LinkRequest } from './link.ts'
import { list, type ListOptions } from './list.ts'
import type { Outcome } from './outcome.ts'
import { reconcile, type ReconcileOptions, type Repaired } from './reconcile.ts'
import { remind, type RemindOptions } from './remind.ts'
import { reportOn, type Funnel, type Report, type ReportOptions } from './report.ts'
import { resend, type ResendOptions } from './resend.ts'
import { revoke, type RevokeOptions } from './revoke.ts'
import type { CallOptions, Tenant } from './tenant.ts'

export { InvitationsError, type ErrorCode } from '../errors.ts'
export { readInvitationSettings as settingsFrom } from '../settings.ts'
export { refusalFor } from './refusal-for.ts'
export type {
  Funnel,
  Report,
  ReportOptions,
  Consent,
  GivenSettings,
  InvitationDetails,
  InvitationSettings,
  InvitationRow,
  InviteOptions,
  InviteRequest,
  JoinRequest,
  JoinRequestOptions,
  LinkRequest,
  ListOptions,
  Outcome,
  Problem,
  ReconcileOptions,
  RemindOptions,
  Repaired,
  ResendOptions,
  RevokeOptions,
  CallOptions,
}

export interface Surroundings {
  /** Makes every call to Auth0; default: Node's own. */
  fetch?: typeof fetch | undefined
  /** The time now; default: the machine's. */
  now?: (() => Date) | undefined
  /**
   * Paces the calls: at most this part of the tenant's rate limits is used, above 0 and at most 1, and a 429 is tried
   * again. Default: every call goes at once, and a 429 is an error.
   */
  share?: number | undefined
}

/**
 * The invitations of one tenant. Each method asks Auth0 afresh; the token of client credentials is kept until it expires.
 * Every method throws InvitationsError for what stops the next call too (settings, credentials, network, usage); what
 * concerns one invitee only comes back as an outcome.
 */
export interface Invitations {
  /** Everything that is wrong with a request, without a call; empty when it can be sent. */
  problemsOf(request: InviteRequest): Problem[]
  /**
   * Two calls for a new address, four for an account, and one more for the app's callbacks the first time that there is
   * a `redirect_to` that no setting allows. Doing it again sends nothing to somebody who is invited already.
   */
  invite(request: InviteRequest, options?: InviteOptions): Promise<Outcome>
  /** Three calls. @param who address or invitation id */
  resend(who: string, options?: ResendOptions): Promise<Outcome>
  /** Four calls. @param who address or invitation id */
  revoke(who: string, options?: RevokeOptions): Promise<Outcome>
  /** Everybody who has not begun since the last mail, one at a time: as long as the results are read. */
  remind(options?: RemindOptions): AsyncIterable<Outcome>
  /** Mends what was left half done, one at a time: as long as the results are read. */
  reconcile(options?: ReconcileOptions): AsyncIterable<Repaired>
  /**
   * Makes invitations of those whom a recipe invited, one at a time: as long as the results are read.
   * @internal
   */
  adopt(flag: Flag, options?: AdoptOptions): AsyncIterable<Outcome>
  /** For an app that asked somebody who had an account before; the next sign-in or refresh accepts. Two calls. */
  accept(consent: Consent, options?: CallOptions): Promise<Outcome>
  /**
   * For very many at once: accounts by import jobs.
   * @internal
   */
  bulk(): BulkInvite
  /**
   * How many of these addresses have an account in the connection, by Auth0's search: a call for fifty.
   * @internal
   */
  countAccounts(emails: readonly string[]): Promise<number>
  /** Every invitation of an address, or the one with an id. @throws InvitationsError `not_found` */
  get(who: string, options?: Pick<CallOptions, 'signal'>): Promise<InvitationRow[]>
  /** As `get`, with deliveries and history from the tenant's log; three more calls each. @throws InvitationsError `not_found` */
  details(who: string, options?: Pick<CallOptions, 'signal'>): Promise<InvitationDetails[]>
  /** Every invitation that fits, one at a time, however many there are. Nothing is asked before the first is wanted. */
  list(options?: ListOptions): AsyncIterable<InvitationRow>
  /** Who was refused for want of an invitation and was not invited since, by Auth0's log. */
  joinRequests(options?: JoinRequestOptions): Promise<JoinRequest[]>
  /** How far invitations have come, in numbers. As many calls as `list` makes, and a look into the tenant's log. */
  report(options?: ReportOptions): Promise<Report>
}

/** @throws InvitationsError `settings_incomplete`; no call is made before the first method is called */
export function createInvitations(given: GivenSettings, surroundings: Surroundings = {}): Invitations {
  const settings = completeSettings(given)
  const { fetch: plain = fetch, now = () => new Date(), share } = surroundings
  const pace = share === undefined ? undefined : new Pace(share)
  const paced = (fetchWith: typeof fetch) => (pace === undefined ? fetchWith : pacedFetch(pace, machine, fetchWith))
  const connection = connect(settings, paced(plain))
  const clients = new Clients(connection)
  const over = (way: Connection): Tenant => {
    const { wait } = machine
    return { settings, connection: way, now, wait, clients, users: new Users(way), roles: new Roles(way) }
  }
  const tenant = over(connection)
  /** The tenant as long as a call may go on. @throws InvitationsError `interrupted` when it may not begin */
  const until = ({ signal }: CallOptions): Tenant =>
    signal === undefined ? tenant : over(withFetch(connection, paced(stoppableFetch(signal, plain))))
  return {
    problemsOf: (request) => problemsOf(request, tenant),
    invite: async (request, options = {}) => invite(request, options, until(options)),
    resend: async (who, options = {}) => resend(who, options, until(options)),
    revoke: async (who, options = {}) => revoke(who, options, until(options)),
    remind: (options = {}) => remind(options, until(options)),
    adopt: (flag, options = {}) => adopt(flag, options, until(options)),
    reconcile: (options = {}) => reconcile(options, until(options)),
    accept: async (consent, options = {}) => accept(consent, options, until(options)),
    countAccounts: (emails) => tenant.users.countKnown(emails, settings.connection),
    bulk: () => new BulkInvite(tenant, machine.wait),
    async details(who, options = {}) {
      const stoppable = until(options)
      const found: InvitationDetails[] = []
      for (const user of await findInvitees(who, stoppable.users, now())) {
        const details = await detailsOf(user, stoppable)
        if (details) found.push(details)
      }
      return found
    },
    list: (options = {}) => list(options, until(options)),
    joinRequests: async (options = {}) => joinRequests(options, tenant),
    report: async (options = {}) => reportOn(options, until(options)),
    async get(who, options = {}) {
      const found = await findInvitees(who, until(options).users, now())
      return found.flatMap((user) => invitationRow(user, now()) ?? [])
    },
  }
}
