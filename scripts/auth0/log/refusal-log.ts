import type { TenantApi } from '../tenant-api.ts'
import { dateOf, TenantLog, textOf, type LogEvent } from './tenant-log.ts'

/** Somebody was refused because nobody had invited them. */
export interface Refusal {
  /** ISO 8601. */
  date: string
  /** In lower case. Whoever signs up may type any. */
  email: string
  /** Of the account that a social or enterprise sign-in made; sign-ups make none. */
  user_id?: string
  connection?: string
}

/** How our Actions' refusals are told from others. */
export interface Wording {
  /** What `require-invitation` gives as the reason; Auth0 notes it in `fs`. */
  reason: string
  /** What `require-invitation-at-sign-in` may have said, in any language; Auth0 notes it in `f`, and no code with it. */
  sentences: readonly string[]
}

/** A refused sign-up is described so, whatever its reason (support article on sandbox errors at user creation). */
const REGISTRATION_REFUSED = 'PreUserRegistrationError'

/**
 * Refusals for want of an invitation, the newest 1,000, the newest first.
 * @returns with the date of the oldest event that the log still has
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
  // Where in the event of a sign-up the reason stands is documented nowhere; that it is there, the support article says.
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
