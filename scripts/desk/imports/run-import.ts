import { InvitationsError } from '../../ground/errors.ts'
import { BULK_ROWS, planImport, runImport } from '../../invitations/importing/import-people.ts'
import { SameFailures } from '../../invitations/one-of-many.ts'
import type { Outcome } from '../../invitations/index.ts'
import type { Admin, Desk } from '../options.ts'
import type { Rows } from '../rows.ts'
import type { OneImport, Progress } from './one-import.ts'
import { fileOf } from './review.ts'

/** How many of the people who were not invited are shown. The result file has them all. */
const MOST_EXCEPTIONS = 100

/**
 * Invites everybody who is left in a file, or continues with it. The journal, the same one that `invitations import` uses,
 * says who is left.
 * @param known what is known about that so far
 */
export function startImport(
  one: OneImport,
  admin: Admin,
  known: { people: number; done: number },
  { desk, rows }: { desk: Desk; rows: Rows },
): void {
  const stopping = new AbortController()
  const progress: Progress = {
    ...{
      by: admin,
      at: desk.invitations.place().now,
      state: 'running',
      people: known.people,
      done: known.done,
      counts: {},
      exceptions: [],
    },
    ...{ failure: undefined, result: one.progress?.result, ended: Promise.resolve() },
    stop: () => {
      if (progress.state === 'running') progress.state = 'stopping'
      stopping.abort()
    },
  }
  one.progress = progress
  progress.ended = work(one, progress, desk, stopping.signal)
    .catch((thrown: unknown) => fail(progress, thrown))
    .finally(() => {
      one.review = undefined // it is out of date now
      rows.outdate()
    })
}

async function work(one: OneImport, progress: Progress, desk: Desk, signal: AbortSignal): Promise<void> {
  const { invitations, disk } = desk
  const { file, run } = await fileOf(one, desk)
  const plan = await planImport(file, run, { bulkRows: BULK_ROWS, restarts: false })
  Object.assign(progress, { people: plan.done + plan.left, done: plan.done })
  const place = invitations.place()
  const result = `${one.path}.result`
  const sameFailures = new SameFailures()
  const { done, stoppedBy, unwritten } = await runImport(file, plan, {
    ...{ settings: place, invitations, disk, result, now: place.now, signal, isBulkAsked: false },
    begun: () => undefined,
    importing: () => undefined,
    told: async (outcome) => {
      note(outcome, progress)
      await audit(outcome, progress.by, desk)
      const stopped = sameFailures.add(outcome)
      if (stopped !== undefined) throw stopped
    },
  })
  progress.done = done
  if (unwritten === undefined) progress.result = result
  const failure = stoppedBy ?? unwritten
  if (failure !== undefined) fail(progress, failure)
  else progress.state = signal.aborted && done < progress.people ? 'stopped' : 'done'
}

function note(outcome: Outcome, progress: Progress): void {
  const { counts, exceptions } = progress
  counts[outcome.outcome] = (counts[outcome.outcome] ?? 0) + 1
  if (outcome.outcome !== 'failed') progress.done += 1
  const isException = outcome.outcome === 'failed' || outcome.outcome === 'skipped'
  if (isException && exceptions.length < MOST_EXCEPTIONS) exceptions.push(outcome)
}

async function audit(
  { email, user_id, invitation_id, outcome, reason }: Outcome,
  admin: Admin,
  desk: Desk,
): Promise<void> {
  const at = desk.invitations.place().now.toISOString()
  await desk.audit({ at, admin, operation: 'import', email, user_id, invitation_id, outcome, reason })
}

function fail(progress: Progress, thrown: unknown): void {
  progress.state = 'failed'
  progress.failure = thrown instanceof InvitationsError ? thrown : unexpected(thrown)
}

function unexpected(cause: unknown): InvitationsError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new InvitationsError('internal', `The import failed: ${why}`, {
    hint: 'What was done until then is in the journal. You can continue, and nobody is emailed twice.',
    cause,
  })
}
