import { exitCodes, interrupted, type ExitCode } from '../errors.ts'
import type { Outcome } from '../library/outcome.ts'
import type { Call } from './command.ts'
import { countsTold } from './outcome-counts.ts'
import { tell } from './tell.ts'

/**
 * Tells what became of each, then how many there were of which.
 * @param nothing what is said where there was nobody
 */
export async function tellAll(call: Call, outcomes: AsyncIterable<Outcome>, nothing: string): Promise<ExitCode> {
  const { output, signal } = call
  const counts: Record<string, number> = {}
  let exitCode: ExitCode = exitCodes.done
  for await (const outcome of outcomes) {
    counts[outcome.outcome] = (counts[outcome.outcome] ?? 0) + 1
    if (tell(output, outcome) !== exitCodes.done) exitCode = exitCodes.notDone
  }
  const told = countsTold(counts, call.flags['dry-run'] === true)
  output.say(told === '' ? nothing : `${told}.`)
  output.record({ type: 'summary', ...counts })
  if (signal.aborted)
    throw interrupted('Stopped by Ctrl-C.', 'Run the same command again: what is done is not done twice.')
  return exitCode
}
