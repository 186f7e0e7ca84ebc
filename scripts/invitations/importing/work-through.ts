import { InvitationsError, says } from '../../ground/errors.ts'
import type { Outcome } from '../index.ts'
import { failed } from '../outcome.ts'
import { Concurrency } from './concurrency.ts'
import type { Journal } from './journal.ts'

/** If this many rows in a row get no answer from Auth0, the run ends: the tenant is not reachable. */
const MOST_SILENCES = 20
/** One row in progress. */
export interface Work {
  /** Its line in the file. */
  line: number
  email: string
  /** Does the work. If it throws an error that concerns only this row, that becomes the row's outcome. */
  perform: () => Promise<Outcome>
}

export interface Workshop {
  journal: Journal
  /** How many mails may be asked for in a minute; undefined: no limit. */
  mailsPerMinute: number | undefined
  /** Aborted by Ctrl-C. What has begun is finished. */
  signal: AbortSignal
  /** Called after each row, and awaited. If it throws, the run ends. */
  told: (outcome: Outcome) => void | Promise<void>
}

/**
 * Does all the work, as much at once as the tenant handles well, and notes the outcome of each row in the journal.
 * @throws InvitationsError for what stops the run
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
    concurrency.ended(performance.now() - begunMs, error !== undefined && says(error.code, 'too_much'))
    await journal.append({ type: 'ended', line: row.line, ...withoutWords(outcome) })
    await told(outcome)
    silences = error !== undefined && says(error.code, 'unanswered') ? silences + 1 : 0
    if (error !== undefined && (says(error.code, 'stops_all') || silences >= MOST_SILENCES)) failure ??= error
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
