import { exitCodes, type ExitCode } from '../errors.ts'
import type { Outcome } from '../library/outcome.ts'
import type { Output } from '../output.ts'

/** Prints what became of one invitation. @returns the exit code it stands for */
export function tell(output: Output, { message, error, ...result }: Outcome): ExitCode {
  output.record(result)
  if (error) output.error(error)
  else output.say(message)
  if (result.link !== undefined) output.handOver(result.link)
  const isCancelled = result.reason === 'cancelled'
  return error?.exitCode ?? (isCancelled ? exitCodes.notDone : exitCodes.done)
}

/** The exit code of several: 2 (something has to be typed, set or answered differently) over 1 over 0. */
export function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one > other ? one : other
}
