import type { Stage } from './stage.ts'

export const password = 'Difference-Engine-2'

/** Where the app is, for people who have an account. */
export const app = { INVITATIONS_APP_URL: 'https://app.example.com/start' }

export interface Account {
  user_id: string
  app_metadata: Record<string, Record<string, unknown>>
}

/** Accounts that were there before an invitation. */
export class Accounts {
  readonly #play: Stage

  constructor(play: Stage) {
    this.#play = play
  }

  /** Makes one with a password. @returns its user_id */
  async make(email: string, fields: object = { email_verified: true }): Promise<string> {
    const { connection } = this.#play.tenant.description
    const given = { email, password, connection, verify_email: false, ...fields }
    const { status, body } = await this.#play.tenant.manage('POST', 'users', given)
    if (status !== 201) throw new Error(JSON.stringify(body))
    return (body as Account).user_id
  }

  async of(email: string): Promise<Account[]> {
    const { body } = await this.#play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
    return body as Account[]
  }

  async change(userId: string, fields: object): Promise<void> {
    await this.#play.tenant.manage('PATCH', `users/${encodeURIComponent(userId)}`, fields)
  }

  /** A database that invitees do not use; it stands in for any other provider. */
  async otherDatabase(): Promise<string> {
    const name = 'Other-Database'
    await this.#play.tenant.manage('POST', 'connections', { name, strategy: 'auth0' }) // 409 when it is there
    return name
  }
}
