import { exitCodes, interrupted, type ExitCode } from '../../ground/errors.ts'
import type { Outcome } from '../../invitations/outcome.ts'
import type { Call } from '../command.ts'
import { Tally } from './tally.ts'

/**
 * Tells what became of each, then how many there were of which.
 * @param nothing what is said where there was nobody
 * @param tally for who knows how many there will be
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
