import type { TenantApi } from '../tenant-api.ts'
import { dateOf, TenantLog, textOf, type LogEvent } from './tenant-log.ts'

/** Somebody was refused because they had no invitation. */
export interface Refusal {
  /** ISO 8601. */
  date: string
  /** In lower case. People who sign up can type any address. */
  email: string
  /** The account that a social or enterprise sign-in made; a refused sign-up makes none. */
  user_id?: string
  connection?: string
}

/** How to recognize our Actions' refusals. */
export interface Wording {
  /** The reason that `require-invitation` gives; Auth0 logs it in `fs`. */
  reason: string
  /** What `require-invitation-at-sign-in` may have said, in any language; Auth0 logs it in `f`, without a code. */
  sentences: readonly string[]
}

/** The description of every refused sign-up, for any reason (support article on sandbox errors at user creation). */
const REGISTRATION_REFUSED = 'PreUserRegistrationError'

/**
 * The newest 1,000 refusals of people without an invitation, newest first.
 * @returns them and the date of the oldest event that the log still has
 * @throws InvitationsError `missing_scope` without read:logs
 */
export async function refusals(
  api: TenantApi,
  wording: Wording,
): Promise<{ refusals: Refusal[]; log_since: string | undefined; isWhole: boolean }> {
  const log = new TenantLog(api)
  const { events, isWhole } = await log.found('type:fs OR type:f')
  return { refusals: events.flatMap((event) => refusal(event, wording) ?? []), log_since: await log.since(), isWhole }
}

/** @returns undefined for an event about something else */
export function refusal(event: LogEvent, { reason, sentences }: Wording): Refusal | undefined {
  const date = dateOf(event)
  const email = textOf(event['user_name'])?.toLowerCase()
  const description = textOf(event['description']) ?? ''
  // Auth0 documents that the event of a sign-up contains the reason (support article), but not where.
  const isSignUp =
    event['type'] === 'fs' &&
    description.startsWith(REGISTRATION_REFUSED) &&
    JSON.stringify(event).includes(`"${reason}"`)
  const isSignIn = event['type'] === 'f' && sentences.includes(description)
  if (date === undefined || email?.includes('@') !== true || !(isSignUp || isSignIn)) return undefined
  const user_id = textOf(event['user_id'])
  const connection = textOf(event['connection'])
  return {
    ...{ date, email },
    ...(isSignIn && user_id !== undefined && { user_id }),
    ...(connection !== undefined && { connection }),
  }
}
