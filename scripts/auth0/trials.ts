import { Configuration } from './configuration.ts'
import { endpoints, type Endpoint } from './endpoints.ts'
import { lookAtList } from './look.ts'
import { PlainCalls } from './plain-calls.ts'
import { resetEmailIn, type EmailTemplate } from './reset-email.ts'
import type { TenantApi } from './tenant-api.ts'
import { at, listAt, textAt } from '../ground/unknown.ts'

/** Anything with an id and a name. */
export interface Named {
  id: string
  name: string
}

/** The parts of an account that trials read. */
export interface TriedAccount {
  user_id: string
  email: string
  email_verified: boolean
  blocked: boolean
  app_metadata: unknown
}

/**
 * What a trial of the tenant creates and removes with an administrator's token, and its questions that do not use the
 * SDK. Every method throws InvitationsError.
 * @see https://auth0.com/docs/api/management/v2
 */
export class Trials {
  readonly #api: TenantApi
  readonly #configuration: Configuration
  readonly #calls: PlainCalls

  constructor(api: TenantApi) {
    this.#api = api
    this.#configuration = new Configuration(api)
    this.#calls = new PlainCalls(api)
  }

  /** Makes an app that people sign in to and that only the trial knows. @returns its client id and secret */
  async makeApp(name: string, callback: string): Promise<{ client_id: string; client_secret: string }> {
    const app = await this.#calls.send('make an app', 'POST', 'clients', {
      ...{ name, app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code'] },
      ...{ token_endpoint_auth_method: 'client_secret_post', oidc_conformant: true, is_first_party: true },
    })
    return { client_id: textAt(app, 'client_id'), client_secret: textAt(app, 'client_secret') }
  }

  async removeApp(client_id: string): Promise<void> {
    await this.#calls.remove('remove an app', `clients/${part(client_id)}`)
  }

  appsNamed(beginning: string): Promise<Named[]> {
    return this.#named(endpoints.apps('client_id', 'name'), beginning, 'client_id')
  }

  /** Lets an app use a connection; nothing else about the connection is written. */
  enableApp(connection_id: string, client_id: string): Promise<void> {
    return this.#configuration.enableClient(connection_id, client_id, true)
  }

  /** @returns its id */
  async makeConnection(name: string, client_id: string, options: object): Promise<string> {
    const made = await this.#calls.send('make a database connection', 'POST', 'connections', {
      ...{ name, strategy: 'auth0', options, enabled_clients: [client_id] },
    })
    return textAt(made, 'id')
  }

  async removeConnection(id: string): Promise<void> {
    await this.#calls.remove('remove a database connection', `connections/${part(id)}`)
  }

  connectionsNamed(beginning: string): Promise<Named[]> {
    return this.#named(endpoints.databases('id', 'name'), beginning, 'id')
  }

  /** Id of a database connection; empty if there is none with that name. */
  async connectionId(name: string): Promise<string> {
    const found = await this.#calls.ask('find the connection', endpoints.database(name).path)
    return textAt(found, 0, 'id')
  }

  /** Makes an account without an invitation. @param more further fields of the call */
  async makeAccount(
    account: { email: string; password: string; connection: string },
    more: object = {},
  ): Promise<void> {
    await this.#calls.send('make an account', 'POST', 'users', { ...account, verify_email: false, ...more })
  }

  async accountsOf(email: string): Promise<TriedAccount[]> {
    return listAt(await this.#calls.ask('look up an account', endpoints.accountsOf(email).path)).map((user) => ({
      user_id: textAt(user, 'user_id'),
      email: textAt(user, 'email'),
      email_verified: at(user, 'email_verified') === true,
      blocked: at(user, 'blocked') === true,
      app_metadata: at(user, 'app_metadata'),
    }))
  }

  async removeAccount(user_id: string): Promise<void> {
    await this.#calls.remove('remove an account', `users/${part(user_id)}`)
  }

  /** How many accounts the tenant has in all connections. */
  async countAccounts(): Promise<number> {
    const found = await this.#calls.ask('count the accounts', 'users?per_page=1&include_totals=true&fields=user_id')
    return Number(at(found, 'total'))
  }

  /** Imports one account and waits for Auth0 to finish. @returns the job's last status */
  async importAccount(connection_id: string, user: object): Promise<unknown> {
    const form = new FormData()
    form.append('connection_id', connection_id)
    form.append('users', new Blob([JSON.stringify([user])], { type: 'application/json' }), 'users.json')
    const job = await this.#calls.send('import an account', 'POST', 'jobs/users-imports', form)
    for (;;) {
      const seen = await this.#calls.ask('check an import', `jobs/${part(textAt(job, 'id'))}`)
      if (textAt(seen, 'status') !== 'pending' && textAt(seen, 'status') !== 'processing') return seen
    }
  }

  /**
   * Requests the change-password email as an app does, and accepts any answer.
   * @returns the HTTP status
   */
  async askForMail(request: { client_id?: string; email: string; connection: string }): Promise<number> {
    const { mailDomain, fetch, call } = this.#api
    return call(`ask for the mail to ${request.email}`, async () => {
      const response = await fetch(`https://${mailDomain}/dbconnections/change_password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      })
      await response.text()
      return response.status
    })
  }

  /** The change-password template; undefined if the tenant uses Auth0's own. */
  template(): Promise<EmailTemplate | undefined> {
    return resetEmailIn(this.#api)
  }

  setTemplate(template: EmailTemplate): Promise<void> {
    return this.#configuration.setResetEmail(template)
  }

  /** The verified custom domains, and which one is the default. */
  async customDomains(): Promise<{ domain: string; isDefault: boolean }[]> {
    const found = await this.#calls.ask('read the custom domains', endpoints.customDomains().path)
    return listAt(found)
      .filter((one) => textAt(one, 'status') === 'ready')
      .map((one) => ({ domain: textAt(one, 'domain'), isDefault: at(one, 'is_default') === true }))
  }

  /** The names of the tenant's flags that Auth0 shows. */
  async tenantFlags(): Promise<string[]> {
    const found = await this.#calls.ask('read the tenant’s settings', endpoints.tenantSettings('flags').path)
    const flags = at(found, 'flags')
    return typeof flags === 'object' && flags !== null ? Object.keys(flags) : []
  }

  async #named(endpoint: Endpoint, beginning: string, id: string): Promise<Named[]> {
    const look = await lookAtList(this.#api, endpoint)
    const all = 'found' in look ? look.found : []
    return all
      .map((one) => ({ id: textAt(one, id), name: textAt(one, 'name') }))
      .filter(({ name }) => name.startsWith(beginning))
  }
}

const part = encodeURIComponent
