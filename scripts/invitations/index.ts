import type { Problem } from '../../actions/invitation/request.ts'
import { Clients } from '../auth0/clients.ts'
import { tenantApi, type TenantApi } from '../auth0/tenant-api.ts'
import { machine, Turns } from '../auth0/fetch/paced-fetch.ts'
import { Roles } from '../auth0/roles.ts'
import { TenantClock } from '../auth0/fetch/tenant-clock.ts'
import { Users } from '../auth0/users.ts'
import {
  completeSettings,
  type GivenSettings,
  type InvitationSettings,
} from '../ground/settings/invitation-settings.ts'
import { accept, type Consent } from './inviting/accept.ts'
import { adopt, findFlag, type AdoptOptions, type Flag } from './inviting/adopt.ts'
import { BulkInvite } from './importing/bulk-invite.ts'
import { detailsOf, type InvitationDetails } from './reading/details.ts'
import { findInvitees } from './reading/find-invitee.ts'
import { consentIn, emailsIn, flagIn, options as of, optionsIn, problemsIn, requestIn, whoIn } from './inputs.ts'
import { invitationRow, type InvitationRow } from './reading/invitation-row.ts'
import { invite } from './inviting/invite.ts'
import type { InviteOptions, InviteRequest } from './inviting/invite-request.ts'
import { joinRequests, type JoinRequest, type JoinRequestOptions } from './reading/join-requests.ts'
import type { LinkRequest } from './sending/link.ts'
import { mailFacts } from './sending/mail-facts.ts'
import { list, type ListOptions } from './reading/list.ts'
import type { Note } from './note.ts'
import { eachMarked, marked, type Outcome } from './outcome.ts'
import { placeOf, type Place } from './place.ts'
import { readiness, type Readiness } from './readiness.ts'
import { reconcile, type ReconcileOptions, type Repaired } from './repairing/reconcile.ts'
import { remind, remindChosen, type RemindOneOptions, type RemindOptions } from './sending/remind.ts'
import { reportOn, type Funnel, type Report, type ReportOptions } from './reading/report.ts'
import { resend, type ResendOptions } from './sending/resend.ts'
import { revoke, type RevokeOptions } from './ending/revoke.ts'
import { ambientFetch, surroundingsIn, type Surroundings } from './surroundings.ts'
import type { CallOptions, Tenant } from './tenant.ts'

export { InvitationsError, type ErrorCode } from '../ground/errors.ts'
export type { NextStep } from '../ground/next-step.ts'
export { readInvitationSettings as settingsFrom } from '../ground/settings/invitation-settings.ts'
export { refusalFor } from './refusal-for.ts'
export { acceptedIn, type AcceptedInvitation } from './reading/accepted-in.ts'
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
  Note,
  Outcome,
  Problem,
  ReconcileOptions,
  RemindOptions,
  Repaired,
  ResendOptions,
  RevokeOptions,
  CallOptions,
  Surroundings,
}

/**
 * The invitations of one tenant. Each method asks Auth0 again; a client-credentials token is kept until it expires.
 * Every method throws InvitationsError for anything that would stop the next call too (settings, credentials, network,
 * usage). A problem with one invitee comes back as an outcome.
 */
export interface Invitations {
  /** Everything that is wrong with a request; empty if it can be sent. Makes no call. */
  problemsOf(request: InviteRequest): Problem[]
  /**
   * Invites one person. Two calls for a new address, five for an existing account, and one more for the app's callbacks the
   * first time a `redirect_to` is not allowed by a setting. Somebody who is already invited gets no second mail.
   * @throws InvitationsError with the code of the first problem of the request; `unknown_role` or `role_not_allowed`
   */
  invite(request: InviteRequest, options?: InviteOptions): Promise<Outcome>
  /** Mails an open invitation again, or makes a new link for it. Three calls. @param who address or invitation id */
  resend(who: string, options?: ResendOptions): Promise<Outcome>
  /**
   * Ends an invitation and its link, and blocks the account if the invitation made it and nobody accepted. Four calls.
   * @param who address or invitation id
   */
  revoke(who: string, options?: RevokeOptions): Promise<Outcome>
  /** Reminds everybody who was invited and has set no password, one at a time, for as long as the results are read. */
  remind(options?: RemindOptions): AsyncIterable<Outcome>
  /**
   * Reminds one person who was chosen; somebody who is not due is `skipped`. Three calls.
   * @internal
   */
  remindChosen(who: string, options?: RemindOneOptions): Promise<Outcome>
  /** Finishes what was left half done, one account at a time, for as long as the results are read. */
  reconcile(options?: ReconcileOptions): AsyncIterable<Repaired>
  /**
   * Turns people whom a recipe invited into invitees, one at a time, for as long as the results are read.
   * @internal
   */
  adopt(flag: Flag, options?: AdoptOptions): AsyncIterable<Outcome>
  /**
   * Where the invitations are, and Auth0's time.
   * @internal
   */
  place(): Place
  /**
   * How the recipe in the tenant marks the people it invited; undefined if the reset template follows no recipe. One call.
   * @internal
   */
  recipeFlag(): Promise<Flag | undefined>
  /**
   * What the tenant's mails are made of. Four calls, and one more with an address.
   * @internal
   */
  mailFacts(email?: string): ReturnType<typeof mailFacts>
  /** For apps that ask existing users for consent: records it. The next sign-in or refresh accepts. Two calls. */
  accept(consent: Consent, options?: CallOptions): Promise<Outcome>
  /**
   * Invites very many people; import jobs make the accounts.
   * @internal
   */
  bulk(): BulkInvite
  /**
   * How many of these addresses have an account in the connection, according to Auth0's search. One call for every 50.
   * @internal
   */
  countAccounts(emails: readonly string[]): Promise<number>
  /**
   * Whether invitations can work here. Four calls. `invite` itself does not check this.
   * @internal
   */
  readiness(): Promise<Readiness>
  /** Every invitation of an address, or the one with an id. @throws InvitationsError `not_found` */
  get(who: string, options?: Pick<CallOptions, 'signal'>): Promise<InvitationRow[]>
  /** Like `get`, with deliveries and history from the log. Three more calls each. @throws InvitationsError `not_found` */
  details(who: string, options?: Pick<CallOptions, 'signal'>): Promise<InvitationDetails[]>
  /** Every invitation that matches, one at a time, however many there are. Makes no call until the first is read. */
  list(options?: ListOptions): AsyncIterable<InvitationRow>
  /** People who were refused because they had no invitation, and who have not been invited since, from Auth0's log. */
  joinRequests(options?: JoinRequestOptions): Promise<JoinRequest[]>
  /** How far invitations have got, in numbers. Makes the calls of `list`, and reads the tenant's log. */
  report(options?: ReportOptions): Promise<Report>
}

