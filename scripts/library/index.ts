import type { Problem } from '../../actions/invitation/request.ts'
import { Clients } from '../auth0/clients.ts'
import { connect } from '../auth0/connect.ts'
import { pacedFetch, type Waiting } from '../auth0/paced-fetch.ts'
import { Roles } from '../auth0/roles.ts'
import { Users } from '../auth0/users.ts'
import { Pace } from '../pace/pace.ts'
import type { InvitationSettings } from '../settings.ts'
import { accept, type Consent } from './accept.ts'
import { BulkInvite } from './bulk-invite.ts'
import { findInvitees } from './find-invitee.ts'
import { invitationRow, type InvitationRow } from './invitation-row.ts'
import { invite, type InviteOptions } from './invite.ts'
import { problemsOf, type InviteRequest } from './invite-request.ts'
import type { LinkRequest } from './link.ts'
import type { Outcome } from './outcome.ts'
import { reconcile, type ReconcileOptions, type Repaired } from './reconcile.ts'
import { remind, type RemindOptions } from './remind.ts'
import { resend, type ResendOptions } from './resend.ts'
import { revoke, type RevokeOptions } from './revoke.ts'
import type { CallOptions } from './tenant.ts'

export { InvitationsError, type ErrorCode } from '../errors.ts'
export type {
  Consent,
  InvitationSettings,
  InvitationRow,
  InviteOptions,
  InviteRequest,
  LinkRequest,
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
   * a `redirect_to`. Doing it again sends nothing to somebody who is invited already.
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
  /** For an app that asked somebody who had an account before; the next sign-in or refresh accepts. Two calls. */
  accept(consent: Consent, options?: CallOptions): Promise<Outcome>
  /** For very many at once: accounts by import jobs. */
  bulk(): BulkInvite
  /** Every invitation of an address, or the one with an id. @throws InvitationsError `not_found` */
  get(who: string): Promise<InvitationRow[]>
}

const machine: Waiting = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  nowMs: () => performance.now(),
  chance: () => Math.random(),
}

export function createInvitations(settings: InvitationSettings, surroundings: Surroundings = {}): Invitations {
  const { fetch: plain = fetch, share } = surroundings
  const connection = connect(settings, share === undefined ? plain : pacedFetch(new Pace(share), machine, plain))
  const now = surroundings.now ?? (() => new Date())
  const tenant = {
    ...{ settings, connection, now, users: new Users(connection) },
    ...{ clients: new Clients(connection), roles: new Roles(connection) },
  }
  return {
    problemsOf: (request) => problemsOf(request, tenant),
    invite: (request, options = {}) => invite(request, options, tenant),
    resend: (who, options = {}) => resend(who, options, tenant),
    revoke: (who, options = {}) => revoke(who, options, tenant),
    remind: (options = {}) => remind(options, tenant),
    reconcile: (options = {}) => reconcile(options, tenant),
    accept: (consent, options = {}) => accept(consent, options, tenant),
    bulk: () => new BulkInvite(tenant, machine.wait),
    async get(who) {
      const found = await findInvitees(who, tenant.users, now())
      return found.flatMap((user) => invitationRow(user, now()) ?? [])
    },
  }
}
