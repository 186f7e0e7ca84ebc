import { html, redirect } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import { render } from '../mail/liquid.ts'
import { send } from '../mail/send.ts'
import { ownTemplate } from '../mail/templates.ts'
import type { VerificationTicket } from '../authentication/ticket.ts'
import type { Client } from '../management/client.ts'
import type { User } from '../management/user.ts'
import { page, paragraph } from './page.ts'
import { languageOf } from './language.ts'
import { textOf } from './texts.ts'
import { parseUrl } from '../http/parse-url.ts'

export const emailVerification: Endpoint[] = [
  // docs: customize/email/email-templates (verification); custom text: prompt email-verification
  { route: 'GET /u/email-verification', query: ['ticket'], steps: [verifyAddress] },
]

/** How it went: the key of the page's text, and the message for a result address. */
interface Outcome {
  isVerified: boolean
  key: string
  message: string
}

/** Messages: docs (results for the verification template). Apps can distinguish them. */
const outcomes = {
  verified: ['verifiedDescription', 'Your email was verified. You can continue using the application.'],
  unknown: ['invalidAccountOrCodeDescription', 'User account does not exist or verification code is invalid.'],
  used: ['auth0-users-used-ticket', 'This URL can be used only once'],
  expired: ['auth0-users-expired-ticket', 'Access expired.'],
  already: ['alreadyVerifiedDescription', 'This account is already verified.'],
} as const

function verifyAddress(call: Call): Response {
  const { tenant, ip } = call
  const { state } = tenant
  const ticket = state.verificationTickets.get(call.query['ticket'] ?? '')
  const user = state.users.get(ticket?.user_id ?? '')
  const client = state.clients.get(ticket?.client_id ?? '')
  call.clientId = client?.client_id ?? null
  if (ticket === undefined || user === undefined) return show(call, outcomeOf('unknown'), client)
  const outcome = outcomeOf(standing(call, ticket, user))
  const connection = [...state.connections.values()].find(({ name }) => name === user.identities[0]?.connection)
  const { isVerified, message } = outcome
  if (isVerified) {
    ticket.isUsed = true
    user.email_verified = true
    user.updated_at = tenant.clock.now().toISOString()
  }
  const details = { email: user.email, query: { user_id: user.user_id, email: user.email }, title: 'Verify email' }
  record(tenant, { type: isVerified ? 'sv' : 'fv', description: message, user, client, connection, ip, details })
  if (isVerified && connection) send(tenant, { template: 'welcome_email', user, connection, client })
  const target = resultUrl(call, ticket, client)
  return target === undefined ? show(call, outcome, client) : redirect(withResult(call, target, ticket, user, outcome))
}

function standing({ tenant }: Call, ticket: VerificationTicket, user: User): keyof typeof outcomes {
  if (ticket.isUsed) return 'used'
  if (ticket.expiresAt <= tenant.clock.now()) return 'expired'
  return user.email_verified ? 'already' : 'verified'
}

function outcomeOf(name: keyof typeof outcomes): Outcome {
  const [key, message] = outcomes[name]
  return { isVerified: name === 'verified', key, message }
}

/** Where the ticket or the template says to go next. Only a few variables work there (docs: "Redirect To"). */
function resultUrl({ tenant }: Call, ticket: VerificationTicket, client: Client | undefined): string | undefined {
  if (ticket.resultUrl !== undefined) return ticket.resultUrl
  const own = ownTemplate(tenant, 'verify_email')?.['resultUrl']
  if (typeof own !== 'string' || own === '') return undefined
  const callback = parseUrl(client?.callbacks?.[0] ?? '')
  const application = client && {
    name: encodeURIComponent(client.name),
    clientID: client.client_id,
    ...(callback && { callback_domain: callback.origin }),
  }
  try {
    const target = render(own, { application, client: application }).trim()
    return parseUrl(target) ? target : undefined
  } catch {
    return undefined
  }
}

/** The query goes before a fragment (docs: the same page). */
function withResult(call: Call, target: string, ticket: VerificationTicket, user: User, outcome: Outcome): string {
  const byTemplate = ownTemplate(call.tenant, 'verify_email')?.['includeEmailInRedirect'] !== false
  const address = new URL(target)
  if (ticket.includesEmail ?? byTemplate) address.searchParams.set('email', user.email)
  address.searchParams.set('success', String(outcome.isVerified))
  address.searchParams.set('message', outcome.message)
  return address.href
}

function show(call: Call, { isVerified, key }: Outcome, client: Client | undefined): Response {
  const text = (name: string) =>
    textOf(call, 'email-verification', 'email-verification-result', name, client ? { clientName: client.name } : {})
  const heading = text(isVerified ? 'verifiedTitle' : 'errorTitle')
  return html(isVerified ? 200 : 400, page(text('pageTitle'), heading, paragraph(text(key)), languageOf(call)))
}
