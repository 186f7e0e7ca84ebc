import { exitCodes, type ExitCode } from '../../ground/errors.ts'
import { Progress } from './progress.ts'
import type { InvitationResult, Outcome } from '../../invitations/outcome.ts'
import { SameFailures } from '../../invitations/one-of-many.ts'
import type { Call } from '../command.ts'
import type { Output } from './output.ts'

/** Up to this many results are printed one by one; more become a summary. */
export const FEW = 10
/** This many exceptions of one kind are printed in full; the others are counted. */
const TOLD_OF_A_KIND = 3
/** This many of the counted ones are named. */
const NAMED_OF_A_KIND = 20

/**
 * Reports the results for several invitees. A few are printed one by one. For more, people see the progress, then a
 * count per outcome, and the exceptions. With --verbose they get a line for each; programs always get an object.
 */
export class Tally {
  readonly counts: OutcomeCounts = {}
  exitCode: ExitCode = exitCodes.done
  readonly #call: Call
  #all: number | undefined
  #progress: Progress
  /** Results that wait until it is clear whether there are more than a few; undefined once there are. */
  #held: Outcome[] | undefined = []
  readonly #sameFailures = new SameFailures()
  readonly #exceptions = new Map<string, { told: number; others: string[] }>()

  /** @param all the number of invitees, if it is already known */
  constructor(call: Call, all?: number) {
    this.#call = call
    this.#all = all
    this.#progress = new Progress(all, performance.now())
  }

  /** Sets the number of invitees, once it is known. The time for the work counts from here. */
  expect(all: number): void {
    this.#all = all
    this.#progress = new Progress(all, performance.now())
  }

  /** @throws InvitationsError if the tenant refuses one after another in the same way */
  add(outcome: Outcome): void {
    const { output } = this.#call
    this.counts[outcome.outcome] = (this.counts[outcome.outcome] ?? 0) + 1
    this.exitCode = worse(this.exitCode, exitCodeOf(outcome))
    output.record(recordOf(outcome))
    if (this.#tellsEach) speak(output, outcome)
    else if (this.#held !== undefined && this.#held.length < FEW && (this.#all ?? 0) <= FEW) this.#held.push(outcome)
    else {
      for (const earlier of this.#held ?? []) this.#tellException(earlier)
      this.#held = undefined
      this.#tellException(outcome)
    }
    const stopped = this.#sameFailures.add(outcome)
    if (stopped !== undefined) throw stopped
    const line = this.#progress.line(performance.now(), this.counts)
    if ((this.#all ?? Infinity) > FEW) output.bar(line)
  }

  /** The counts for people; empty if there was nobody. */
  get told(): string {
    return countsTold(this.counts, this.#call.flags['dry-run'] === true)
  }

  /** Prints what was held back. Call it at the end, even if the work was cut short. */
  end(): void {
    const { output } = this.#call
    for (const outcome of this.#held ?? []) speak(output, outcome)
    if (this.#held !== undefined) this.#held = []
    for (const [kind, { others }] of this.#exceptions) {
      if (others.length === 0) continue
      const more = others.length > NAMED_OF_A_KIND ? ` and ${others.length - NAMED_OF_A_KIND} more` : ''
      const named = others.slice(0, NAMED_OF_A_KIND).join(', ')
      output.say(
        `${others.length} more like this (${kind.replaceAll('_', ' ')}): ${named}${more}. --verbose lists each.`,
      )
    }
    this.#exceptions.clear()
  }

  /** If there are only a few, nothing has to wait. With --json or --verbose, everything is printed at once. */
  get #tellsEach(): boolean {
    const isFew = this.#all !== undefined && this.#all <= FEW
    return this.#call.output.json || this.#call.flags['verbose'] === true || isFew
  }

  #tellException(outcome: Outcome): void {
    const kind = exceptionIn(outcome)
    if (kind === undefined) return
    const { told, others } = this.#exceptions.get(kind) ?? { told: 0, others: [] }
    // A new link is always printed: it was asked for, and appears nowhere else.
    const isTold = told < TOLD_OF_A_KIND || kind === LINK
    if (isTold) speak(this.#call.output, outcome)
    this.#exceptions.set(kind, isTold ? { told: told + 1, others } : { told, others: [...others, outcome.email] })
  }
}

const LINK = 'link'

/** Why this result gets its own line among many; undefined if it is only counted. */
function exceptionIn({ error, outcome, reason, link }: Outcome): string | undefined {
  if (error !== undefined) return error.code
  if (outcome === 'skipped') return reason ?? outcome
  if (outcome === 'attached' && link !== undefined) return 'attached_without_mail'
  return link === undefined ? undefined : LINK
}

/** The object that programs get. */
function recordOf({ message: _, error: __, ...result }: Outcome): InvitationResult {
  return result
}

/** The line that people get; with --json, an error is printed as one. */
function speak(output: Output, { message, error, link }: Outcome): void {
  if (error) output.error(error)
  else output.say(message)
  if (link !== undefined) output.handOver(link)
}

/** An answer of no leaves something undone, but is not an error. */
function exitCodeOf({ error, reason }: Outcome): ExitCode {
  return error?.exitCode ?? (reason === 'cancelled' ? exitCodes.notDone : exitCodes.done)
}

/** The worse of two exit codes: 2 (something must be typed, set or answered differently) over 1 over 0. */
function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one > other ? one : other
}

/** The number of results for each outcome. */
export type OutcomeCounts = Record<string, number>

/** Words for a dry run, which only says what would happen. Outcomes that change nothing keep theirs. */
const foreseen: Readonly<Record<string, string>> = {
  invited: 'would be invited',
  attached: 'would be attached',
  resent: 'would be emailed again',
  reminded: 'would be reminded',
  revoked: 'would be revoked',
  repaired: 'would be fixed',
  skipped: 'would be skipped',
  failed: 'would fail',
}

/** The counts for people, exceptions last: `3 invited, 1 already invited, 2 failed`. */
export function countsTold(counts: Readonly<OutcomeCounts>, isDryRun = false): string {
  const isException = ([outcome]: [string, number]) => outcome === 'failed' || outcome === 'skipped'
  const all = Object.entries(counts)
  return [...all.filter((one) => !isException(one)), ...all.filter(isException)]
    .map(([outcome, count]) => `${count} ${(isDryRun ? foreseen[outcome] : undefined) ?? outcome.replaceAll('_', ' ')}`)
    .join(', ')
}
