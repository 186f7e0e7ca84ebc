import type { Invitation } from '../../actions/invitation/invitation.ts'
import { instant } from '../../actions/invitation/instant.ts'
import { quietUntil, type QuietHours } from '../../actions/invitation/quiet-hours.ts'
import { isTimeZone } from '../../actions/invitation/request.ts'
import { reminderFor, type ReminderRules } from '../../actions/invitation/reminder.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { tellInstant } from '../../actions/invitation/tell-instant.ts'
import { requireScopes } from '../auth0/tenant-facts.ts'
import type { InvitedUser } from '../auth0/invited-user.ts'
import { everybodyInvited } from './everybody-invited.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import { resendTo } from './resend.ts'
import { orFailed } from './or-failed.ts'
import type { CallOptions, Tenant } from './tenant.ts'
import { validUntil } from './valid-until.ts'

/** Seconds since the last mail after which somebody is reminded: 3 days. */
export const DEFAULT_AFTER_SEC = 3 * 24 * 60 * 60
/** Reminders per invitation. */
export const DEFAULT_MOST_REMINDERS = 2

/** Somebody who is to be reminded. */
export interface DueInvitee {
  email: string
  name: string | null
  locale: string | null
  expires_at: string | null
  /** Mails so far. */
  sends: number
}

export interface RemindOptions extends CallOptions {
  /** Seconds since the last mail; default DEFAULT_AFTER_SEC. */
  after_sec?: number | undefined
  /** Reminders per invitation, mails that were resent included; default DEFAULT_MOST_REMINDERS. */
  most?: number | undefined
  /** Hours in which nothing is sent, in the invitee's zone or else in that of the settings; default: none. */
  quiet?: QuietHours | undefined
  /** Awaited before the first mail with the number of those that are due, and the first of them; throws to send none. */
  approve?: ((due: number, first: DueInvitee) => Promise<void>) | undefined
  /** Aborted: nothing more is begun. */
  signal?: AbortSignal | undefined
  /** Hears a sentence about how the invitations were read, where that matters. */
  note?: ((sentence: string) => void) | undefined
}

/**
 * Mails everybody again whose invitation is pending, who has set no password, and whose last mail is long enough ago.
 * A search, then three calls for each of them: look again, count the mail, ask Auth0 for it. Doing it again at once
 * sends nothing. Where the caller stops reading, nothing more is sent.
 * @throws InvitationsError for what stops the next one too
 */
export async function* remind(options: RemindOptions, tenant: Tenant): AsyncGenerator<Outcome> {
  const rules = { afterSec: options.after_sec ?? DEFAULT_AFTER_SEC, most: options.most ?? DEFAULT_MOST_REMINDERS }
  const due: InvitedUser[] = []
  for await (const user of everybodyInvited(['open'], options, tenant)) {
    if (dueInvitation(user, rules, tenant.now()) !== undefined) due.push(user)
  }
  const quiet = quietIn(options.quiet, tenant)
  const now = due.filter((user) => quiet(user) === undefined)
  const [first] = now
  if (first !== undefined && !options.dryRun) {
    await requireScopes(tenant.connection, ['update:users'], 'remind anybody')
    await options.approve?.(now.length, dueInvitee(first, tenant.now()))
  }
  for (const user of due) {
    if (options.signal?.aborted) return
    const end = quiet(user)
    if (end !== undefined) yield notNow(user, end, tenant)
    else if (options.dryRun) yield foreseen(user, tenant.now())
    else {
      const outcome = await orFailed(user.email, () => remindOne(user, rules, tenant))
      if (outcome !== undefined) yield outcome
    }
  }
}

function dueInvitee(user: InvitedUser, now: Date): DueInvitee {
  const invitation = invitationOf(user, now)
  return {
    email: user.email,
    name: user.name ?? null,
    locale: invitation?.locale ?? null,
    expires_at: invitation?.expires_at ?? null,
    sends: invitation?.sends ?? 1,
  }
}

/** The search may be behind: what stands now decides. @returns undefined where no reminder is due any more */
async function remindOne({ user_id }: InvitedUser, rules: ReminderRules, tenant: Tenant): Promise<Outcome | undefined> {
  const user = await tenant.users.get(user_id)
  if (dueInvitation(user, rules, tenant.now()) === undefined) return undefined
  const outcome = await resendTo(user, {}, tenant)
  if (outcome.outcome !== 'resent') return outcome
  return { ...outcome, outcome: 'reminded', message: outcome.message.replace('Mailed again:', 'Reminded') }
}

function dueInvitation(user: InvitedUser, rules: ReminderRules, now: Date): Invitation | undefined {
  const standing = standingOf(user.app_metadata, now)
  if (standing.status !== 'pending' || reminderFor(standing.invitation, user, rules, now) !== 'due') return undefined
  return standing.invitation
}

/** When the quiet hours end where somebody lives, if it is quiet there now; a long run may get into them. */
function quietIn(quiet: QuietHours | undefined, tenant: Tenant): (user: InvitedUser) => Date | undefined {
  const { now } = tenant
  const ends = new Map<string, Date | undefined>()
  return (user) => {
    if (quiet === undefined) return undefined
    const zone = zoneOf(user, tenant)
    const end = ends.get(zone)
    if (end !== undefined && end > now()) return end
    const next = quietUntil(quiet, now(), zone)
    ends.set(zone, next)
    return next
  }
}

function zoneOf(user: InvitedUser, { now, settings }: Tenant): string {
  const own = invitationOf(user, now())?.time_zone
  return own !== undefined && isTimeZone(own) ? own : settings.timeZone
}

function invitationOf(user: InvitedUser, now: Date): Invitation | undefined {
  const standing = standingOf(user.app_metadata, now)
  return standing.status === 'pending' ? standing.invitation : undefined
}

function notNow(user: InvitedUser, end: Date, tenant: Tenant): Outcome {
  const message = `${user.email} is not reminded now: quiet hours until ${tellInstant(end, zoneOf(user, tenant))}.`
  const told = { invitation: invitationOf(user, tenant.now()), user, reason: 'quiet_hours' }
  return { ...outcomeOf(user.email, 'skipped', message, told), not_before: instant(end) }
}

function foreseen(user: InvitedUser, now: Date): Outcome {
  const invitation = invitationOf(user, now)
  const message = `Would remind ${user.email}, reminder ${invitation?.sends}; the invitation is valid until ${invitation && validUntil(invitation)}. Nothing was done.`
  return outcomeOf(user.email, 'reminded', message, { invitation, user, reason: 'dry_run' })
}
