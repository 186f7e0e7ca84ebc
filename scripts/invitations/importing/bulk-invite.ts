import { foldAddress } from '../../../actions/invitation/address.ts'
import { withoutSends } from '../../../actions/invitation/changes.ts'
import { UserImports, type AccountToImport } from '../../auth0/user-imports.ts'
import { scopesOfToken } from '../../auth0/token.ts'
import { draftOf, type InviteRequest } from '../inviting/invite-request.ts'
import { leadsAstray } from '../inviting/leads-astray.ts'
import type { Outcome } from '../outcome.ts'
import { sendMail } from '../sending/send-mail.ts'
import type { Tenant } from '../tenant.ts'

/** An invitation that lives shorter is not made by a job: it would wait too long for its mail. */
const SHORTEST_BULK_TTL_SEC = 60 * 60

/** Very many invitations: accounts by Auth0's import jobs, then a mail each: hardly more than one call per invitation. */
export class BulkInvite {
  readonly #tenant: Tenant
  readonly #imports: UserImports

  /** @param wait waits between two looks at a job */
  constructor(tenant: Tenant, wait: (ms: number) => Promise<void>) {
    this.#tenant = tenant
    this.#imports = new UserImports(tenant.api, wait)
  }

  /** Whether the token may look the connection up, which imports need; a token that does not say passes. */
  async isAllowed(): Promise<boolean> {
    const scopes = await scopesOfToken(this.#tenant.api)
    return scopes === undefined || scopes.includes('read:connections')
  }

  /**
   * The account with its invitation, as the import makes it; undefined for one that is to be invited by itself: it gets
   * roles, its mail must not wait for others, or it is to land on a page that is none of the app's.
   * @throws Error for a request with problems
   */
  async accountOf(request: InviteRequest, invitation_id: string): Promise<AccountToImport | undefined> {
    if (request.roles !== undefined || (request.ttl_sec ?? Infinity) < SHORTEST_BULK_TTL_SEC) return undefined
    await this.#imports.connectionId(this.#tenant.settings.connection) // no record is made before Auth0's time is known
    const invitation = draftOf(request, this.#tenant, { id: invitation_id })
    if ('problems' in invitation) throw new Error(invitation.problems.map(({ message }) => message).join(' '))
    if ((await leadsAstray(invitation, this.#tenant)) !== undefined) return undefined
    return { email: invitation.email, name: request.name, username: request.username, invitation }
  }

  /**
   * Makes the accounts of one import; at most IMPORTS_AT_ONCE run at once (auth0/limits.ts).
   * @param started awaited when Auth0 has taken the import
   * Whoever has an account at another provider that may accept is left out of it.
   * @returns the addresses whose account it made; the others are settled one by one
   */
  async importAccounts(
    accounts: readonly AccountToImport[],
    started: (jobId: string) => Promise<void>,
  ): Promise<Set<string>> {
    const { users, settings } = this.#tenant
    const emails = accounts.map(({ email }) => email)
    const elsewhere = await users.findAtConnections(emails, settings.acceptWith)
    const taken = new Set(elsewhere.map(({ email }) => foldAddress(email)))
    const fresh = accounts.filter(({ email }) => !taken.has(email))
    if (fresh.length === 0) return new Set()
    const jobId = await this.#imports.start(fresh, settings.connection)
    await started(jobId)
    return this.#imports.created(jobId, fresh)
  }

  /** Asks for the mail to an account that an import made. One call; another two when the record has to be corrected. */
  async mail({ invitation }: AccountToImport): Promise<Outcome> {
    const again = { do: 'invite', email: invitation.email } as const
    const unsent = withoutSends(invitation)
    return sendMail({ user: undefined, invitation, unsent, outcome: 'invited', again }, this.#tenant)
  }
}
