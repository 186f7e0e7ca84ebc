import { USERS_IN_A_SEARCH } from '../../auth0/limits.ts'
import { MailLog, type MailEvent } from '../../auth0/log/mail-log.ts'
import type { InvitationRow } from './invitation-row.ts'
import type { Tenant } from '../tenant.ts'
import { whyUnknown, type Note } from '../note.ts'
import { mailsOf } from './deliveries.ts'

/**
 * Passes the rows on; a pending one whose last mail did not go out becomes `failed`. Reads the failures in the log once,
 * and later events only for people who are among them. If no mail failed, that is one call in all.
 * @param note called with a sentence if the log could not be read; the rows then stay as they are
 */
export async function* withFailures(
  rows: AsyncIterable<InvitationRow>,
  { api }: Pick<Tenant, 'api'>,
  note: Note,
): AsyncGenerator<InvitationRow> {
  const log = new MailLog(api)
  let failures: MailEvent[] = []
  try {
    failures = await log.failures()
  } catch (failure) {
    note(...whyUnknown(failure))
  }
  const ofAddress = new Map<string, MailEvent[]>()
  for (const failure of failures) {
    const address = failure.email ?? ''
    ofAddress.set(address, [...(ofAddress.get(address) ?? []), failure])
  }
  let candidates: InvitationRow[] = []
  for await (const row of rows) {
    if (row.status !== 'pending') yield row
    else if (row.sends === 0 && row.delivery === 'mail') yield { ...row, status: 'failed', failed_because: null }
    else if (ofAddress.has(row.email.toLowerCase())) candidates.push(row)
    else yield row
    if (candidates.length === USERS_IN_A_SEARCH) {
      yield* await judged(candidates)
      candidates = []
    }
  }
  if (candidates.length > 0) yield* await judged(candidates)

  async function judged(some: InvitationRow[]): Promise<InvitationRow[]> {
    const events = await log.ofUsers(some.map(({ user_id }) => user_id))
    return some.map((row) => {
      const own = events.filter(({ type, user_id }) => type === 'scpr' && user_id === row.user_id)
      const mails = mailsOf(row, [...own, ...(ofAddress.get(row.email.toLowerCase()) ?? [])])
      const last = mails.at(-1)
      return last?.outcome === 'failed' ? { ...row, status: 'failed', failed_because: last.reason } : row
    })
  }
}
