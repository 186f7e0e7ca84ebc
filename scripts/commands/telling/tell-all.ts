import { exitCodes, interrupted, type ExitCode } from '../../ground/errors.ts'
import type { Outcome } from '../../invitations/outcome.ts'
import type { Call } from '../command.ts'
import { Tally } from './tally.ts'

/**
 * Reports each result, then the number of each outcome.
 * @param nothing what to say if there was nobody
 * @param tally given by callers who know how many there will be
 */
export async function tellAll(
  call: Call,
  outcomes: AsyncIterable<Outcome>,
  nothing: string,
  tally = new Tally(call),
): Promise<ExitCode> {
  const { output, signal } = call
  try {
    for await (const outcome of outcomes) tally.add(outcome)
  } finally {
    tally.end()
  }
  if (tally.told === '') output.well(nothing)
  else output.say(`${tally.told}.`)
  output.record({ type: 'summary', ...tally.counts })
  if (signal.aborted) throw interrupted('Stopped by Ctrl-C.', 'Run the same command again. Nothing is done twice.')
  return tally.exitCode === exitCodes.done ? exitCodes.done : exitCodes.notDone
}
