import type { Invitee } from '../csv/invitees.ts'
import { InvitationsError, type ErrorCode } from '../errors.ts'
import { Wave, type AccountToImport, type BulkInvite } from '../library/bulk-invite.ts'
import type { Invitations, Outcome } from '../library/index.ts'
import { newId } from '../library/invite-request.ts'
import type { Journal, RowState } from './journal.ts'

/** Invitations on their way at once; more would only wait for Auth0's limits. */
const WORKERS = 10
/** So many rows in a row without any answer from Auth0 end the run: the tenant is not there. */
const MOST_SILENCES = 2 * WORKERS
/** Rows that go one by one are not gathered for longer, while a wave fills up. */
const MOST_OTHERS = 1000

/** What stops the next row too. */
const systemic = new Set<ErrorCode>([
  'wrong_credentials',
  'missing_scope',
  'unknown_connection',
  'settings_incomplete',
  'tls_not_trusted',
  'journal_failed',
])

export interface Run {
  invitees: AsyncIterable<Invitee>
  invitations: Invitations
  journal: Journal
  /** How far an earlier run of the same file came. */
  before: ReadonlyMap<number, RowState>
  /** Makes new accounts by import jobs, then mails them: for very many. */
  isBulk: boolean
  /** Aborted by Ctrl-C: what is in flight is finished. */
  signal: AbortSignal
  /** Told after each row. */
  told: (invitee: Invitee, outcome: Outcome) => void
  /** Told when an import job begins and ends. */
  importing: (accounts: number) => void
}

/** A row on its way: `account` when an import job has made it. */
interface Task {
  invitee: Invitee
  invitation_id: string
  account?: AccountToImport
}

/**
 * Invites everybody who is not done, by several workers. Before each call and after each row the journal is written, so
 * that the same command goes on after a crash: at most the call that was in flight is made again.
 * @throws InvitationsError for what stops every row
 */
export async function inviteAll(run: Run): Promise<void> {
  const tasks = tasksOf(run)
  if (!run.isBulk) return workThrough(run, tasks)
  const bulk = run.invitations.bulk()
  for await (const { wave, others } of wavesOf(tasks, run, bulk)) {
    await workThrough(run, [...(await importWave(run, wave, bulk)), ...others], bulk)
    if (run.signal.aborted) return
  }
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

type Imported = Task & { account: AccountToImport }

/** Rows that nobody has begun, as many as one go of imports takes; what was begun before goes one by one. */
async function* wavesOf(
  tasks: AsyncGenerator<Task>,
  { before }: Run,
  bulk: BulkInvite,
): AsyncGenerator<{ wave: Wave<Imported>; others: Task[] }> {
  let [wave, others] = [new Wave<Imported>(), [] as Task[]]
  for await (const task of tasks) {
    const { request, line } = task.invitee
    const account = before.has(line) ? undefined : await bulk.accountOf(request, task.invitation_id)
    if (account === undefined) others.push(task)
    const hasRoom = account === undefined ? others.length < MOST_OTHERS : wave.add({ ...task, account })
    if (hasRoom) continue
    yield { wave, others }
    ;[wave, others] = [new Wave<Imported>(), []]
    if (account !== undefined) wave.add({ ...task, account })
  }
  yield { wave, others }
}

/** @returns the rows; those whose account was made have it, the others are settled one by one */
async function importWave(run: Run, wave: Wave<Imported>, bulk: BulkInvite): Promise<Task[]> {
  const made = await Promise.all(
    wave.imports.map(async (rows): Promise<Task[]> => {
      const accounts = rows.map(({ account }) => account)
      await Promise.all(rows.map((row) => noteBegun(run, row, 'create')))
      run.importing(accounts.length)
      const lines = rows.map(({ invitee }) => invitee.line)
      const started_at = new Date(accounts[0]?.invitation.invited_at ?? 0).toISOString()
      const created = await bulk.importAccounts(accounts, (job_id) =>
        run.journal.append({ type: 'job', job_id, lines, started_at }),
      )
      return rows.map(({ account, ...task }) => (created.has(account.email) ? { ...task, account } : task))
    }),
  )
  return made.flat()
}

async function workThrough(run: Run, tasks: AsyncIterable<Task> | Iterable<Task>, bulk?: BulkInvite): Promise<void> {
  const rest = (async function* () {
    yield* tasks
  })()
  let failure: Error | undefined
  let silences = 0
  const work = async () => {
    while (failure === undefined && !run.signal.aborted) {
      const next = await rest.next()
      if (next.done) return
      const { invitee } = next.value
      const outcome = await inviteRow(run, next.value, bulk)
      await run.journal.append({ type: 'ended', line: invitee.line, ...withoutWords(outcome) })
      run.told(invitee, outcome)
      const { error } = outcome
      silences = error?.code === 'tenant_unreachable' ? silences + 1 : 0
      if (error !== undefined && (systemic.has(error.code) || silences >= MOST_SILENCES)) failure ??= error
    }
  }
  await Promise.all(
    Array.from({ length: WORKERS }, () =>
      work().catch((thrown: unknown) => {
        failure ??= thrown instanceof Error ? thrown : new Error(String(thrown))
      }),
    ),
  )
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

function noteBegun(
  run: Run,
  { invitee, invitation_id }: Task,
  step: 'create' | 'mail',
  user_id?: string,
): Promise<void> {
  const { line, request } = invitee
  const begun = { type: 'begun', line, email: request.email, invitation_id, step } as const
  return run.journal.append({ ...begun, ...(user_id !== undefined && { user_id }) })
}

function withoutWords({ message: _, error: __, ...result }: Outcome) {
  return result
}
