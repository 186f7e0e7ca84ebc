import { json, notImplemented, Refusal } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { arrived } from '../mail/arrived.ts'
import type { Mail } from '../mail/mail.ts'
import { waitForActions } from './control.ts'
import { messageOf, summaryOf, type MessageSummary } from './mailpit-message.ts'
import { searchFor } from './mailpit-search.ts'

/**
 * The outbox as a mail catcher with Mailpit's HTTP API, for programs that read mails and do not know the local tenant.
 * @see https://mailpit.axllent.org/docs/api-v1/ and axllent/mailpit, server/apiv1 (messages.go, message.go, application.go)
 */
export const mailpit: Endpoint[] = [
  { route: 'GET /_local/api/v1/messages', query: ['start', 'limit'], steps: [waitForActions, listAll] },
  { route: 'DELETE /_local/api/v1/messages', body: ['IDs'], steps: [deleteMessages] },
  {
    route: 'GET /_local/api/v1/search',
    query: ['query', 'start', 'limit', 'tz'],
    steps: [waitForActions, listFound],
  },
  { route: 'DELETE /_local/api/v1/search', query: ['query', 'tz'], steps: [waitForActions, deleteFound] },
  { route: 'GET /_local/api/v1/message/:id', query: ['query', 'tz'], steps: [waitForActions, readMessage] },
  { route: 'GET /_local/api/v1/info', steps: [waitForActions, showInfo] },
]

/** Messages that were opened one by one. */
const opened = new WeakSet<Mail>()

/** Default for `limit`. */
const PAGE_SIZE = 50

function listAll(call: Call): Response {
  return list(call, newestFirst(call))
}

function listFound(call: Call): Response {
  return list(call, found(call, requiredSearch(call)))
}

function list({ tenant, query }: Call, mails: Mail[]): Response {
  const all = arrived(tenant)
  const start = wholeNumber(query['start']) ?? 0
  const messages = mails.slice(start, start + (wholeNumber(query['limit']) ?? PAGE_SIZE)).map(inList)
  return json(200, {
    total: all.length,
    unread: unreadIn(all),
    count: messages.length,
    messages_count: mails.length,
    messages_unread: unreadIn(mails),
    start,
    tags: [],
    messages,
  })
}

/** Without ids, it deletes all messages. */
function deleteMessages({ tenant, body }: Call): Response {
  const ids: unknown = body['IDs'] ?? []
  if (!Array.isArray(ids)) throw notImplemented("IDs of Mailpit's API that are no list")
  const { state } = tenant
  state.outbox = ids.length === 0 ? [] : state.outbox.filter(({ id }) => !ids.includes(id))
  return text(200, 'ok')
}

function deleteFound(call: Call): Response {
  const gone = new Set(found(call, requiredSearch(call)))
  const { state } = call.tenant
  state.outbox = state.outbox.filter((mail) => !gone.has(mail))
  return text(200, 'ok')
}

/** `latest` is the newest message, or the newest that a search finds. Reading it marks it as read. */
function readMessage(call: Call): Response {
  const { params, query } = call
  const isLatest = params['id'] === 'latest'
  const mail = isLatest
    ? found(call, query['query']?.trim() ?? '')[0]
    : arrived(call.tenant).find(({ id }) => id === params['id'])
  if (mail === undefined) return text(404, isLatest ? 'Message not found' : '404 page not found')
  opened.add(mail)
  return json(200, messageOf(mail))
}

/** Only figures about the mailbox, none about the machine or SMTP. */
function showInfo({ tenant }: Call): Response {
  const outbox = arrived(tenant)
  const figures = { Messages: outbox.length, Unread: unreadIn(outbox), Tags: {} }
  return json(200, { Version: 'local tenant', LatestVersion: 'disabled', Database: '', DatabaseSize: 0, ...figures })
}

function requiredSearch({ query }: Call): string {
  const search = query['query']?.trim() ?? ''
  if (search === '') throw new Refusal(text(400, 'Error: no search query'))
  return search
}

function found(call: Call, search: string): Mail[] {
  const fits = searchFor(search)
  return newestFirst(call).filter((mail) => {
    return fits(inList(mail), `${mail.from} ${mail.subject} ${mail.to} ${mail.text}`)
  })
}

function newestFirst({ tenant }: Call): Mail[] {
  return arrived(tenant).reverse()
}

function inList(mail: Mail): MessageSummary {
  return summaryOf(mail, opened.has(mail))
}

function unreadIn(mails: Mail[]): number {
  return mails.filter((mail) => !opened.has(mail)).length
}

/** Anything other than a number from 0 up counts as left out. */
function wholeNumber(given: string | undefined): number | undefined {
  return given !== undefined && /^\d+$/.test(given) ? Number(given) : undefined
}

function text(status: number, body: string): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/plain' } })
}
