import { ActionsClient } from 'auth0/actions'
import { BindingsClient } from 'auth0/actions/triggers/bindings'
import { ProviderClient } from 'auth0/emails/provider'
import { EmailTemplatesClient } from 'auth0/emailTemplates'
import type { Management } from 'auth0/management'
import { CustomTextClient } from 'auth0/prompts/customText'
import type { Connection } from './connect.ts'
import { explain, statusOf } from './failures.ts'

type Trigger = Management.ActionTriggerTypeEnum
type Prompt = Management.PromptGroupNameEnum
type Language = Management.PromptLanguageEnum

/** An email template as the tenant has it; what is not set is the empty string. */
export interface DeployedTemplate {
  template: string
  body: string
  from: string
  subject: string
  enabled?: boolean | null | undefined
  urlLifetimeInSeconds?: number | null | undefined
  [field: string]: unknown
}

/** What the tenant has in the places that a deploy shares with others. Every method throws InvitationsError. */
export class DeployedTenant {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The change-password template, or undefined when the tenant uses Auth0's own. */
  async resetEmail(): Promise<DeployedTemplate | undefined> {
    const client = new EmailTemplatesClient(this.#connection.clientOptions)
    return this.#try('read the email template reset_email', async () => {
      try {
        const { body, from, subject, ...others } = await client.get('reset_email')
        return { ...others, template: 'reset_email', body: body ?? '', from: from ?? '', subject: subject ?? '' }
      } catch (failure) {
        if (statusOf(failure) === 404) return undefined
        throw failure
      }
    })
  }

  /** Whether the tenant has an email provider of its own; undefined when the token may not look. */
  async hasEmailProvider(): Promise<boolean | undefined> {
    const client = new ProviderClient(this.#connection.clientOptions)
    return this.#try('read the email provider', async () => {
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

  /** The tenant's Actions with their drafts' code; secrets by name, for values cannot be read. */
  async actions(): Promise<{ name: string; code: string; secrets: string[] }[]> {
    const client = new ActionsClient(this.#connection.clientOptions)
    return this.#try('read the Actions', async () => {
      const actions = []
      for await (const { name = '', code = '', secrets } of await client.list({ per_page: 50 })) {
        actions.push({ name, code, secrets: (secrets ?? []).flatMap((secret) => secret.name ?? []) })
      }
      return actions
    })
  }

  /** A trigger's bindings in order, by Action name. */
  async bindings(trigger: string): Promise<{ action_name: string; display_name: string }[]> {
    const client = new BindingsClient(this.#connection.clientOptions)
    return this.#try(`read the bindings of ${trigger}`, async () => {
      const { data } = await client.list(trigger as Trigger, { per_page: 50 })
      return data.map(({ action, display_name }) => ({
        action_name: action?.name ?? '',
        display_name: display_name ?? '',
      }))
    })
  }

  /** A prompt's custom text in one language: screen, then key. */
  async customText(prompt: string, language: string): Promise<Record<string, Record<string, string>>> {
    const client = new CustomTextClient(this.#connection.clientOptions)
    return this.#try(`read the texts of ${prompt} (${language})`, async () => {
      const texts = await client.get(prompt as Prompt, language as Language)
      return texts as Record<string, Record<string, string>>
    })
  }

  async #try<Result>(tried: string, call: () => Promise<Result>): Promise<Result> {
    try {
      return await call()
    } catch (failure) {
      throw explain(failure, tried, this.#connection.domain)
    }
  }
}
