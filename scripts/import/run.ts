import { randomBytes } from 'node:crypto'
import type { Invitee } from '../csv/invitees.ts'
import { InvitationsError, type ErrorCode } from '../errors.ts'
import type { Invitations, Outcome } from '../library/index.ts'
import type { Journal, RowState } from './journal.ts'

/** Invitations on their way at once; more would only wait for Auth0's limits. */
const WORKERS = 10
/** So many rows in a row without any answer from Auth0 end the run: the tenant is not there. */
const MOST_SILENCES = 2 * WORKERS

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
  /** Aborted by Ctrl-C: what is in flight is finished. */
  signal: AbortSignal
  /** Told after each row. */
  told: (invitee: Invitee, outcome: Outcome) => void
}

/**
 * Invites everybody who is not done, by several workers. Before each call and after each row the journal is written, so
 * that the same command goes on after a crash: at most the call that was in flight is made again.
 * @throws InvitationsError for what stops every row
 */
export async function inviteAll(run: Run): Promise<void> {
  const rows = run.invitees[Symbol.asyncIterator]()
  let failure: Error | undefined
  let silences = 0
  const work = async () => {
    while (failure === undefined && !run.signal.aborted) {
      const next = await rows.next()
      if (next.done) return
      const invitee = next.value
      if (invitee.problems.length > 0 || invitee.duplicateOf !== undefined) continue
      if (isDone(run.before.get(invitee.line), invitee)) continue
      const outcome = await inviteRow(run, invitee)
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

/** A row that failed is tried again; one that is in the journal with another address is another row. */
export function isDone(before: RowState | undefined, { request }: Invitee): boolean {
  return before?.ended !== undefined && before.ended.outcome !== 'failed' && isSame(before, request.email)
}

function isSame({ email }: RowState, wanted: string): boolean {
  return email.toLowerCase() === wanted.trim().toLowerCase()
}

async function inviteRow({ invitations, journal, before }: Run, { line, request }: Invitee): Promise<Outcome> {
  const begun = before.get(line)
  const earlier = begun !== undefined && isSame(begun, request.email) ? begun : undefined
  const invitation_id = earlier?.invitation_id || `inv_${randomBytes(16).toString('hex')}`
  try {
    return await invitations.invite(request, {
      invitation_id,
      mailMayBeSent: earlier?.ended === undefined && earlier?.step === 'mail',
      before: (step, user_id) =>
        journal.append({
          ...{ type: 'begun', line, email: request.email, invitation_id, step },
          ...(user_id !== undefined && { user_id }),
        }),
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
