import { exitCodes, type ExitCode } from '../../ground/errors.ts'
import type { InvitationResult, Outcome } from '../../invitations/outcome.ts'
import type { Output } from './output.ts'

/** What programs are told of an outcome. */
export function recordOf({ message: _, error: __, ...result }: Outcome): InvitationResult {
  return result
}

/** What people are told of it; with --json, the error that it is. */
export function speak(output: Output, { message, error, link }: Outcome): void {
  if (error) output.error(error)
  else output.say(message)
  if (link !== undefined) output.handOver(link)
}

/** An answer of no leaves something undone, and is not an error. */
export function exitCodeOf({ error, reason }: Outcome): ExitCode {
  return error?.exitCode ?? (reason === 'cancelled' ? exitCodes.notDone : exitCodes.done)
}

/** The exit code of several: 2 (something has to be typed, set or answered differently) over 1 over 0. */
export function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one > other ? one : other
}
