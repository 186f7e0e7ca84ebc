import { connectionOfUser } from '../actions/event.ts'
import { ownWords, weaknessOf, type WeakPassword } from '../authentication/password-policy.ts'
import { passPostChallenge, runPostChangePassword } from '../authentication/password-triggers.ts'
import { endSessionsOf } from '../authentication/sessions.ts'
import { html, redirect, Refusal } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import { identifier } from '../identifier.ts'
import type { PasswordReset, PasswordTicket } from '../authentication/ticket.ts'
import type { User } from '../management/user.ts'
import { errorPage, form, formFields, link, page, paragraph } from './page.ts'
import { languageOf } from './language.ts'
import { textOf } from './texts.ts'
import { parseUrl } from '../http/parse-url.ts'

const theTicket = slot<PasswordTicket>('the ticket')
const theReset = slot<PasswordReset>('the password reset')

type LinkProblem = 'Expired' | 'Used' | 'Generic'

// docs: authenticate/database-connections/password-change; custom text: prompt reset-password
export const resetPassword: Endpoint[] = [
  {
    // The link in the mail. Opening it does not use it up (support article "Password reset link and link scanners").
    route: 'GET /u/reset-verify',
    query: 'any',
    steps: [findTicket, rejectDeadTicket, runPostChallenge],
  },
  { route: 'GET /u/reset-password', query: 'any', steps: [openTicket, findReset, (call) => showForm(call)] },
  {
    route: 'POST /u/reset-password',
    query: ['state'],
    // Auth0 calls the two fields password-reset and re-enter-password. They can be sent under either name.
    body: [...formFields, 'password', 'password2', 'password-reset', 're-enter-password'],
    steps: [findReset, logDeadTicket, rejectDeadTicket, checkPasswords, setPassword, showSuccess],
  },
]

function findTicket(call: Call): void {
  const ticket = call.tenant.state.tickets.get(call.query['ticket'] ?? '')
  if (ticket === undefined) throw linkError(call, 'Generic')
  call.clientId = ticket.client_id ?? null
  theTicket.put(call, ticket)
}

const supersededProblems = { used: 'Used', expired: 'Expired', generic: 'Generic' } as const

/** A link works once, until it expires, and only while it is the newest (docs: the page above). */
function problemOf({ tenant }: Call, ticket: PasswordTicket): LinkProblem | undefined {
  const { state, clock, assumed } = tenant
  if (!state.users.has(ticket.user_id)) return 'Generic'
  if (ticket.isUsed) return 'Used'
  if (state.newestTicket.get(ticket.user_id) !== ticket.ticket) return supersededProblems[assumed['superseded-link']]
  return ticket.expiresAt <= clock.now() ? 'Expired' : undefined
}

function rejectDeadTicket(call: Call): void {
  const problem = problemOf(call, theTicket.of(call))
  if (problem) throw linkError(call, problem)
}

/** If a form was opened in time but sent too late, that counts as a failed change. */
function logDeadTicket(call: Call): void {
  const problem = problemOf(call, theTicket.of(call))
  if (problem) logChange(call, 'fcp', `The link is not valid any more (${problem.toLowerCase()}).`)
}

/** docs: the schemas of `scp` and `fcp`. */
function logChange(call: Call, type: 'scp' | 'fcp', description?: string): void {
  const { tenant, ip, request } = call
  const { state } = tenant
  const ticket = theTicket.of(call)
  const user = state.users.get(ticket.user_id)
  const connection = user && connectionOfUser(call.tenant, user)
  const details = { title: 'Change Password', ...(user && { email: user.email }), body: {}, query: {} }
  const userAgent = request.headers.get('user-agent') ?? undefined
  const client = state.clients.get(ticket.client_id ?? '')
  record(tenant, { type, description, user, client, connection, ip, userAgent, details })
}

/**
 * Runs after the link was opened and before a password is set. The Actions see the link's query parameters.
 * @see https://auth0.com/docs/customize/actions/explore-triggers/password-reset-post-challenge
 */
async function runPostChallenge(call: Call): Promise<Response> {
  const reset: PasswordReset = { id: identifier('hKFo', 40), ticket: theTicket.of(call) }
  const outcome = await passPostChallenge(call, userOf(call), reset)
  if (outcome.denied !== undefined) throw denied(call, outcome.denied)
  // A browser keeps the link's fragment unless the address it is redirected to has its own.
  const isLost = call.tenant.assumed['link-fragment'] === 'lost' && outcome.goTo.startsWith('/')
  return redirect(isLost ? `${outcome.goTo}#` : outcome.goTo)
}

/** The link of a ticket from the API. A mailed link goes through /u/reset-verify. */
async function openTicket(call: Call): Promise<Response | undefined> {
  if (call.query['ticket'] === undefined) return undefined
  findTicket(call)
  rejectDeadTicket(call)
  return runPostChallenge(call)
}

