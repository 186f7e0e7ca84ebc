import { randomUUID } from 'node:crypto'
import type { Client, Connection, Json, User } from '../state.ts'
import type { Tenant } from '../tenant.ts'
import { render } from './liquid.ts'
import { linksIn, readableText } from './readable.ts'

/** The built-in provider's sender (docs: customize/email/smtp-email-providers). */
const BUILT_IN_SENDER = 'no-reply@auth0user.net'

export interface Message {
  template: 'reset_email'
  user: User
  connection: Connection
  /** Filled when the call that caused the mail named an application. */
  client: Client | undefined
  url: string
}

/**
 * Sends a mail into the outbox: from the tenant's template when an external provider is configured, else Auth0's own.
 * A template that cannot be rendered sends nothing.
 * @see https://auth0.com/docs/customize/email/email-templates
 */
export function send(tenant: Tenant, message: Message): void {
  const { emailProvider, emailTemplates, outbox } = tenant.state
  const own = emailProvider?.enabled ? emailTemplates.get(message.template) : undefined
  const isCustom = own !== undefined && own['enabled'] !== false
  const sender = emailProvider?.enabled ? (emailProvider.default_from_address ?? BUILT_IN_SENDER) : BUILT_IN_SENDER
  let subject: string
  let html: string
  let from: string
  try {
    const variables = variablesOf(tenant, message)
    subject = isCustom ? render(text(own['subject']), variables) : 'Change your password'
    html = isCustom ? render(text(own['body']), variables) : stockBody(message.url)
    from = (isCustom && render(text(own['from']), variables).trim()) || sender
  } catch {
    return
  }
  outbox.push({
    id: randomUUID(),
    to: message.user.email,
    from,
    subject: subject.replace(/\s+/g, ' ').trim(),
    html,
    text: readableText(html),
    template: message.template,
    sent_at: tenant.clock.now().toISOString(),
    links: linksIn(html),
  })
}

/** Seconds that a link of this template lives (default: 5 days). */
export function linkLifetimeSeconds(tenant: Tenant, template: Message['template']): number {
  const lifetime = tenant.state.emailTemplates.get(template)?.['urlLifetimeInSeconds']
  return typeof lifetime === 'number' && lifetime > 0 ? lifetime : 432_000
}

// docs: customize/email/email-templates/supported-liquid-syntax#general-variables
function variablesOf({ state }: Tenant, { user, connection, client, url }: Message): Json {
  return {
    user: { ...user, app_metadata: user.app_metadata ?? {}, user_metadata: user.user_metadata ?? {} },
    connection: { name: connection.name },
    ...(client && {
      application: { name: client.name, clientID: client.client_id, client_metadata: client.client_metadata },
    }),
    tenant: state.tenant.name,
    friendly_name: state.tenant.friendly_name,
    support_email: state.tenant.support_email,
    url,
  }
}

function stockBody(url: string): string {
  return `<p>A new password was asked for.</p><p><a href="${url.replaceAll('&', '&amp;')}">Choose it here</a></p>`
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
