import { own } from '../../../actions/invitation/read.ts'
import type { TenantApi } from '../tenant-api.ts'
import { GRAIN_MS } from '../fetch/tenant-clock.ts'
import { USERS_IN_A_SEARCH } from '../limits.ts'
import { dateOf, TenantLog, textOf, type LogEvent } from './tenant-log.ts'

/**
 * What the tenant's log says about mails with a link to set a password, and what happened to them. Nothing else is kept
 * of an event: `scpr` contains the link itself.
 * @see https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
 */
export interface MailEvent {
  /** `scpr` requested; `fcpr` refused; `fn` not accepted by the email provider; `scp` a password was set. */
  type: (typeof types)[number]
  /** ISO 8601. */
  date: string
  /** Absent if the event has none; `fn` never has one. */
  user_id?: string
  /** The address in lower case; absent if the event has none. */
  email?: string
  /** What the provider or Auth0 said, for `fn` and `fcpr`, without URLs. */
  reason?: string
}

const types = ['scpr', 'fcpr', 'fn', 'scp'] as const

/** Names of the templates that carry the link or the code (docs: api/management/v2/email-templates). */
const templates = ['reset_email', 'reset_email_by_code']

/** Mails that the provider or Auth0 itself did not accept. */
const FAILURES = '(type:fn OR type:fcpr)'

/** The tenant's log about mails. Every method throws InvitationsError: `missing_scope` without read:logs. */
export class MailLog {
  readonly #log: TenantLog

  constructor(api: TenantApi) {
    this.#log = new TenantLog(api)
  }

  /** The date of the oldest event; undefined if the log is empty. */
  since(): Promise<string | undefined> {
    return this.#log.since()
  }

  /** Every mail to anyone that did not go out, as far back as the log goes. */
  async failures(): Promise<MailEvent[]> {
    const { events, isWhole } = await this.#found(FAILURES)
    return isWhole ? events : this.#failuresByCheckpoint()
  }

  /** The newest 1,000 mails to anyone that did not go out: `fn` cannot be searched by address. */
  async newestFailures(): Promise<MailEvent[]> {
    return (await this.#found(FAILURES)).events
  }

  /** Events about these users, except `fn`, which names no user; the newest 1,000. */
  async ofUsers(userIds: readonly string[]): Promise<MailEvent[]> {
    const events: MailEvent[] = []
    for (let from = 0; from < userIds.length; from += USERS_IN_A_SEARCH) {
      const some = userIds
        .slice(from, from + USERS_IN_A_SEARCH)
        .map((id) => `user_id:"${id.replace(/["\\]/g, '\\$&')}"`)
      const q = `(type:scpr OR type:fcpr OR type:scp) AND (${some.join(' OR ')})`
      events.push(...(await this.#found(q)).events)
    }
    return events
  }

  /**
   * Whether Auth0 was asked for a mail to the user. If it cannot be known (no read:logs, or the log lags), the answer
   * is no.
   * @param since by Auth0's time, ISO 8601; by default, ever
   */
  async wasAsked(userId: string, since?: string): Promise<boolean> {
    const events = await this.ofUsers([userId]).catch(() => [])
    const from = since === undefined ? -Infinity : Date.parse(since) - GRAIN_MS
    return events.some(({ type, date }) => type === 'scpr' && Date.parse(date) >= from)
  }

  /** For more events than a search returns. */
  async #failuresByCheckpoint(): Promise<MailEvent[]> {
    const failures: MailEvent[] = []
    for await (const entry of this.#log.everything()) {
      const event = mailEvent(entry)
      if (event?.type === 'fn' || event?.type === 'fcpr') failures.push(event)
    }
    return failures
  }

  async #found(q: string): Promise<{ events: MailEvent[]; isWhole: boolean }> {
    const { events, isWhole } = await this.#log.found(q)
    return { events: events.flatMap((entry) => mailEvent(entry) ?? []), isWhole }
  }
}

/** @returns undefined for an event about something else */
export function mailEvent(entry: LogEvent): MailEvent | undefined {
  const type = types.find((one) => one === entry['type'])
  const date = dateOf(entry)
  const details = entry['details']
  if (type === undefined || date === undefined) return undefined
  if (type === 'fn' && !templates.includes(String(own(details, 'email_type')))) return undefined
  const user_id = textOf(entry['user_id'])
  const email = textOf(type === 'fn' ? own(details, 'to') : entry['user_name'])?.toLowerCase()
  const error = own(details, 'error')
  const reason = textOf(error) ?? textOf(own(error, 'message')) ?? textOf(entry['description'])
  const isFailure = type === 'fn' || type === 'fcpr'
  return {
    ...{ type, date },
    ...(user_id !== undefined && { user_id }),
    ...(email !== undefined && { email }),
    ...(isFailure && reason !== undefined && { reason: withoutLinks(reason) }),
  }
}

/** A reset link in an error is a key to the account. */
function withoutLinks(text: string): string {
  return text.replace(/https?:\/\/\S+/gi, '[link]').slice(0, 500)
}
