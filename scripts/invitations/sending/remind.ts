import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { instant } from '../../../actions/invitation/instant.ts'
import { quietUntil, type QuietHours } from '../../../actions/invitation/quiet-hours.ts'
import { isTimeZone } from '../../../actions/invitation/request.ts'
import { reminderFor, type Reminder, type ReminderRules } from '../../../actions/invitation/reminder.ts'
import { operations } from '../../../actions/invitation/operations.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import { tellInstant } from '../../../actions/invitation/tell-instant.ts'
import { requireScopes } from '../../auth0/token.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { worded } from '../../ground/next-step.ts'
import { everybodyInvited } from '../reading/everybody-invited.ts'
import { failed, outcomeOf, type Outcome, validUntil } from '../outcome.ts'
import { resendTo, type ResendOptions } from './resend.ts'
import { orFailed } from '../one-of-many.ts'
import { findInvitee } from '../reading/find-invitee.ts'
import { notPossible } from '../not-possible.ts'
import type { Note } from '../note.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** Seconds since the last mail after which somebody is reminded: 3 days. */
const DEFAULT_AFTER_SEC = 3 * 24 * 60 * 60
/** Reminders per invitation. */
export const DEFAULT_MOST_REMINDERS = 2

/** Somebody to be reminded. */
interface DueInvitee {
  email: string
  name: string | null
  locale: string | null
  expires_at: string | null
  /** Mails so far. */
  sends: number
}

export interface RemindOptions extends CallOptions {
  /** Only people whose last mail is at least this many seconds old. Default: 259200 (3 days). */
  after_sec?: number | undefined
  /** How many reminders an invitation may get, including mails that were resent. Default: 2. */
  most?: number | undefined
  /** Hours in which nothing is sent, in the invitee's time zone or else in that of the settings. Default: none. */
  quiet?: QuietHours | undefined
  /** Awaited before the first mail, with how many are due and the first of them. If it throws, nothing is sent. */
  approve?: ((due: number, first: DueInvitee) => Promise<void>) | undefined
  /** If aborted, nothing else begins. */
  signal?: AbortSignal | undefined
  /** Called with a sentence about how the invitations were read, if that matters. */
  note?: Note | undefined
}

/**
 * Mails everybody again whose invitation is pending, who has set no password, and whose last mail is old enough. One
 * search, then three calls for each: look again, count the mail, ask Auth0 for it. Doing it again at once sends nothing.
 * If the caller stops reading, nothing else is sent.
 * @throws InvitationsError for what stops the next one too
 */
export async function* remind(options: RemindOptions, tenant: Tenant): AsyncGenerator<Outcome> {
  const rules = rulesIn(options)
  const due: InvitedUser[] = []
  for await (const user of everybodyInvited(['open'], options, tenant)) {
    if (dueInvitation(user, rules, tenant.now()) !== undefined) due.push(user)
  }
  const quiet = quietIn(options.quiet, tenant)
  const now = due.filter((user) => quiet(user) === undefined)
  const [first] = now
  if (first !== undefined && !options.dryRun) {
    await requireScopes(tenant.api, ['update:users'], 'remind anybody')
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

/** How to remind one person who was chosen. */
export type RemindOneOptions = Pick<RemindOptions, 'after_sec' | 'most' | 'quiet' | 'dryRun' | 'signal'> &
  Pick<ResendOptions, 'user_id' | 'before' | 'begun'>

/** Reminds one person who was chosen, by the same rules; if not due, they are `skipped` with the reason. Three calls. */
export async function remindChosen(who: string, options: RemindOneOptions, tenant: Tenant): Promise<Outcome> {
  const user = await findInvitee(who, options.user_id, 'resend', tenant)
  if (user instanceof InvitationsError) return failed(who, user)
  const now = tenant.now()
  const standing = standingOf(user.app_metadata, now)
  if (standing.status !== 'pending') {
    return failed(user.email, notPossible(operations[standing.status].resend, user.email), { user })
  }
  const { invitation } = standing
  const isBegun = options.begun?.invitation_id === invitation.id && options.begun.sends + 1 === invitation.sends
  const reminder = isBegun ? 'due' : reminderFor(invitation, user, rulesIn(options), now)
  if (reminder !== 'due') {
    const message = `${user.email} is not reminded: ${whyNotDue[reminder]}.`
    return outcomeOf(user.email, 'skipped', message, { invitation, user, reason: reminder })
  }
  const end = quietIn(options.quiet, tenant)(user)
  if (end !== undefined) return notNow(user, end, tenant)
  if (options.dryRun) return foreseen(user, now)
  return asReminded(await resendTo(user, { before: options.before, begun: options.begun }, tenant))
}

const whyNotDue: Readonly<Record<Exclude<Reminder, 'due'>, string>> = {
  not_yet: 'the last mail was sent too recently (--after)',
  enough: 'enough reminders were sent (--most)',
  password_set: 'a password is set already',
  handed_over: 'the link was handed over, so nothing is mailed',
  mail_owed: worded(['the first mail is still owed (', { do: 'reconcile' }, ' sends it)']),
  blocked: 'the account is blocked',
}

function rulesIn({ after_sec, most }: Pick<RemindOptions, 'after_sec' | 'most'>): ReminderRules {
  return { afterSec: after_sec ?? DEFAULT_AFTER_SEC, most: most ?? DEFAULT_MOST_REMINDERS }
}

function asReminded(outcome: Outcome): Outcome {
  if (outcome.outcome !== 'resent') return outcome
  return { ...outcome, outcome: 'reminded', message: outcome.message.replace('Emailed again:', 'Reminded') }
}

/** The search may be out of date, so this reads the account again. @returns undefined if no reminder is due any more */
async function remindOne({ user_id }: InvitedUser, rules: ReminderRules, tenant: Tenant): Promise<Outcome | undefined> {
  const user = await tenant.users.get(user_id)
  if (dueInvitation(user, rules, tenant.now()) === undefined) return undefined
  return asReminded(await resendTo(user, {}, tenant))
}

function dueInvitation(user: InvitedUser, rules: ReminderRules, now: Date): Invitation | undefined {
  const standing = standingOf(user.app_metadata, now)
  if (standing.status !== 'pending' || reminderFor(standing.invitation, user, rules, now) !== 'due') return undefined
  return standing.invitation
}

/** When the quiet hours end where somebody lives, if it is quiet there now. A long run may get into them. */
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
