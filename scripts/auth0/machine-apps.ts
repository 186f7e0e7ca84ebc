import { ClientGrantsClient } from 'auth0/clientGrants'
import { ClientsClient } from 'auth0/clients'
import type { Management } from 'auth0/management'
import type { TenantApi } from './tenant-api.ts'

/** Makes machine-to-machine apps and sets what they may do. Every method throws InvitationsError. */
export class MachineApps {
  readonly #api: TenantApi
  readonly #clients: ClientsClient
  readonly #grants: ClientGrantsClient

  constructor(api: TenantApi) {
    this.#api = api
    this.#clients = api.client(ClientsClient)
    this.#grants = api.client(ClientGrantsClient)
  }

  /** @param app as POST /clients takes it @returns its client id */
  async create(app: { name: string }): Promise<string> {
    const { client_id } = await this.#api.call(`create the app ${app.name}`, () => this.#clients.create(app))
    return client_id ?? ''
  }

  /** Replaces the fields that are given. */
  async change(client_id: string, { name, ...fields }: { name: string }): Promise<void> {
    await this.#api.call(`change the app ${name}`, () => this.#clients.update(client_id, fields))
  }

  /** Lets the app use these scopes. It must not have any for this API yet. */
  async grant(client_id: string, audience: string, scope: string[]): Promise<void> {
    const request = { client_id, audience, scope } as Management.CreateClientGrantRequestContent
    await this.#api.call(`grant scopes to the app ${client_id}`, () => this.#grants.create(request))
  }

  /** Lets the app use these scopes and no others. */
  async changeGrant(id: string, scope: string[]): Promise<void> {
    await this.#api.call('change the scopes of an app', () => this.#grants.update(id, { scope }))
  }
}
