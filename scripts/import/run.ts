import type { Invitee } from '../csv/invitees.ts'
import { InvitationsError, type ErrorCode } from '../errors.ts'
import type { BulkInvite } from '../library/bulk-invite.ts'
import type { Outcome } from '../library/index.ts'
import { newId } from '../library/invite-request.ts'
import { Concurrency } from '../pace/concurrency.ts'
import type { RowState } from './journal.ts'
import { madeByImports } from './made-by-imports.ts'
import { noteBegun, type Run, type Task } from './task.ts'

/** So many rows in a row without any answer from Auth0 end the run: the tenant is not there. */
const MOST_SILENCES = 20
/** Auth0 has too much to do, or is not there. */
const refusals = new Set<ErrorCode>(['rate_limited', 'tenant_unreachable', 'tenant_refused', 'email_not_sent'])

/** What stops the next row too. */
const systemic = new Set<ErrorCode>([
  'wrong_credentials',
  'missing_scope',
  'unknown_connection',
  'settings_incomplete',
  'tls_not_trusted',
  'journal_failed',
])

/**
 * Invites everybody who is not done, several at once. Before each call and after each row the journal is written, so
 * that the same command goes on after a crash: at most the call that was in flight is made again.
 * @throws InvitationsError for what stops every row
 */
export async function inviteAll(run: Run): Promise<void> {
  const tasks = tasksOf(run)
  if (!run.isBulk) return workThrough(run, tasks)
  const bulk = run.invitations.bulk()
  return workThrough(run, madeByImports(run, tasks, bulk), bulk)
}

async function* tasksOf({ invitees, before }: Run): AsyncGenerator<Task> {
  for await (const invitee of invitees) {
    if (invitee.problems.length > 0 || invitee.duplicateOf !== undefined) continue
    const row = before.get(invitee.line)
    if (isDone(row, invitee)) continue
    const earlier = row !== undefined && isSame(row, invitee.request.email) ? row.invitation_id : ''
    yield { invitee, invitation_id: earlier === '' ? newId() : earlier }
  }
}

/** A row that failed is tried again; one that is in the journal with another address is another row. */
export function isDone(before: RowState | undefined, { request }: Invitee): boolean {
  return before?.ended !== undefined && before.ended.outcome !== 'failed' && isSame(before, request.email)
}

function isSame({ email }: RowState, wanted: string): boolean {
  return email.toLowerCase() === wanted.trim().toLowerCase()
}

async function workThrough(run: Run, tasks: AsyncGenerator<Task>, bulk?: BulkInvite): Promise<void> {
  const concurrency = new Concurrency(run.mailsPerMinute)
  const underway = new Set<Promise<void>>()
  let failure: Error | undefined
  let silences = 0
  const isOver = () => failure !== undefined || run.signal.aborted
  const work = async (task: Task) => {
    const { invitee } = task
    const begunMs = performance.now()
    const outcome = await inviteRow(run, task, bulk)
    const { error } = outcome
    concurrency.ended(performance.now() - begunMs, error !== undefined && refusals.has(error.code))
    await run.journal.append({ type: 'ended', line: invitee.line, ...withoutWords(outcome) })
    run.told(invitee, outcome)
    silences = error?.code === 'tenant_unreachable' ? silences + 1 : 0
    if (error !== undefined && (systemic.has(error.code) || silences >= MOST_SILENCES)) failure ??= error
  }
  try {
    while (!isOver()) {
      if (underway.size >= concurrency.allowed) {
        await Promise.race(underway)
        continue
      }
      const next = await tasks.next()
      if (next.done || isOver()) break
      const row = work(next.value)
        .catch((thrown: unknown) => {
          failure ??= thrown instanceof Error ? thrown : new Error(String(thrown))
        })
        .finally(() => underway.delete(row))
      underway.add(row)
    }
  } finally {
    await Promise.all(underway)
    await tasks.return(undefined)
  }
  if (failure !== undefined) throw failure
}

async function inviteRow(run: Run, task: Task, bulk: BulkInvite | undefined): Promise<Outcome> {
  const { invitee, invitation_id, account } = task
  const { request, line } = invitee
  const earlier = run.before.get(line)
  try {
    if (account !== undefined && bulk !== undefined) {
      await noteBegun(run, task, 'mail')
      return await bulk.mail(account)
    }
    return await run.invitations.invite(request, {
      invitation_id,
      mailMayBeSent: earlier?.ended === undefined && earlier?.step === 'mail',
      before: (step, user_id) => noteBegun(run, task, step, user_id),
    })
  } catch (failure) {
    if (!(failure instanceof InvitationsError) || failure.code === 'journal_failed') throw failure
    return {
      ...{ email: request.email, user_id: null, invitation_id: null, outcome: 'failed', email_sent: false },
      ...{ expires_at: null, reason: failure.code, message: failure.message, error: failure },
    }
  }
}

function withoutWords({ message: _, error: __, ...result }: Outcome) {
  return result
}
