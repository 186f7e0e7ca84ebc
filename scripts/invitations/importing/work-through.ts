import { InvitationsError, type ErrorCode } from '../../ground/errors.ts'
import type { Outcome } from '../index.ts'
import { failed } from '../outcome.ts'
import { Concurrency } from './concurrency.ts'
import type { Journal } from './journal.ts'

/** So many rows in a row without any answer from Auth0 end the run: the tenant is not there. */
const MOST_SILENCES = 20
/** Auth0 has too much to do, or is not there. */
const refusals = new Set<ErrorCode>([
  ...(['rate_limited', 'tenant_unreachable', 'proxy_failed', 'tenant_refused', 'email_not_sent'] as const),
])
/** Nobody answered, or not Auth0. */
const unanswered = new Set<ErrorCode>(['tenant_unreachable', 'proxy_failed'])

/** What stops the next row too. */
const systemic = new Set<ErrorCode>([
  'wrong_credentials',
  'missing_scope',
  'wrong_domain',
  'custom_domain_needed',
  'unknown_connection',
  'settings_incomplete',
  'tls_not_trusted',
  'journal_failed',
])

/** One row on its way. */
export interface Work {
  /** Its line in the file. */
  line: number
  email: string
  /** Does it. What it throws for this row only becomes its outcome. */
  perform: () => Promise<Outcome>
}

export interface Workshop {
  journal: Journal
  /** Mails that are asked for in a minute at most; undefined: no limit. */
  mailsPerMinute: number | undefined
  /** Aborted by Ctrl-C: what is in flight is finished. */
  signal: AbortSignal
  /** Told after each row. */
  told: (outcome: Outcome) => void
}

/**
 * Does everything, as many at once as the tenant answers well, and notes in the journal what became of each row.
 * @throws InvitationsError for what stops every row
 */
export async function workThrough(
  all: AsyncGenerator<Work>,
  { journal, signal, told, mailsPerMinute }: Workshop,
): Promise<void> {
  const concurrency = new Concurrency(mailsPerMinute)
  const underway = new Set<Promise<void>>()
  let failure: Error | undefined
  let silences = 0
  const isOver = () => failure !== undefined || signal.aborted
  const work = async (row: Work) => {
    const begunMs = performance.now()
    const outcome = await performed(row)
    const { error } = outcome
    concurrency.ended(performance.now() - begunMs, error !== undefined && refusals.has(error.code))
    await journal.append({ type: 'ended', line: row.line, ...withoutWords(outcome) })
    told(outcome)
    silences = error !== undefined && unanswered.has(error.code) ? silences + 1 : 0
    if (error !== undefined && (systemic.has(error.code) || silences >= MOST_SILENCES)) failure ??= error
  }
  try {
    while (!isOver()) {
      if (underway.size >= concurrency.allowed) {
        await Promise.race(underway)
        continue
      }
      const next = await all.next()
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
    await all.return(undefined)
  }
  if (failure !== undefined) throw failure
}

async function performed({ email, perform }: Work): Promise<Outcome> {
  try {
    return await perform()
  } catch (failure) {
    if (!(failure instanceof InvitationsError) || failure.code === 'journal_failed') throw failure
    return failed(email, failure)
  }
}

function withoutWords({ message: _, error: __, ...result }: Outcome) {
  return result
}
