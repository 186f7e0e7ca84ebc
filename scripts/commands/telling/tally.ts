import { exitCodes, type ExitCode } from '../../ground/errors.ts'
import { Progress } from './progress.ts'
import type { InvitationResult, Outcome } from '../../invitations/outcome.ts'
import { SameFailures } from '../../invitations/one-of-many.ts'
import type { Call } from '../command.ts'
import type { Output } from './output.ts'

/** So many results are told one by one; more of them are a summary. */
export const FEW = 10
/** Of exceptions of one kind, so many are told in full; the others are counted. */
const TOLD_OF_A_KIND = 3
/** Of those that are counted, so many are named. */
const NAMED_OF_A_KIND = 20

/**
 * Tells what becomes of each of several invitees. A few are told one by one; of more, people are told how far it is, then
 * how many came to what, and the exceptions. With --verbose they have a line for each, and programs always have an object.
 */
export class Tally {
  readonly counts: OutcomeCounts = {}
  exitCode: ExitCode = exitCodes.done
  readonly #call: Call
  #all: number | undefined
  #progress: Progress
  /** What waits to be told until it is clear whether there are more than a few; undefined: there are. */
  #held: Outcome[] | undefined = []
  readonly #sameFailures = new SameFailures()
  readonly #exceptions = new Map<string, { told: number; others: string[] }>()

  /** @param all how many there are, where that is known already */
  constructor(call: Call, all?: number) {
    this.#call = call
    this.#all = all
    this.#progress = new Progress(all, performance.now())
  }

  /** It is known by now how many there are; the time that it takes counts from here. */
  expect(all: number): void {
    this.#all = all
    this.#progress = new Progress(all, performance.now())
  }

  /** @throws InvitationsError where the tenant refuses one after the other in the same way */
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

  /** The counts as people read them; empty where there was nobody. */
  get told(): string {
    return countsTold(this.counts, this.#call.flags['dry-run'] === true)
  }

  /** Tells what was held back: call it at the end, also when the work was cut off. */
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

  /** Where the number is known to be small, nothing has to wait; programs and --verbose have everything at once. */
  get #tellsEach(): boolean {
    const isFew = this.#all !== undefined && this.#all <= FEW
    return this.#call.output.json || this.#call.flags['verbose'] === true || isFew
  }

  #tellException(outcome: Outcome): void {
    const kind = exceptionIn(outcome)
    if (kind === undefined) return
    const { told, others } = this.#exceptions.get(kind) ?? { told: 0, others: [] }
    // A link that was made is what was asked for: it is told nowhere else.
    const isTold = told < TOLD_OF_A_KIND || kind === LINK
    if (isTold) speak(this.#call.output, outcome)
    this.#exceptions.set(kind, isTold ? { told: told + 1, others } : { told, others: [...others, outcome.email] })
  }
}

const LINK = 'link'

/** What makes this one worth a line among many; undefined: nothing does, it is counted. */
function exceptionIn({ error, outcome, reason, link }: Outcome): string | undefined {
  if (error !== undefined) return error.code
  if (outcome === 'skipped') return reason ?? outcome
  if (outcome === 'attached' && link !== undefined) return 'attached_without_mail'
  return link === undefined ? undefined : LINK
}

/** What programs are told of an outcome. */
function recordOf({ message: _, error: __, ...result }: Outcome): InvitationResult {
  return result
}

/** What people are told of it; with --json, the error that it is. */
function speak(output: Output, { message, error, link }: Outcome): void {
  if (error) output.error(error)
  else output.say(message)
  if (link !== undefined) output.handOver(link)
}

/** An answer of no leaves something undone, and is not an error. */
function exitCodeOf({ error, reason }: Outcome): ExitCode {
  return error?.exitCode ?? (reason === 'cancelled' ? exitCodes.notDone : exitCodes.done)
}

/** The exit code of several: 2 (something has to be typed, set or answered differently) over 1 over 0. */
function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one > other ? one : other
}

/** How many outcomes there were of each kind. */
export type OutcomeCounts = Record<string, number>

/** Of a dry run, in which nothing happens: what would. An outcome that changes nothing is the same then. */
const foreseen: Readonly<Record<string, string>> = {
  invited: 'would be invited',
  attached: 'would be attached',
  resent: 'would be mailed again',
  reminded: 'would be reminded',
  revoked: 'would be revoked',
  repaired: 'would be fixed',
  skipped: 'would be skipped',
  failed: 'would fail',
}

/** The counts as people read them, the exceptions last: `3 invited, 1 already invited, 2 failed`. */
export function countsTold(counts: Readonly<OutcomeCounts>, isDryRun = false): string {
  const isException = ([outcome]: [string, number]) => outcome === 'failed' || outcome === 'skipped'
  const all = Object.entries(counts)
  return [...all.filter((one) => !isException(one)), ...all.filter(isException)]
    .map(([outcome, count]) => `${count} ${(isDryRun ? foreseen[outcome] : undefined) ?? outcome.replaceAll('_', ' ')}`)
    .join(', ')
}
