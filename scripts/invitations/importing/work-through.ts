import { InvitationsError, says } from '../../ground/errors.ts'
import type { Outcome } from '../index.ts'
import { failed } from '../outcome.ts'
import { Concurrency } from './concurrency.ts'
import type { Journal } from './journal.ts'

/** So many rows in a row without any answer from Auth0 end the run: the tenant is not there. */
const MOST_SILENCES = 20
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
  /** Told after each row, and awaited; what it throws ends the run. */
  told: (outcome: Outcome) => void | Promise<void>
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
