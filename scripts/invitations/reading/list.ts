import { withFailures } from './failed-mails.ts'
import { everybodyInvited, type State } from './everybody-invited.ts'
import { invitationRow, type InvitationRow } from './invitation-row.ts'
import type { Note } from '../note.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** Which invitations to list. Default for each: any. */
export interface ListOptions {
  /** `failed` also reads the tenant's log: pending invitations whose last mail did not go out. */
  status?: InvitationRow['status'] | undefined
  /** Part of the address, name, inviter or id, in any letter case. */
  search?: string | undefined
  /** The inviter's whole name, in any letter case. */
  invited_by?: string | undefined
  /** Invited at this instant or later. */
  since?: Date | undefined
  /** Instead of `since`: invited at most this many seconds ago, by Auth0's time. */
  within_sec?: number | undefined
  /** Pending, and expiring within this many seconds. */
  expiring_within_sec?: number | undefined
  /** Also reads the tenant's log: a pending invitation whose last mail did not go out is `failed`. Default: false. */
  failed_mails?: boolean | undefined
  /** Stops before the next call. */
  signal?: CallOptions['signal']
  /** Called with a sentence about how they were read, if that matters. */
  note?: Note | undefined
}

/**
 * The invitations of the tenant, newest first if there are up to 1,000, otherwise in no order (everybody-invited.ts).
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

/** The states of records that can have this status. */
function statesOf(status: ListOptions['status']): State[] {
  if (status === 'requested' || status === 'revoked') return [status]
  if (status === 'pending' || status === 'expired' || status === 'failed') return ['open']
  return ['open', 'revoked', 'requested']
}

/** The instant from which on something counts; undefined: any time. @param now Auth0's time */
export function startOf({ since, within_sec }: Pick<ListOptions, 'since' | 'within_sec'>, now: Date): Date | undefined {
  return within_sec === undefined ? since : new Date(now.getTime() - within_sec * 1000)
}

/** Whether the invitation matches. Pure. */
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
