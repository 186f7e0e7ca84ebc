import { accountOf, refusesReset } from '../../actions/invitation/accept.ts'
import { foldAddress, isAddress } from '../../actions/invitation/address.ts'
import { landingsOf, type Landings } from '../../actions/invitation/landings.ts'
import { languageOf } from '../../actions/invitation/locale.ts'
import { own, readInvitation } from '../../actions/invitation/read.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { readResetEmail } from '../deployments/declared/desired.ts'
import { projectFolder } from '../deployments/declared/project.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { MailTemplate, Sample } from '../preview/index.ts'
import { variablesFor } from '../preview/variables.ts'
import { readInvitationSettings, type InvitationSettings } from '../ground/settings/invitation-settings.ts'
import { join } from 'node:path'
import type { Look } from '../invitations/sending/mail-facts.ts'
import { invitationsIn } from './at-tenant.ts'
import type { Call } from './command.ts'

/**
 * The mail that Auth0 would send to somebody now, with the tenant's template and settings. If the token cannot read
 * something, the example's value is used, with a note.
 * @throws InvitationsError `not_found` if the connection has no such account
 */
export async function mailNow(
  address: string,
  call: Call,
): Promise<{ template: MailTemplate; all: Sample[]; now: Date }> {
  const { environment, output } = call
  const settings = readInvitationSettings(environment)
  const email = foldAddress(address)
  if (!isAddress(email)) {
    throw new InvitationsError('usage', `"${address}" is not an email address.`, {
      hint: 'preview --email ada@example.com',
    })
  }
  const { facts, now } = await invitationsIn(settings, call).mailFacts(email)
  const { accounts, provider } = facts
  if (accounts !== undefined && 'unseen' in accounts) throw accountUnseen(email, accounts.unseen)
  for (const [name, one] of Object.entries(facts)) {
    if (one !== undefined && 'unseen' in one)
      output.notLookedAt(looks[name]?.what ?? name, `${one.unseen} ${looks[name]?.instead}`)
  }
  const user = accountIn(accounts, settings.connection)
  if (user === undefined) {
    throw new InvitationsError('not_found', `${settings.connection} has no account ${email}, so Auth0 sends nothing.`, {
      hint: ['To invite: ', { do: 'invite', email }],
    })
  }
  if (provider !== undefined && 'missing' in provider) {
    output.warn('The tenant has no email provider of its own: Auth0’s built-in one ignores templates.')
  }
  const app_metadata = own(user, 'app_metadata')
  const refusal = refusesReset(standingOf(app_metadata, now), accountOf(user))
  if (refusal !== undefined) output.warn(`The reset page refuses its link: ${refusal.reason}.`)
  const reading = readInvitation(app_metadata)
  const language = languageOf(reading.kind === 'invitation' ? reading.invitation.locale : settings.locale)
  const { tenant, app } = facts
  const variables = variablesFor({ tenant: objectIn(tenant), app: objectIn(app), user }, settings)
  return {
    template: templateIn(facts.template, output, settings.locale, landingsBy(settings, facts.app)),
    all: [{ name: 'now', title: email, language, variables }],
    now,
  }
}

/** What is read, and what the preview shows instead if it cannot be read. */
const looks: Readonly<Record<string, { what: string; instead: string }>> = {
  app: { what: 'the app', instead: 'Its client id is shown instead of its name, and its callbacks are left out.' },
  tenant: { what: "the tenant's name and support address", instead: 'They are left out.' },
  provider: { what: 'the email provider', instead: 'Auth0’s built-in one would ignore this template.' },
  template: {
    what: "the tenant's email template",
    instead: 'Below is what a deploy from here would make of it.',
  },
}

function accountUnseen(email: string, why: string): InvitationsError {
  return new InvitationsError('missing_scope', `Could not look up ${email}. ${why}`, {
    hint: 'Grant read:users to the machine-to-machine app: Applications > APIs > Auth0 Management API > Machine to Machine Applications.',
  })
}

/** The account that Auth0 mails to: the one in the connection that the program names. */
function accountIn(users: Look | undefined, connection: string): object | undefined {
  if (users === undefined || !('found' in users) || !Array.isArray(users.found)) return undefined
  return users.found.find((user: unknown): user is object => {
    const identities = own(user, 'identities')
    return Array.isArray(identities) && own(identities[0], 'connection') === connection
  })
}

function objectIn(fact: Look | undefined): object {
  return fact !== undefined && 'found' in fact && typeof fact.found === 'object' && fact.found !== null
    ? fact.found
    : {}
}

function landingsBy({ allowedOrigins, appUrl, clientId }: InvitationSettings, app: Look | undefined): Landings {
  const callbacks = own(objectIn(app), 'callbacks')
  const texts = Array.isArray(callbacks) ? callbacks.filter((one) => typeof one === 'string') : []
  return landingsOf({ allowedOrigins, appUrl, clientId, callbacks: { [clientId]: texts } })
}

function templateIn(
  fact: Look | undefined,
  output: Call['output'],
  locale: string | undefined,
  landings: Landings,
): MailTemplate {
  const { subject, body, enabled } = objectIn(fact) as { subject?: unknown; body?: unknown; enabled?: unknown }
  if (typeof subject === 'string' && typeof body === 'string' && enabled !== false) return { subject, body }
  if (fact === undefined || !('unseen' in fact)) {
    const none = enabled === false ? 'The tenant’s template is switched off' : 'The tenant has no template of its own'
    output.warn(`${none}, so Auth0 sends its own text. This is what a deploy would make of it:`)
  }
  return readResetEmail(join(projectFolder(), 'tenant'), locale, landings)
}
