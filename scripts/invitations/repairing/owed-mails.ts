import { RECORD_SLACK_MS } from '../../auth0/fetch/tenant-clock.ts'
import { LOG_LAG_MS } from '../../auth0/limits.ts'
import { isFirstOf, isOwed } from '../../../actions/invitation/changes.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { MailLog, type MailEvent } from '../../auth0/log/mail-log.ts'
import { whyUnknown, type Note } from '../note.ts'
import type { Tenant } from '../tenant.ts'
import { worded } from '../../ground/next-step.ts'

/** A pending invitation that may be owed a mail. */
export interface MaybeOwed {
  user: { user_id: string }
  invitation: Invitation
}

/** What the tenant's log says about one user's mails. */
export interface LoggedMails {
  /** Only this user's, in any order. */
  events: readonly Pick<MailEvent, 'type' | 'date'>[]
  /** Time of the oldest event in the log, ISO 8601; undefined for an empty log. */
  since: string | undefined
}

/** `asked`: Auth0 was asked for it. `unknown`: too early or too late to say. The last two hold back an owed mail. */
export type Verdict = 'owed' | 'asked' | 'unknown' | 'mailed_lately' | 'mailed_enough'

/** No owed mail goes out within a day of a mail that Auth0's log has. */
const COOLDOWN_MS = 24 * 60 * 60_000
/** Nor after this many mails of one invitation, by its record or the log: then something other than a crash is wrong. */
const MOST_MAILS = 3

/**
 * Whether an invitation is owed a mail: its record counts none, or counts one that Auth0's log does not have, because the
 * program was killed between its two calls. If the clocks were wrong when the record was written, that costs at most one
 * mail: both limits count what Auth0's log says. Pure.
 * @param now Auth0's time
 */
export function verdictOn(invitation: Invitation, { events, since }: LoggedMails, now: Date): Verdict {
  const mails = events.filter(({ type }) => type === 'scpr').map(({ date }) => Date.parse(date))
  if (!isOwed(invitation)) {
    const sentMs = Date.parse(invitation.last_sent_at ?? '')
    if (!(sentMs < now.getTime() - LOG_LAG_MS)) return 'unknown'
    if (events.some(({ date }) => Date.parse(date) >= sentMs - RECORD_SLACK_MS)) return 'asked'
    if (!(Date.parse(since ?? '') < sentMs - RECORD_SLACK_MS)) return 'unknown'
    // If this invitation made the account, all its mails can be counted, whatever the clocks said.
    if (isFirstOf(invitation) && mails.length >= invitation.sends) return 'asked'
  }
  if (Math.max(...mails) > now.getTime() - COOLDOWN_MS) return 'mailed_lately'
  const issuedMs = isFirstOf(invitation) ? -Infinity : Date.parse(invitation.invited_at) - RECORD_SLACK_MS
  const count = Math.max(invitation.sends, mails.filter((ms) => ms >= issuedMs).length)
  return count >= MOST_MAILS ? 'mailed_enough' : 'owed'
}

/**
 * The invitations that are owed a mail. One call to see how far the log goes back, and one for every 25 invitations. If the
 * log cannot be read, only those whose record counts no mail.
 * @param note called with what the log does not show, and when it holds back mails
 */
export async function owedMails<Mail extends MaybeOwed>(
  maybe: readonly Mail[],
  { api, now }: Pick<Tenant, 'api' | 'now'>,
  note: Note,
): Promise<Mail[]> {
  // The log does not have the newest mails yet, so those are not looked up.
  const looked = maybe.filter(
    ({ invitation }) => verdictOn(invitation, { events: [], since: EVER }, now()) !== 'unknown',
  )
  if (looked.length === 0) return []
  const log = new MailLog(api)
  try {
    const since = await log.since()
    const eventsOf = new Map<string, MailEvent[]>()
    for (const event of await log.ofUsers(looked.map(({ user }) => user.user_id))) {
      const { user_id = '' } = event
      eventsOf.set(user_id, [...(eventsOf.get(user_id) ?? []), event])
    }
    const judged = looked.map((mail) => {
      const events = eventsOf.get(mail.user.user_id) ?? []
      return { mail, verdict: verdictOn(mail.invitation, { events, since }, now()) }
    })
    const held = judged.filter(({ verdict }) => verdict === 'mailed_lately' || verdict === 'mailed_enough').length
    if (held > 0) note(heldBack(held))
    const older = judged.filter(({ mail, verdict }) => verdict === 'unknown' && isBeforeLog(mail.invitation, since))
    if (older.length > 0) note(...beforeLog(older.length, since))
    return judged.filter(({ verdict }) => verdict === 'owed').map(({ mail }) => mail)
  } catch (failure) {
    note(...whyUnknown(failure))
    return looked.filter(({ invitation }) => isOwed(invitation))
  }
}

function isBeforeLog({ last_sent_at = '' }: Invitation, since: string | undefined): boolean {
  return !(Date.parse(since ?? '') < Date.parse(last_sent_at) - RECORD_SLACK_MS)
}

function beforeLog(count: number, since: string | undefined): Parameters<Note> {
  const back = since === undefined ? "The tenant's log is empty." : `The tenant's log goes back to ${since}.`
  const what =
    count === 1 ? 'whether 1 mail that is older than the log' : `whether ${count} mails that are older than the log`
  return [back, { not_looked_at: `${what} ${count === 1 ? 'was' : 'were'} asked for` }]
}

const EVER = '1970-01-01T00:00:00Z'

function heldBack(count: number): string {
  const [seem, whose] = count === 1 ? ['1 invitation seems', 'its'] : [`${count} invitations seem`, 'their']
  return worded([
    `${seem} to be owed a mail, but none is sent. Auth0's log has one of ${whose} mails from the last 24 hours, or ${MOST_MAILS} in all. “`,
    { do: 'resend' },
    '” sends it anyway.',
  ])
}
