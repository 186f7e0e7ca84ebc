import { randomUUID } from 'node:crypto'
import { domainOfEvent, mailDomain } from '../seen-from-domain.ts'
import { record } from '../logs/record.ts'
import { draw } from '../plans/buckets.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { Json } from '../json.ts'
import type { User } from '../management/user.ts'
import type { Tenant } from '../tenant.ts'
import { render } from './liquid.ts'
import { linksIn, readableText } from './readable.ts'
import { isOn, ownCodeMail, ownTemplate, stock, type TemplateName } from './templates.ts'

/** The built-in provider's sender (docs: customize/email/smtp-email-providers). */
const BUILT_IN_SENDER = 'no-reply@auth0user.net'

/** The built-in provider sends 10 mails a minute (docs: the same page). */
const BUILT_IN_LIMIT = { burst: 10, count: 10, perSeconds: 60 }

export interface Message {
  template: TemplateName
  /** Somebody invited to an organization may not have an account yet. */
  user: Pick<User, 'email'> & Partial<User>
  connection?: Connection | undefined
  /** Set if the call that caused the mail named an application. */
  client?: Client | undefined
  /** Set if the call named an organization. */
  organization?: Json | undefined
  /** Language that the caller asked for; change_password has none. */
  language?: string | undefined
  /** For templates with a link. */
  url?: string
  /** For templates with a code. */
  code?: string
}

interface Written {
  subject: string
  html: string
  from: string
}

/**
 * Sends a mail into the outbox: from the tenant's template if an external provider is configured, otherwise Auth0's own.
 * If a template cannot be rendered or the provider refuses, nothing is sent and the tenant's log says `fn`.
 * @see https://auth0.com/docs/customize/email/email-templates
 */
export function send(tenant: Tenant, message: Message): void {
  if (!isOn(tenant, message.template)) return
  const { clock, state } = tenant
  try {
    const mail = write(tenant, message)
    if (!state.emailProvider?.enabled && draw(tenant, 'mails of the built-in provider', BUILT_IN_LIMIT).isRefused) {
      throw new Error('The built-in email provider sends 10 mails a minute.')
    }
    const { isLosing, lateSec } = state.mailServer
    if (isLosing) return // the server accepted it, so Auth0 believes it was sent
    const isLate = lateSec > 0 && { arrives_at: new Date(clock.now().getTime() + lateSec * 1000) }
    state.outbox.push({
      id: randomUUID(),
      to: message.user.email,
      ...mail,
      text: readableText(mail.html),
      template: message.template,
      sent_at: clock.now().toISOString(),
      links: linksIn(mail.html),
      ...isLate,
    })
  } catch (failure) {
    reportFailure(tenant, message, failure instanceof Error ? failure.message : String(failure))
  }
}

/** The event has no user; its details say whom it is about. */
function reportFailure(tenant: Tenant, { template, user, connection, client }: Message, error: string): void {
  record(tenant, {
    type: 'fn',
    description: error,
    client,
    connection,
    details: { email_type: template, to: user.email, notification_type: 'email', error },
  })
}

const zones = { UTC: 'UTC', 'US-Pacific': 'America/Los_Angeles' } as const

/** The tenant's own template only counts with a sender, and not one at auth0.com (docs: customize-email-templates). */
function write(tenant: Tenant, message: Message): Written {
  const isCode = message.template === 'passwordless_email'
  const own = isCode ? ownCodeMail(tenant, message.connection) : ownTemplate(tenant, message.template)
  const provider = tenant.state.emailProvider?.enabled ? tenant.state.emailProvider : undefined
  const sender = provider?.default_from_address ?? BUILT_IN_SENDER
  if (own && own['enabled'] !== false) {
    const variables = variablesOf(tenant, message)
    const { assumed, clock } = tenant
    const fill = (field: string) =>
      render(text(own[field]), variables, {
        now: clock.now(),
        zone: zones[assumed['liquid-date-zone']],
        hasWhitespaceControl: () => assumed['liquid-whitespace-control'] === 'yes',
      })
    const from = fill('from').trim() || provider?.default_from_address
    if (from !== undefined && !from.includes('@auth0.com')) {
      return { from, subject: oneLine(fill('subject')) || stock[message.template].subject, html: fill('body') }
    }
  }
  const { subject, body } = stock[message.template]
  const html = body
    .replace('$url', () => (message.url ?? '').replaceAll('&', '&amp;'))
    .replace('$code', message.code ?? '')
  return { subject, html, from: sender.includes('@auth0.com') ? BUILT_IN_SENDER : sender }
}

// docs: customize/email/email-templates/supported-liquid-syntax#general-variables. There is no `branding`.
function variablesOf(tenant: Tenant, message: Message): Json {
  const { state } = tenant
  const domain = mailDomain(tenant)
  const { user, connection, client, organization, language, url, code } = message
  const { email, email_verified, picture, nickname, given_name, family_name, name } = user
  return {
    user: {
      ...{ email, email_verified, picture, nickname, given_name, family_name, name },
      app_metadata: user.app_metadata ?? {},
      user_metadata: user.user_metadata ?? {},
    },
    ...(connection && { connection: { name: connection.name } }),
    ...(client && {
      application: { name: client.name, clientID: client.client_id, client_metadata: client.client_metadata },
    }),
    ...(organization && { organization }),
    ...(language !== undefined && { request_language: language }),
    tenant: state.tenant.name,
    friendly_name: state.tenant.friendly_name,
    support_email: state.tenant.support_email,
    support_url: state.tenant['support_url'],
    ...(domain && { custom_domain: domainOfEvent(domain) }),
    ...(url !== undefined && { url }),
    ...(code !== undefined && { code }),
  }
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim()
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
