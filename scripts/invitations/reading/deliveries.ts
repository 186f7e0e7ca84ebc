import { RECORD_SLACK_MS } from '../../auth0/fetch/tenant-clock.ts'
import { MailLog, type MailEvent } from '../../auth0/log/mail-log.ts'
import type { InvitationRow } from './invitation-row.ts'
import { whyUnknown } from '../note.ts'
import type { Tenant } from '../tenant.ts'

/** What is known about one mail. Auth0 does not know whether it arrived or was opened; the provider may know. */
export interface KnownMail {
  /** ISO 8601. Auth0's time, or ours if the log has no entry. */
  at: string
  /** `asked`: Auth0 was asked for it, but its log has no entry, either not yet or no longer. */
  outcome: 'handed_to_provider' | 'failed' | 'asked'
  /** The provider's or Auth0's own words, if it `failed`; otherwise null. */
  reason: string | null
}

/** The mails of one invitation, oldest first, and how far back the log goes. */
export interface Deliveries {
  mails: KnownMail[]
  /** Time of the oldest event in the log, ISO 8601; null if the log is empty or could not be read. */
  log_since: string | null
  /** Why the log could not be read; null if it was read. */
  unknown: string | null
}

/** The log may say that a mail failed this much earlier than that it was requested. */
const ORDER_SLACK_MS = 2000

/**
 * What happened to each mail that was asked for. Pure. A mail failed if `fn` for the address follows its `scpr`, or if
 * `fcpr` says that Auth0 did not take the request. Otherwise the provider took it.
 * @param events of one user and its address, in any order
 * @see https://support.auth0.com/center/s/article/email-flow-in-auth0
 */
export function deliveriesFrom(events: readonly MailEvent[]): KnownMail[] {
  const byDate = [...events].sort((a, b) => a.date.localeCompare(b.date))
  const mails = byDate.flatMap(({ type, date, reason = null }): KnownMail[] => {
    if (type === 'scpr') return [{ at: date, outcome: 'handed_to_provider', reason: null }]
    return type === 'fcpr' ? [{ at: date, outcome: 'failed', reason }] : []
  })
  for (const { type, date, reason = null } of byDate) {
    if (type !== 'fn') continue
    const open = mails.filter(({ outcome }) => outcome === 'handed_to_provider')
    const mail =
      open.findLast(({ at }) => at <= date) ??
      open.find(({ at }) => Date.parse(at) - Date.parse(date) <= ORDER_SLACK_MS)
    if (mail) Object.assign(mail, { outcome: 'failed', reason })
    else mails.push({ at: date, outcome: 'failed', reason })
  }
  return mails.sort((a, b) => a.at.localeCompare(b.at))
}

type Invited = Pick<InvitationRow, 'invited_at' | 'last_sent_at'>

/** The mails of this invitation, including any that were asked for but are not in the log. Pure. */
export function mailsOf({ invited_at, last_sent_at }: Invited, events: readonly MailEvent[]): KnownMail[] {
  const from = Date.parse(invited_at ?? '') - RECORD_SLACK_MS
  const mails = deliveriesFrom(events).filter(({ at }) => !(Date.parse(at) < from))
  const newest = mails.at(-1)
  const isMissing =
    last_sent_at !== null &&
    (newest === undefined || Date.parse(last_sent_at) > Date.parse(newest.at) + RECORD_SLACK_MS)
  return isMissing ? [...mails, { at: last_sent_at, outcome: 'asked', reason: null }] : mails
}

/** What the log says about one invitation. Two or three calls. */
export async function deliveriesOf(row: InvitationRow, { api }: Pick<Tenant, 'api'>): Promise<Deliveries> {
  const log = new MailLog(api)
  try {
    const events = await log.ofUsers([row.user_id])
    const failures = (await log.newestFailures()).filter((failure) => isAbout(failure, row))
    const log_since = (await log.since()) ?? null
    return {
      mails: mailsOf(row, [...events.filter(({ type }) => type !== 'fcpr'), ...failures]),
      log_since,
      unknown: null,
    }
  } catch (failure) {
    const [why, { not_looked_at }] = whyUnknown(failure)
    return { mails: mailsOf(row, []), log_since: null, unknown: `Not checked: ${not_looked_at}. ${why}` }
  }
}

function isAbout({ email, user_id }: MailEvent, row: InvitationRow): boolean {
  return email === row.email.toLowerCase() || user_id === row.user_id
}
