import { createInvitation } from '../../../actions/invitation/create.ts'
import { withOneMoreSend } from '../../../actions/invitation/changes.ts'
import { languageOf } from '../../../actions/invitation/locale.ts'
import type { InvitationRow, InviteRequest } from '../../invitations/index.ts'
import { DEFAULT_TTL_SEC } from '../../invitations/inviting/invite-request.ts'
import type { InvitationSettings } from '../../ground/settings/invitation-settings.ts'
import { own } from '../../../actions/invitation/read.ts'
import { SHORTEST_TTL_SEC } from '../../../actions/invitation/request.ts'
import type { Look, MailFacts } from '../../invitations/sending/mail-facts.ts'
import { variablesFor } from '../../preview/variables.ts'
import { invitationsIn } from '../at-tenant.ts'
import { confirm, type Call } from '../command.ts'

/** Somebody who gets one of the mails. The question shows its subject. */
export type Recipient = Pick<InvitationRow, 'email' | 'name' | 'locale' | 'expires_at'> & {
  /** How many mails this person already got. */
  sends: number
}

/**
 * Asks before sending many mails. The question names the tenant, app and connection, the sender, and the subject of the
 * first mail; what the token cannot read is reported. Makes four calls, only if it asks.
 * @throws InvitationsError `cancelled`, or `confirmation_needed` if nobody can be asked
 */
export async function confirmMails(
  call: Call,
  { question, settings, first }: { question: string; settings: InvitationSettings; first: Recipient },
): Promise<void> {
  const isAsked = call.flags['yes'] !== true && call.ask !== undefined
  await confirm(call, question, isAsked ? await sayMails(settings, first, call) : [])
}

/** Somebody who is invited for the first time. */
export function recipientOf(
  { email, name, locale, ttl_sec = DEFAULT_TTL_SEC }: InviteRequest,
  settings: InvitationSettings,
  now: Date,
): Recipient {
  const expires_at = new Date(now.getTime() + ttl_sec * 1000).toISOString()
  return { email, name: name ?? null, locale: locale ?? settings.locale ?? null, expires_at, sends: 0 }
}

async function sayMails(settings: InvitationSettings, first: Recipient, call: Call): Promise<string[]> {
  const { domain, clientId, connection } = settings
  const { facts, now } = await invitationsIn(settings, call).mailFacts()
  const name = textAt(facts.app, 'name')
  const unread = isMissing(facts.app) ? 'there is no such app' : `name not read: ${whyNot(facts.app)}`
  return [
    `Tenant      ${domain}`,
    `App         ${name === undefined ? `${clientId} (${unread})` : `${name} (${clientId})`}`,
    `Connection  ${connection}`,
    `From        ${sender(facts)}`,
    `Subject     ${await subjectOf(first, facts, settings, now)}`,
  ]
}

/** @see https://auth0.com/docs/customize/email/email-templates (a template without `from` uses the provider's) */
function sender({ provider, template }: MailFacts): string {
  const from = textAt(template, 'from') ?? textAt(provider, 'default_from_address')
  if (from !== undefined) return from
  if (isMissing(provider)) return 'Auth0’s own address: the tenant has no email provider, so mails are ordinary resets'
  if (!isFound(provider)) return `not read: ${whyNot(provider)}`
  return 'Auth0’s own address: the email provider has no sender, so mails are Auth0’s stock text'
}

async function subjectOf(
  { email, name, locale, sends, expires_at }: Recipient,
  { app, tenant, template }: MailFacts,
  settings: InvitationSettings,
  now: Date,
): Promise<string> {
  const [subject, body] = [textAt(template, 'subject'), textAt(template, 'body')]
  if (!isFound(template) && !isMissing(template)) return `not read: ${whyNot(template)}`
  if (subject === undefined || body === undefined || own(foundIn(template), 'enabled') === false) {
    return 'Auth0’s own: no template of ours is deployed'
  }
  const ttl_sec = Math.max(SHORTEST_TTL_SEC, (Date.parse(expires_at ?? '') - now.getTime()) / 1000 || DEFAULT_TTL_SEC)
  const id = `inv_${'0'.repeat(32)}`
  const made = createInvitation({
    email,
    id,
    now,
    ttl_sec,
    created_user: true,
    client_id: settings.clientId,
    default_time_zone: 'UTC',
  })
  if ('problems' in made) return 'not rendered: the first recipient cannot be invited'
  const draft = { ...made, ...(locale !== null && { locale }) }
  const invitation = sends === 0 ? draft : withOneMoreSend({ ...draft, sends }, now)
  const user = { email, name: name ?? email, app_metadata: { invitation } }
  const variables = variablesFor({ tenant: foundIn(tenant), app: foundIn(app), user }, settings)
  const { make } = await import('../../preview/index.ts')
  const sample = { name: 'first', title: email, language: languageOf(locale), variables }
  const [mail] = make({ subject, body }, [sample], now).made
  return mail === undefined ? 'not rendered: the template is not Liquid' : `${mail.subject} (to ${email})`
}

function isFound(fact: Look | undefined): fact is { found: unknown } {
  return fact !== undefined && 'found' in fact
}

function isMissing(fact: Look | undefined): boolean {
  return fact !== undefined && 'missing' in fact
}

function foundIn(fact: Look | undefined): object {
  return isFound(fact) && typeof fact.found === 'object' && fact.found !== null ? fact.found : {}
}

function textAt(fact: Look | undefined, field: string): string | undefined {
  const value = own(foundIn(fact), field)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function whyNot(fact: Look | undefined): string {
  if (fact === undefined || !('unseen' in fact)) return 'Auth0 did not say why'
  return fact.unseen.replace(/^The /, 'the ').replace(/\.$/, '')
}