/**
 * Makes no call itself. Each method checks its arguments before its first call, so code without types gets the same errors.
 * @param givenSettings as `settingsFrom` returns them
 * @param surroundings what to use instead of the machine's own `fetch` and clock; default: the machine's
 * @throws InvitationsError `settings_incomplete` or `usage`
 */
export function createInvitations(givenSettings: GivenSettings, surroundings?: Surroundings): Invitations {
  const settings = completeSettings(givenSettings)
  const { share, now: machineNow, environment, turns = new Turns({ share }), ...own } = surroundingsIn(surroundings)
  const fetchWith = own.fetch ?? ambientFetch(settings.domain, environment)
  const clock = new TenantClock(settings.domain, machineNow)
  const now = () => clock.now()
  const api = tenantApi(settings, { fetch: fetchWith, clock, turns })
  const clients = new Clients(api)
  const through = (api: TenantApi): Tenant => {
    const { wait } = machine
    return { settings, api, now, wait, clients, users: new Users(api, settings.acceptWith), roles: new Roles(api) }
  }
  const tenant = through(api)
  /** The tenant until the call is aborted. @throws InvitationsError `interrupted` if it is already */
  const until = ({ signal }: CallOptions): Tenant => (signal === undefined ? tenant : through(api.until(signal)))
  return {
    problemsOf: (request) => problemsIn(request, tenant),
    async invite(request, given) {
      const options = optionsIn(given, of.invite)
      return marked(await invite(requestIn(request, tenant), options, until(options)), options)
    },
    async resend(who, given) {
      const options = optionsIn(given, of.resend)
      return marked(await resend(whoIn(who), options, until(options)), options)
    },
    async revoke(who, given) {
      const options = optionsIn(given, of.revoke)
      return marked(await revoke(whoIn(who), options, until(options)), options)
    },
    remind(given) {
      const options = optionsIn(given, of.remind)
      return eachMarked(remind(options, until(options)), options)
    },
    async remindChosen(who, given) {
      const options = optionsIn(given, of.remindChosen)
      return marked(await remindChosen(whoIn(who), options, until(options)), options)
    },
    adopt(flag, given) {
      const options = optionsIn(given, of.adopt)
      return eachMarked(adopt(flagIn(flag), options, until(options)), options)
    },
    reconcile(given) {
      const options = optionsIn(given, of.reconcile)
      return eachMarked(reconcile(options, until(options)), options)
    },
    async accept(consent, given) {
      const options = optionsIn(given, of.accept)
      return marked(await accept(consentIn(consent), options, until(options)), options)
    },
    place: () => placeOf(tenant),
    recipeFlag: () => findFlag(tenant),
    mailFacts: (email) => mailFacts(tenant, email === undefined ? undefined : whoIn(email)),
    readiness: () => readiness(tenant),
    countAccounts: async (emails) => tenant.users.countKnown(emailsIn(emails), settings.connection),
    bulk: () => new BulkInvite(tenant, machine.wait),
    async details(who, given) {
      const stoppable = until(optionsIn(given, of.get))
      const found: InvitationDetails[] = []
      for (const user of await findInvitees(whoIn(who), stoppable.users, now())) {
        const details = await detailsOf(user, stoppable)
        if (details) found.push(details)
      }
      return found
    },
    list(given) {
      const options = optionsIn(given, of.list)
      return list(options, until(options))
    },
    async joinRequests(given) {
      const options = optionsIn(given, of.joinRequests)
      return joinRequests(options, until(options))
    },
    async report(given) {
      const options = optionsIn(given, of.report)
      return reportOn(options, until(options))
    },
    async get(who, given) {
      const { users } = until(optionsIn(given, of.get))
      const found = await findInvitees(whoIn(who), users, now())
      return found.flatMap((user) => invitationRow(user, now()) ?? [])
    },
  }
}
