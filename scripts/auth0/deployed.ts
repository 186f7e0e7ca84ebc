import { ActionsClient } from 'auth0/actions'
import { VersionsClient } from 'auth0/actions/versions'
import { BindingsClient } from 'auth0/actions/triggers/bindings'
import { ProviderClient } from 'auth0/emails/provider'
import type { Management } from 'auth0/management'
import { ConnectionsClient } from 'auth0/connections'
import { ClientsClient as ConnectionClientsClient } from 'auth0/connections/clients'
import { CustomTextClient } from 'auth0/prompts/customText'
import { InvitationsError } from '../ground/errors.ts'
import type { TenantApi } from './tenant-api.ts'
import { statusOf } from './failures.ts'
import { LONGEST_PAGE } from './limits.ts'
import { isRequired } from './required-attributes.ts'
import { takesPasswords } from './takes-passwords.ts'
import { resetEmailIn, type EmailTemplate } from './reset-email.ts'

type Trigger = Management.ActionTriggerTypeEnum
type Prompt = Management.PromptGroupNameEnum
type Language = Management.PromptLanguageEnum

/** What defines an Action. Of its secrets, only the names and when each was written can be read. */
export interface ActionContent {
  code: string
  runtime: string
  dependencies: { name: string; version: string }[]
  secrets: string[]
  /** ISO 8601, by the secret's name; the empty string if Auth0 does not say. */
  secretsWrittenAt: Readonly<Record<string, string>>
}

/** An Action as it is in the tenant. */
export interface DeployedAction {
  id: string
  /** Somebody may have renamed it since we made it. */
  name: string
  draft: ActionContent
  /** The version that runs; undefined before the first deploy. */
  deployed: (ActionContent & { version_id: string; number: number }) | undefined
}

/** A trigger's bindings in order. Those declared in tenant/ have no ids. */
export type Bindings = { action_id?: string; action_name: string; display_name: string }[]

/** Custom texts of one language, by prompt, screen and key. */
export type PromptTexts = Record<string, Record<string, Record<string, string>>>

/** Whether an app may use a connection. */
export interface ConnectionClient {
  connection_id: string
  connection: string
  client_id: string
  isEnabled: boolean
  /** Whether every account of the connection needs a user name. */
  needsUsername: boolean
  /** If false, it accepts passkeys only. */
  takesPasswords: boolean
}

type Database = Pick<ConnectionClient, 'connection_id' | 'needsUsername' | 'takesPasswords'>

/**
 * What the tenant has in the places that a deploy shares with other tools. Answers are cached until `lookAgain`, so a
 * plan reads each place once. Every method throws InvitationsError.
 */
export class DeployedTenant {
  readonly #api: TenantApi
  readonly #read = new Map<string, Promise<unknown>>()
  /** Connection ids by name. A name keeps its id. */
  readonly #databases = new Map<string, Database>()

  constructor(api: TenantApi) {
    this.#api = api
  }

  /** Forgets everything that was read, because somebody has written since. */
  lookAgain(): void {
    this.#read.clear()
  }

  /** The change-password template, or undefined when the tenant uses Auth0's own. */
  async resetEmail(): Promise<EmailTemplate | undefined> {
    return this.#once('reset_email', () => resetEmailIn(this.#api))
  }

