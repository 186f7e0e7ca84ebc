import { foldAddress } from '../../../actions/invitation/address.ts'
import { everyNotInvited } from '../../../actions/invitation/wording.ts'
import { refusals, type Refusal } from '../../auth0/log/refusal-log.ts'
import { everybodyInvited } from './everybody-invited.ts'
import { startOf } from './list.ts'
import type { Note } from '../note.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** Somebody who tried to get into an invite-only app without an invitation. */
export interface JoinRequest {
  email: string
  /** The account that a sign-in with another provider made. To invite the person, name it. Null for a refused sign-up. */
  user_id: string | null
  /** The connection that they tried; null if the log does not say. */
  connection: string | null
  /** ISO 8601. */
  first_at: string
  last_at: string
  times: number
}

export interface JoinRequestOptions {
  /** Only people who tried at this instant or later. Default: as far back as the log goes. */
  since?: Date | undefined
  /** Instead of `since`: only people who tried within this many seconds, by Auth0's time. */
  within_sec?: number | undefined
  /** Stops before the next call. */
  signal?: CallOptions['signal']
  /** Called with sentences about what the log does not show. */
  note?: Note | undefined
}

/**
 * Who asked to join, most recent first: people whom Auth0's log shows as refused because they had no invitation, and who
 * have not been invited since. Nothing about them is stored anywhere else.
 * @throws InvitationsError `missing_scope` without read:logs
 */
export async function joinRequests(options: JoinRequestOptions, tenant: Tenant): Promise<JoinRequest[]> {
  const { note } = options
  const wording = { reason: 'not_invited', sentences: everyNotInvited() }
  const { refusals: all, log_since, isWhole } = await refusals(tenant.api, wording)
  note?.(horizon(log_since))
  if (!isWhole) note?.(...NEWEST_ONLY)
  const since = startOf(options, tenant.now())
  const asked = groupsOf(all.filter(({ date }) => since === undefined || Date.parse(date) >= since.getTime()))
  if (asked.length === 0) return []
  const invited = new Set<string>()
  for await (const { email } of everybodyInvited(['open', 'requested', 'revoked'], { note }, tenant)) {
    invited.add(foldAddress(email))
  }
  return asked.filter(({ email }) => !invited.has(foldAddress(email)))
}

const NEWEST_ONLY: Parameters<Note> = [
  "Auth0's search returns only the newest 1,000; the log has more.",
  { not_looked_at: 'refused sign-ups and sign-ins before the newest 1,000' },
]

function horizon(since: string | undefined): string {
  const back =
    since === undefined
      ? "The tenant's log is empty."
      : `The tenant's log goes back to ${since.replace(/\.\d+Z$/, 'Z')}; Auth0 keeps no more than the plan says.`
  return `${back} Where the connection itself forbids sign-ups (Disable Sign Ups), our Action does not run, and nobody is listed.`
}

/** One for each address and account. Pure. @param all newest first */
function groupsOf(all: readonly Refusal[]): JoinRequest[] {
  const groups = new Map<string, JoinRequest>()
  for (const { email, user_id = null, connection = null, date } of all) {
    const key = user_id ?? foldAddress(email)
    const group = groups.get(key)
    if (group) Object.assign(group, { first_at: date, times: group.times + 1 })
    else groups.set(key, { email: foldAddress(email), user_id, connection, first_at: date, last_at: date, times: 1 })
  }
  return [...groups.values()]
}
