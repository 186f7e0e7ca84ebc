import { lostInvitation } from '../../../actions/invitation/lost-record.ts'
import { isMadeUserId, isProven } from '../../../actions/invitation/witness.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { TenantLog, textOf } from '../../auth0/log/tenant-log.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { whyUnknown, type Note } from '../note.ts'
import type { Tenant } from '../tenant.ts'

/** Events of accounts that were made and mails that were asked for (docs: deploy-monitor/logs/log-event-type-codes). */
const CLEARED = 'whether another tool has cleared a record'
const OLDER = `${CLEARED} of an account before the newest 1,000 in the log`
const TRACES = 'type:ss OR type:scpr'

/**
 * Accounts that an invitation made and whose record another tool has cleared: the mailed link still opens them. They are
 * found in the tenant's log, as far back as it goes, and in an export. It takes one call for the log, one for every 25
 * ids that nobody knows, and one for each account that is still there.
 * @param known ids of everybody who has a record
 * @param exported ids of everybody who once had one
 * @param note called with what the log does not show
 */
export async function* lostRecords(
  known: ReadonlySet<string>,
  exported: readonly string[],
  { users, api }: Tenant,
  note: Note,
): AsyncGenerator<InvitedUser> {
  const traced = await new TenantLog(api).found(TRACES).catch((failure: unknown) => {
    note(...whyUnknown(failure, CLEARED))
    return { events: [], isWhole: true }
  })
  if (!traced.isWhole) note("Auth0's search returns only the newest 1,000 events.", { not_looked_at: OLDER })
  const ids = [...exported, ...traced.events.flatMap(({ user_id }) => textOf(user_id) ?? []).filter(isMadeUserId)]
  const unknown = new Set(ids.filter((one) => !known.has(one)))
  for (const id of await users.stillThere([...unknown])) {
    const user = await users.get(id).catch((failure: unknown) => {
      if (failure instanceof InvitationsError && failure.code === 'not_found') return undefined
      throw failure
    })
    if (user !== undefined && (exported.includes(id) || lostInvitation(user) !== undefined)) yield user
  }
}

/**
 * An account whose record is gone, with the record put back in memory, so that it can be revoked.
 * @returns undefined if nothing shows that an invitation made the account
 * @throws InvitationsError `account_not_proven` if somebody has signed in: the account may have an owner
 */
export function withLostRecord(user: InvitedUser): InvitedUser | undefined {
  const invitation = lostInvitation(user)
  if (invitation === undefined) return undefined
  if (isProven('block_dead', invitation, user)) {
    return { ...user, app_metadata: { ...Object(user.app_metadata), ...writeOffer(invitation).app_metadata } }
  }
  throw new InvitationsError(
    'account_not_proven',
    `Another tool has cleared the invitation of ${user.email}, and somebody has signed in since. Nothing was done.`,
    { hint: 'Only you can know whether the account has an owner. To close it, block the user in the dashboard.' },
  )
}
