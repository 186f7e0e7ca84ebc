import { ActionsClient } from 'auth0/actions'
import { BindingsClient } from 'auth0/actions/triggers/bindings'
import { VersionsClient } from 'auth0/actions/versions'
import { ClientsClient as ConnectionClientsClient } from 'auth0/connections/clients'
import { EmailTemplatesClient } from 'auth0/emailTemplates'
import type { Management } from 'auth0/management'
import { CustomTextClient } from 'auth0/prompts/customText'
import type { TenantApi } from './tenant-api.ts'
import type { EmailTemplate } from './reset-email.ts'
import { ACTION_RUNTIME } from './limits.ts'
import { requireScopes } from './token.ts'

/**
 * Writes what the Deploy CLI cannot: earlier versions of Actions, deletions, one app of a connection without the
 * connection's options, and what has to be saved before the Deploy CLI starts. Every method throws InvitationsError.
 */
export class Configuration {
  readonly #api: TenantApi

  constructor(api: TenantApi) {
    this.#api = api
  }

  /** Checks that the token may do all of it before anything is changed. */
  async requireScopes(needed: readonly string[], tried: string): Promise<void> {
    await requireScopes(this.#api, needed, tried)
  }

  /** Makes the Action or writes its draft, without deploying it. @returns its id */
  async writeDraft(id: string | undefined, name: string, code: string): Promise<string> {
    const client = this.#api.client(ActionsClient)
    return this.#api.call(`save the current state in the Action ${name}`, async () => {
      if (id !== undefined) {
        await client.update(id, { code })
        return id
      }
      // Not bound to anything; Auth0 requires a trigger that it could be bound to.
      const supported_triggers = [{ id: 'post-login' as const, version: 'v3' }]
      const created = await client.create({ name, code, runtime: ACTION_RUNTIME, supported_triggers })
      return created.id ?? ''
    })
  }

  /** Deploys an earlier version of an Action again and makes it the draft. */
  async deployVersion(action_id: string, version_id: string): Promise<void> {
    const client = this.#api.client(VersionsClient)
    await this.#api.call('deploy an earlier version of an Action', () =>
      client.deploy(action_id, version_id, { update_draft: true }),
    )
  }

  /** Deletes an Action, even if it is bound. */
  async deleteAction(action_id: string): Promise<void> {
    const client = this.#api.client(ActionsClient)
    await this.#api.call('delete an Action', () => client.delete(action_id, { force: true }))
  }

  /** Replaces a trigger's bindings. Their order counts. */
  async bind(trigger: string, bindings: { action_id?: string; display_name: string }[]): Promise<void> {
    const client = this.#api.client(BindingsClient)
    const refs = bindings.map(({ action_id = '', display_name }) => ({
      ref: { type: 'action_id' as const, value: action_id },
      display_name,
    }))
    await this.#api.call(`bind the Actions of ${trigger}`, () =>
      client.updateMany(trigger as Management.ActionTriggerTypeEnum, { bindings: refs }),
    )
  }

  /** Replaces the change-password template. */
  async setResetEmail({ template: _, resultUrl, ...fields }: EmailTemplate): Promise<void> {
    const client = this.#api.client(EmailTemplatesClient)
    const { syntax, enabled, urlLifetimeInSeconds, ...others } = fields
    // Newer tenants refuse an empty resultUrl, like any other (docs: customize/email/email-templates).
    const hasResultUrl = typeof resultUrl === 'string' && resultUrl !== ''
    await this.#api.call('write the email template reset_email', () =>
      client.set('reset_email', {
        ...others,
        template: 'reset_email',
        syntax: typeof syntax === 'string' ? syntax : 'liquid',
        enabled: enabled === undefined ? true : enabled,
        ...(urlLifetimeInSeconds != null && { urlLifetimeInSeconds }),
        ...(hasResultUrl && { resultUrl }),
      }),
    )
  }

  /** Auth0 cannot delete a template; a disabled one is not used. */
  async switchOffResetEmail(): Promise<void> {
    const client = this.#api.client(EmailTemplatesClient)
    await this.#api.call('switch off the email template reset_email', () =>
      client.update('reset_email', { enabled: false }),
    )
  }

  /** Replaces a prompt's custom texts in one language. */
  async setTexts(prompt: string, language: string, screens: Record<string, Record<string, string>>): Promise<void> {
    const client = this.#api.client(CustomTextClient)
    await this.#api.call(`write the texts of ${prompt} (${language})`, () =>
      client.set(prompt as Management.PromptGroupNameEnum, language as Management.PromptLanguageEnum, screens),
    )
  }

  /** Sets whether the app may use the connection; nothing else about the connection is written. */
  async enableClient(connection_id: string, client_id: string, status: boolean): Promise<void> {
    const client = this.#api.client(ConnectionClientsClient)
    await this.#api.call(`change whether the app ${client_id} may use the connection`, () =>
      client.update(connection_id, [{ client_id, status }]),
    )
  }
}