function findReset(call: Call): void {
  const reset = call.tenant.state.passwordResets.get(call.query['state'] ?? '')
  if (reset === undefined) throw linkError(call, 'Generic')
  call.clientId = reset.ticket.client_id ?? null
  theReset.put(call, reset)
  theTicket.put(call, reset.ticket)
}

function newPassword(call: Call): string {
  return bodyText(call, 'password') || bodyText(call, 'password-reset')
}

function checkPasswords(call: Call): Response | undefined {
  const password = newPassword(call)
  if (password !== (bodyText(call, 'password2') || bodyText(call, 're-enter-password')))
    return showForm(call, text(call, 'reset-password', 'password-mismatch'))
  const user = userOf(call)
  const connection = connectionOfUser(call.tenant, user)
  const weakness = connection && weaknessOf(password, connection, ownWords({ ...user }, connection))
  return weakness ? showForm(call, sentenceFor(call, weakness)) : undefined
}

/** The page lists the rules that the password breaks (docs: the same page). Only one of the mistakes has its own text. */
function sentenceFor(call: Call, { name, policy }: WeakPassword): string {
  if (name === 'PasswordNoUserInfoError') return text(call, 'reset-password', 'password-contains-user-information')
  return [text(call, 'reset-password', 'auth0-users-validation'), policy].filter(Boolean).join(' ')
}

/** Using the link proves the mailbox, so the address counts as verified from now on (support article on invitations). */
function setPassword(call: Call): void {
  const { state, clock } = call.tenant
  const ticket = theTicket.of(call)
  const user = userOf(call)
  const now = clock.now().toISOString()
  state.passwords.set(user.user_id, newPassword(call))
  user.last_password_reset = now
  user.updated_at = now
  if (ticket.marksEmailVerified) user.email_verified = true
  ticket.isUsed = true
  logChange(call, 'scp')
  endSessionsOf(call, user.user_id)
  runPostChangePassword(call, user)
}

function showSuccess(call: Call): Response {
  const screen = 'reset-password-success'
  const resultUrl = theReset.of(call).resultUrl ?? loginUri(call)
  const button = resultUrl === undefined ? '' : link(resultUrl, text(call, screen, 'buttonText'), 'button')
  const content = paragraph(text(call, screen, 'description')) + button
  return html(200, page(text(call, screen, 'pageTitle'), text(call, screen, 'eventTitle'), content, languageOf(call)))
}

/** Without a result address, the button leads to the app's own login page, if that is public (docs: the page above). */
function loginUri({ tenant, clientId }: Call): string | undefined {
  const uri = tenant.state.clients.get(clientId ?? '')?.['initiate_login_uri']
  const url = typeof uri === 'string' ? parseUrl(uri) : undefined
  return url?.protocol === 'https:' && url.hostname !== 'localhost' ? String(uri) : undefined
}

function showForm(call: Call, error?: string): Response {
  const screen = 'reset-password'
  const fields = [
    { name: 'password', id: 'password-reset', label: text(call, screen, 'passwordPlaceholder') },
    { name: 'password2', id: 're-enter-password', label: text(call, screen, 'reEnterpasswordPlaceholder') },
  ].map((field) => ({ ...field, type: 'password' as const, autocomplete: 'new-password' }))
  const content = [
    paragraph(text(call, screen, 'description')),
    form(fields, { state: theReset.of(call).id }, text(call, screen, 'buttonText'), error),
  ]
  return html(
    error === undefined ? 200 : 400,
    page(text(call, screen, 'pageTitle'), text(call, screen, 'title'), content.join('\n'), languageOf(call)),
  )
}

/** It is not documented what the page says when an Action denies: its reason, or something generic. */
function denied(call: Call, reason: unknown): Refusal {
  if (call.tenant.assumed['post-challenge-deny'] === 'generic' || typeof reason !== 'string') {
    return linkError(call, 'Generic')
  }
  return new Refusal(html(400, errorPage(text(call, 'reset-password-error', 'eventTitleGeneric'), reason)))
}

function linkError(call: Call, problem: LinkProblem): Refusal {
  const screen = 'reset-password-error'
  const heading = textOf(call, 'reset-password', screen, `eventTitle${problem}`)
  const description = textOf(call, 'reset-password', screen, `description${problem}`)
  return new Refusal(
    html(
      400,
      page(textOf(call, 'reset-password', screen, 'pageTitle'), heading, paragraph(description), languageOf(call)),
    ),
  )
}

function userOf(call: Call): User {
  const user = call.tenant.state.users.get(theTicket.of(call).user_id)
  if (user === undefined) throw linkError(call, 'Generic')
  return user
}

function text(call: Call, screen: string, key: string): string {
  const client = call.tenant.state.clients.get(theTicket.of(call).client_id ?? '')
  return textOf(call, 'reset-password', screen, key, client ? { clientName: client.name } : {})
}
