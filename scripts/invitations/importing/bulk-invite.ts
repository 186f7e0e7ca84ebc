import { foldAddress } from '../../../actions/invitation/address.ts'
import { withoutSends } from '../../../actions/invitation/changes.ts'
import { UserImports, type AccountToImport } from '../../auth0/user-imports.ts'
import { scopesOfToken } from '../../auth0/token.ts'
import { draftOf, type InviteRequest } from '../inviting/invite-request.ts'
import { leadsAstray } from '../inviting/leads-astray.ts'
import type { Outcome } from '../outcome.ts'
import { sendMail } from '../sending/send-mail.ts'
import type { Tenant } from '../tenant.ts'

/** Import jobs do not make shorter invitations, whose mails would wait too long. */
const SHORTEST_BULK_TTL_SEC = 60 * 60

/** For very many invitations: Auth0's import jobs make the accounts, then each gets a mail. About one call each. */
export class BulkInvite {
  readonly #tenant: Tenant
  readonly #imports: UserImports

  /** @param wait waits between two looks at a job, in ms */
  constructor(tenant: Tenant, wait: (ms: number) => Promise<void>) {
    this.#tenant = tenant
    this.#imports = new UserImports(tenant.api, wait)
  }

  /** Whether the token may read the connection, which imports need. If the token does not say, this is true. */
  async isAllowed(): Promise<boolean> {
    const scopes = await scopesOfToken(this.#tenant.api)
    return scopes === undefined || scopes.includes('read:connections')
  }

  /**
   * The account with its invitation, as the import makes it. Undefined if it must be invited by itself, because it gets
   * roles, its mail must not wait for others, or it leads to a page that is not the app's.
   * @throws Error for a request with problems
   */
  async accountOf(request: InviteRequest, invitation_id: string): Promise<AccountToImport | undefined> {
    if (request.roles !== undefined || (request.ttl_sec ?? Infinity) < SHORTEST_BULK_TTL_SEC) return undefined
    await this.#imports.connectionId(this.#tenant.settings.connection) // so that Auth0's time is known
    const invitation = draftOf(request, this.#tenant, { id: invitation_id })
    if ('problems' in invitation) throw new Error(invitation.problems.map(({ message }) => message).join(' '))
    if ((await leadsAstray(invitation, this.#tenant)) !== undefined) return undefined
    return { email: invitation.email, name: request.name, username: request.username, invitation }
  }

  /**
   * Makes the accounts of one import; at most IMPORTS_AT_ONCE run at once (auth0/limits.ts). Leaves out people who have an
   * account at another provider that may accept.
   * @param started awaited once Auth0 has taken the import
   * @returns the addresses whose accounts it made; the others are settled one by one
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

  /** Asks for the mail to an account that an import made. One call; two more if the record has to be corrected. */
  async mail({ invitation }: AccountToImport): Promise<Outcome> {
    const again = { do: 'invite', email: invitation.email } as const
    const unsent = withoutSends(invitation)
    return sendMail({ user: undefined, invitation, unsent, outcome: 'invited', again }, this.#tenant)
  }
}
