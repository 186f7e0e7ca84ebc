import { ClientsClient } from 'auth0/clients'
import type { TenantApi } from './tenant-api.ts'
import { InvitationsError } from '../ground/errors.ts'
import { statusOf } from './failures.ts'

/** The tenant's applications, called clients in Auth0's APIs. */
export class Clients {
  readonly #api: TenantApi
  readonly #client: ClientsClient
  readonly #callbacks = new Map<string, Promise<string[]>>()

  constructor(api: TenantApi) {
    this.#api = api
    this.#client = api.client(ClientsClient)
  }

  /** The callbacks of an app. The answer is cached, so each app takes one call. @throws InvitationsError */
  callbacksOf(clientId: string): Promise<string[]> {
    const known = this.#callbacks.get(clientId) ?? this.#readCallbacks(clientId)
    this.#callbacks.set(clientId, known)
    return known
  }

  #readCallbacks(clientId: string): Promise<string[]> {
    return this.#api.call(`read the callbacks of the app ${clientId}`, async () => {
      try {
        const fields = { fields: 'callbacks,app_type', include_fields: true }
        const { callbacks, app_type } = await this.#client.get(clientId, fields)
        if (app_type === 'non_interactive') throw machineApp(clientId)
        return Array.isArray(callbacks) ? callbacks.filter((one) => typeof one === 'string') : []
      } catch (failure) {
        this.#callbacks.delete(clientId)
        if (statusOf(failure) === 404) throw unknownApp(clientId, this.#api.domain, failure)
        throw failure
      }
    })
  }
}

/** The error for an app that nobody can sign in to. */
export function machineApp(clientId: string): InvitationsError {
  return new InvitationsError(
    'wrong_app',
    `The app ${clientId} is a machine-to-machine app, so nobody can sign in to it. Nothing was changed, and nobody was invited.`,
    {
      hint: 'Set INVITATIONS_CLIENT_ID (and INVITATIONS_OTHER_APPS, if set) to apps that people sign in to (Applications > the app > Settings).',
    },
  )
}

function unknownApp(clientId: string, domain: string, cause: unknown): InvitationsError {
  return new InvitationsError('settings_incomplete', `${domain} has no app with the client id ${clientId}.`, {
    hint: 'Set INVITATIONS_CLIENT_ID (and INVITATIONS_OTHER_APPS, if set) to client ids (Applications > the app > Settings).',
    cause,
  })
}