  /** Whether the tenant has its own email provider; undefined if the token may not read it. */
  async hasEmailProvider(): Promise<boolean | undefined> {
    const client = this.#api.client(ProviderClient)
    return this.#once('read the email provider', async () => {
      try {
        const { enabled } = await client.get()
        return enabled !== false
      } catch (failure) {
        if (statusOf(failure) === 404) return false
        if (statusOf(failure) === 403) return undefined
        throw failure
      }
    })
  }

  /** The tenant's Actions: their drafts and the versions that run. Of secrets, only the names can be read. */
  async actions(): Promise<DeployedAction[]> {
    const client = this.#api.client(ActionsClient)
    return this.#once('read the Actions', async () => {
      const actions: DeployedAction[] = []
      for await (const action of await client.list({ per_page: 50 })) {
        const { id = '', name = '', deployed_version: version } = action
        const deployed = version && {
          ...contentOf(version, action),
          version_id: version.id ?? '',
          number: version.number ?? 0,
        }
        actions.push({ id, name, draft: contentOf(action), deployed })
      }
      return actions
    })
  }

  /** A trigger's bindings in order. */
  async bindings(trigger: string): Promise<Bindings> {
    const client = this.#api.client(BindingsClient)
    return this.#once(`read the bindings of ${trigger}`, async () => {
      const { data } = await client.list(trigger as Trigger, { per_page: 50 })
      return data.map(({ action, display_name }) => ({
        action_id: action?.id ?? '',
        action_name: action?.name ?? '',
        display_name: display_name ?? '',
      }))
    })
  }

  /**
   * Whether an app may use a connection; undefined if the token may not read it.
   * @throws InvitationsError `unknown_connection`
   */
  async connectionClient(connection: string, client_id: string): Promise<ConnectionClient | undefined> {
    const { domain } = this.#api
    return this.#once(`read which apps may use the connection ${connection}`, async () => {
      try {
        const found = this.#databases.get(connection) ?? (await this.#database(connection))
        if (found === undefined) {
          throw new InvitationsError('unknown_connection', `${domain} has no connection "${connection}".`, {
            hint: 'Set INVITATIONS_CONNECTION to the name under Authentication > Database.',
          })
        }
        this.#databases.set(connection, found)
        const isEnabled = await this.isClientEnabled(found.connection_id, client_id)
        return { ...found, connection, client_id, isEnabled }
      } catch (failure) {
        if (statusOf(failure) === 403) return undefined
        throw failure
      }
    })
  }

  async #database(name: string): Promise<Database | undefined> {
    const client = this.#api.client(ConnectionsClient)
    const [found] = (await client.list({ name, fields: 'id,options', take: 1 })).data
    if (found?.id === undefined) return undefined
    const { id: connection_id, options } = found
    return {
      connection_id,
      needsUsername: isRequired(options, 'username'),
      takesPasswords: takesPasswords(options),
    }
  }

  /** Whether an app may use the connection; false if the connection is gone. */
  async isClientEnabled(connection_id: string, client_id: string): Promise<boolean> {
    const client = this.#api.client(ConnectionClientsClient)
    return this.#once(`read whether the app ${client_id} may use the connection ${connection_id}`, async () => {
      try {
        for await (const one of await client.get(connection_id, { take: LONGEST_PAGE })) {
          if (one.client_id === client_id) return true
        }
      } catch (failure) {
        if (statusOf(failure) !== 404) throw failure
      }
      return false
    })
  }

  /** Whether Auth0 still keeps this version of an Action. */
  async hasVersion(action_id: string, version_id: string): Promise<boolean> {
    const client = this.#api.client(VersionsClient)
    return this.#once(`read the version ${version_id} of an Action`, async () => {
      try {
        await client.get(action_id, version_id)
        return true
      } catch (failure) {
        if (statusOf(failure) === 404) return false
        throw failure
      }
    })
  }

  /** A prompt's custom texts in one language, by screen and key. */
  async customText(prompt: string, language: string): Promise<PromptTexts[string]> {
    const client = this.#api.client(CustomTextClient)
    return this.#once(`read the texts of ${prompt} (${language})`, async () => {
      const texts = await client.get(prompt as Prompt, language as Language)
      return texts as PromptTexts[string]
    })
  }

  /** @param tried what is read; errors quote it, and the same text is read only once */
  #once<Result>(tried: string, call: () => Promise<Result>): Promise<Result> {
    const known = this.#read.get(tried) as Promise<Result> | undefined
    const read =
      known ??
      this.#api.call(tried, call).catch((failure: unknown) => {
        this.#read.delete(tried)
        throw failure
      })
    this.#read.set(tried, read)
    return read
  }
}

type ContentOf = Pick<Management.ActionDeployedVersion, 'code' | 'runtime' | 'dependencies' | 'secrets'>

/** @param draft fills in what the version leaves out */
function contentOf(given: ContentOf, draft: ContentOf = {}): ActionContent {
  const { code = draft.code, runtime = draft.runtime, dependencies, secrets = draft.secrets } = given
  return {
    code: code ?? '',
    runtime: runtime ?? '',
    dependencies: (dependencies ?? []).map(({ name = '', version = '' }) => ({ name, version })),
    secrets: (secrets ?? []).flatMap((secret) => secret.name ?? []),
    secretsWrittenAt: Object.fromEntries((secrets ?? []).map(({ name = '', updated_at = '' }) => [name, updated_at])),
  }
}
