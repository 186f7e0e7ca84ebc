import { withFailures } from './failed-mails.ts'
import { everybodyInvited, type State } from './everybody-invited.ts'
import { invitationRow, type InvitationRow } from './invitation-row.ts'
import type { Note } from '../note.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** Which invitations; what is left out does not matter. */
export interface ListOptions {
  /** `failed` reads the tenant's log too: pending ones whose last mail did not go out. */
  status?: InvitationRow['status'] | undefined
  /** What the address, name, inviter or id holds, in any letter case. */
  search?: string | undefined
  /** The inviter's whole name, in any letter case. */
  invited_by?: string | undefined
  /** Invited at this instant or later. */
  since?: Date | undefined
  /** Instead of `since`: invited within the last so many seconds, by Auth0's time. */
  within_sec?: number | undefined
  /** Pending, and expiring within so many seconds. */
  expiring_within_sec?: number | undefined
  /** Reads the tenant's log too, so that a pending one whose last mail did not go out is `failed`; `status: 'failed'` does. */
  failed_mails?: boolean | undefined
  /** Stops before the next call. */
  signal?: CallOptions['signal']
  /** Hears a sentence about how they were read, where that matters. */
  note?: Note | undefined
}

/**
 * The invitations of the tenant, the newest first up to 1,000, in no order beyond (everybody-invited.ts).
 * @throws InvitationsError
 */
export async function* list(options: ListOptions, tenant: Tenant): AsyncGenerator<InvitationRow> {
  const rows = rowsOf(options, tenant)
  const looksForFailures = options.status === 'failed' || options.failed_mails === true
  const known = looksForFailures ? withFailures(rows, tenant, options.note ?? (() => undefined)) : rows
  for await (const row of known) if (isWanted(row, options, tenant.now())) yield row
}

async function* rowsOf({ status, note }: ListOptions, tenant: Tenant): AsyncGenerator<InvitationRow> {
  for await (const user of everybodyInvited(statesOf(status), { note }, tenant)) {
    const row = invitationRow(user, tenant.now())
    if (row) yield row
  }
}

/** Which records can have the status. */
function statesOf(status: ListOptions['status']): State[] {
  if (status === 'requested' || status === 'revoked') return [status]
  if (status === 'pending' || status === 'expired' || status === 'failed') return ['open']
  return ['open', 'revoked', 'requested']
}

/** The instant from which on something counts; undefined: whenever it was. @param now Auth0's time */
export function startOf({ since, within_sec }: Pick<ListOptions, 'since' | 'within_sec'>, now: Date): Date | undefined {
  return within_sec === undefined ? since : new Date(now.getTime() - within_sec * 1000)
}

/** Whether the invitation fits. Pure. */
export function isWanted(row: InvitationRow, options: ListOptions, now: Date): boolean {
  const { status, expiring_within_sec } = options
  const since = startOf(options, now)
  const search = options.search?.toLowerCase()
  const inviter = options.invited_by?.toLowerCase()
  const expiresBefore = now.getTime() + (expiring_within_sec ?? 0) * 1000
  return (
    (status === undefined || row.status === status) &&
    (inviter === undefined || row.invited_by?.toLowerCase() === inviter) &&
    (search === undefined ||
      [row.email, row.name, row.invited_by, row.invitation_id].some((field) =>
        field?.toLowerCase().includes(search),
      )) &&
    (since === undefined || (row.invited_at !== null && Date.parse(row.invited_at) >= since.getTime())) &&
    (expiring_within_sec === undefined ||
      ((row.status === 'pending' || row.status === 'failed') && Date.parse(row.expires_at ?? '') <= expiresBefore))
  )
}
