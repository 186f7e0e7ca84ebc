import { ConnectionsClient } from 'auth0/connections'
import { JobsClient } from 'auth0/jobs'
import { ErrorsClient } from 'auth0/jobs/errors'
import { UsersImportsClient } from 'auth0/jobs/usersImports'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { madeUserId } from '../../actions/invitation/witness.ts'
import { writeOffer } from '../../actions/invitation/writes.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { TenantApi } from './tenant-api.ts'
import { statusOf } from './failures.ts'
import { LONGEST_IMPORT_MS } from './limits.ts'

export interface AccountToImport {
  email: string
  name?: string | undefined
  username?: string | undefined
  invitation: Invitation
}

/** An account as a line of the import's file, without a password, since the invitee chooses one. */
export function importLine({ email, name, username, invitation }: AccountToImport): string {
  const { app_metadata } = writeOffer(invitation)
  const user_id = madeUserId(invitation.id)
  return JSON.stringify({
    user_id,
    email,
    email_verified: false,
    ...(name !== undefined && { name }),
    ...(username !== undefined && { username }),
    app_metadata,
  })
}

/** Creates many accounts at a time. Every method throws InvitationsError. */
export class UserImports {
  readonly #api: TenantApi
  readonly #wait: (ms: number) => Promise<void>
  #connectionId: Promise<string> | undefined

  /** @param wait waits between two checks of a job */
  constructor(api: TenantApi, wait: (ms: number) => Promise<void>) {
    this.#api = api
    this.#wait = wait
  }

  /** Finds the connection, once. This is the first call of an import, and its answer sets Auth0's time. */
  async connectionId(connectionName: string): Promise<string> {
    this.#connectionId ??= this.#findConnection(connectionName)
    return this.#connectionId
  }

  /** Starts an import that never updates an existing account. @returns the job's id */
  async start(accounts: readonly AccountToImport[], connectionName: string): Promise<string> {
    const connection_id = await this.connectionId(connectionName)
    return this.#api.call(`import ${accounts.length} accounts`, async () => {
      const users = { data: Buffer.from(`[${accounts.map(importLine).join(',')}]`), filename: 'users.json' }
      const request = { users, connection_id, upsert: false, send_completion_email: false }
      const job = await this.#api.client(UsersImportsClient).create(request, { maxRetries: 0 })
      return job.id
    })
  }

  /**
   * Waits for an import and returns the addresses whose account it made. The result is empty if that is unknown: the
   * job failed or timed out, or its data is gone, which Auth0 keeps for 24 hours.
   */
  async created(jobId: string, accounts: readonly AccountToImport[]): Promise<Set<string>> {
    let waitedMs = 0
    // Notices the end soon, however long it takes: a few hundred accounts are made in under a second.
    for (let ms = 50; ; ms = Math.min(ms * 1.5, 10_000)) {
      const status = await this.#statusOf(jobId)
      if (status === 'completed') break
      if (status === 'failed' || status === undefined || waitedMs > LONGEST_IMPORT_MS) return new Set()
      await this.#wait(ms)
      waitedMs += ms
    }
    const created = new Set(accounts.map(({ email }) => email))
    const errors = await this.#api.call(`read which accounts job ${jobId} could not import`, () =>
      this.#api.client(ErrorsClient).get(jobId),
    )
    for (const error of Array.isArray(errors) ? errors : []) {
      if (typeof error.user?.email === 'string') created.delete(error.user.email)
    }
    return created
  }

  /** @returns undefined if the job is gone */
  async #statusOf(jobId: string): Promise<string | undefined> {
    return this.#api.call(`check job ${jobId}`, async () => {
      try {
        return (await this.#api.client(JobsClient).get(jobId)).status
      } catch (failure) {
        if (statusOf(failure) === 404) return undefined
        throw failure
      }
    })
  }

  async #findConnection(name: string): Promise<string> {
    return this.#api.call(`find the connection ${name}`, async () => {
      const page = await this.#api.client(ConnectionsClient).list({
        name,
        fields: 'id,name',
      })
      const id = page.data.find((connection) => connection.name === name)?.id
      if (id !== undefined) return id
      throw new InvitationsError('unknown_connection', `The tenant has no database connection "${name}".`, {
        hint: 'Set INVITATIONS_CONNECTION to its name: Authentication > Database.',
      })
    })
  }
}
