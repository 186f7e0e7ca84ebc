import { exitCodes, interrupted, InvitationsError, type ExitCode } from '../../ground/errors.ts'
import { howFar, nameOf, type RunOfFile } from '../../invitations/importing/earlier-runs.ts'
import type { ImportEnd, ImportPlan, RowCounts } from '../../invitations/importing/import-people.ts'
import type { PeopleFile } from '../../invitations/importing/invitees.ts'
import type { Call } from '../command.ts'
import type { Output } from './output.ts'
import { sameCommand } from './same-command.ts'
import type { Tally } from './tally.ts'

/** Says how far the run of a file got. */
export function tellHowFar(run: RunOfFile, valid: number, output: Output): ExitCode {
  const far = howFar(run, valid)
  output.record({ type: 'summary', ...far, journal: run.path })
  output.say(
    far.started_at === null
      ? 'This file has not been imported yet.'
      : `Run of ${far.started_at}: ${far.done} done, ${far.failed} failed, ${far.begun} begun, ${far.left} left. Journal: ${run.path}`,
  )
  return exitCodes.done
}

/** Says what earlier runs of the file did. */
export function tellEarlierRuns(
  file: PeopleFile,
  { before, ofOtherContent, done, left }: ImportPlan,
  output: Output,
): void {
  for (const earlier of ofOtherContent) {
    output.warn(
      `${nameOf(file)} has changed since its run of ${earlier.started_at}, which invited ${earlier.done}. Nobody is emailed twice.`,
    )
  }
  if (before.header) output.say(`Continuing the run of ${before.header.started_at}: ${done} done, ${left} left.`)
}

/** Prints the result. @throws InvitationsError the error that stopped every row, after everything else is printed */
export function tellEnd(
  call: Call,
  counts: RowCounts,
  tally: Tally,
  result: string,
  { done, stoppedBy, unwritten }: ImportEnd,
): ExitCode {
  const { output, signal } = call
  if (unwritten !== undefined) {
    const why = unwritten.message
    const hint = 'Run the same command to write it again.'
    if (stoppedBy === undefined) throw new InvitationsError('output_failed', why, { hint, cause: unwritten })
    output.warn(`${why} The same command writes it.`)
  }
  output.say(
    `${tally.told || 'Nothing left to do'}; ${done} of ${counts.valid} done in all. Each row with its outcome: ${result}`,
  )
  output.record({ type: 'summary', ...counts, ...tally.counts, done, left: counts.valid - done, result })
  if (stoppedBy !== undefined) throw stoppedBy
  if (signal.aborted)
    throw interrupted(
      'Stopped by Ctrl-C. Everything that had started was finished.',
      `To continue: ${sameCommand('import', call)}`,
    )
  return counts.invalid > 0 || tally.exitCode !== exitCodes.done ? exitCodes.notDone : exitCodes.done
}
