import { interrupted, InvitationsError, says } from '../ground/errors.ts'
import type { Stage } from './stage.ts'

/** Something that is looked at, and the page or file that says what is to be seen. */
interface Check {
  /** What is expected, as a sentence. */
  about: string
  source: string
}

/** Looks at one thing. The result is what `look` answered; undefined where the check does not apply here. */
export type Look<Name extends string> = <Seen>(name: Name, look: () => Promise<Seen>) => Promise<Seen | undefined>

type Checks<Name extends string> = Readonly<Record<Name, Check>>
type Playing<Name extends string> = (look: Look<Name>) => Promise<void>

/** A few checks in a row, about one invitee. */
export interface Story {
  name: string
  /** What its checks answer is the value of a switch. */
  settles?: boolean
  checks: Checks<string>
  /** Something has to take its time before it can be played. */
  takesAMinute: boolean
  /** Done before the first story is played. @returns what plays this one */
  begin: (stage: Stage) => Promise<Playing<string>>
}

interface Told<Name extends string> extends Pick<Story, 'name' | 'settles'> {
  checks: Checks<Name>
}

export function story<Name extends string>({
  play,
  ...told
}: Told<Name> & { play: (stage: Stage, look: Look<Name>) => Promise<void> }): Story {
  return { ...told, takesAMinute: false, begin: (stage) => Promise.resolve((look) => play(stage, look)) }
}

/** A story that begins before the first one is played, and goes on after the last. */
export function longStory<Name extends string>({
  begin,
  ...told
}: Told<Name> & { begin: (stage: Stage) => Promise<Playing<Name>> }): Story {
  return { ...told, takesAMinute: true, begin }
}

/** What came of a check. */
export interface CheckResult {
  story: string
  check: string
  /**
   * `ok`; `differs` from what was expected; `skipped`: it does not apply to this tenant or to these settings; `not_looked_at`:
   * something before it kept it from being looked at.
   */
  outcome: 'ok' | 'differs' | 'skipped' | 'not_looked_at'
  /** What is expected, as a sentence. */
  expected: string
  /** What was there instead. */
  found?: string
  /** Why it was skipped or not looked at, as a sentence. */
  why?: string
  /** Which page or file says what is expected. */
  source: string
  /** How long it took, in seconds. */
  seconds: number
  /** What it settled: a value of the switch with the check's name. */
  value?: string
}

/** It was looked at, and is not as it should be. */
export class Difference extends Error {
  /** @param found what was there, as a phrase */
  constructor(found: string) {
    super(found)
    this.name = 'Difference'
  }
}

/** There is nothing to look at here. */
export class NotHere extends Error {
  /** @param why a sentence */
  constructor(why: string) {
    super(why)
    this.name = 'NotHere'
  }
}

/** @throws Difference where it does not hold */
export function expectThat(holds: boolean, found: string | (() => string)): void {
  if (!holds) throw new Difference(typeof found === 'string' ? found : found())
}

/** What plays a story, or why it could not begin. */
export type Beginning = { playing: Playing<string> } | { failure: unknown }

export async function begin(story: Story, stage: Stage): Promise<Beginning> {
  if (stage.signal.aborted) throw stopped()
  try {
    return { playing: await story.begin(stage) }
  } catch (failure) {
    throwWhatStops(failure)
    return { failure }
  }
}

/**
 * Plays a story. Every check is told once: those behind one that differs are not looked at.
 * @throws InvitationsError for what would stop the next story, too; `interrupted`
 */
export async function play(
  { name, checks, settles = false }: Story,
  beginning: Beginning,
  stage: Stage,
  told: (result: CheckResult) => void,
): Promise<void> {
  const left = new Map(Object.entries(checks))
  const tell = (check: string, rest: Pick<CheckResult, 'outcome' | 'seconds'> & Partial<CheckResult>) => {
    const { about, source } = checks[check] ?? { about: '', source: '' }
    left.delete(check)
    told({ story: name, check, expected: about, source, ...rest })
  }
  const look: Look<string> = async (check, work) => {
    if (stage.signal.aborted) throw stopped()
    const begun = stage.elapsedMs()
    const took = () => ({ seconds: Math.round((stage.elapsedMs() - begun) / 100) / 10 })
    try {
      const seen = await work()
      tell(check, { outcome: 'ok', ...took(), ...(typeof seen === 'string' && settles && { value: seen }) })
      return seen
    } catch (failure) {
      if (failure instanceof NotHere) {
        tell(check, { outcome: 'skipped', why: failure.message, ...took() })
        return undefined
      }
      if (!(failure instanceof Difference)) throw failure
      tell(check, { outcome: 'differs', found: failure.message, ...took() })
      throw new StoryEnds(`${name}: ${check} differs.`)
    }
  }
  try {
    if ('failure' in beginning) throw beginning.failure
    await beginning.playing(look)
  } catch (failure) {
    if (!(failure instanceof StoryEnds || failure instanceof NotHere)) throwWhatStops(failure)
    const outcome = failure instanceof NotHere ? 'skipped' : 'not_looked_at'
    for (const check of left.keys()) tell(check, { outcome, why: reasonIn(failure), seconds: 0 })
  }
}

class StoryEnds extends Error {}

function throwWhatStops(failure: unknown): void {
  const isOurs = failure instanceof InvitationsError
  if (isOurs && (failure.code === 'interrupted' || says(failure.code, 'stops_all'))) throw failure
}

function reasonIn(failure: unknown): string {
  if (failure instanceof InvitationsError) return failure.summary
  const told = failure instanceof Error ? failure.message.split('\n')[0] : String(failure)
  return told ?? 'It failed without a reason.'
}

function stopped(): InvitationsError {
  return interrupted('Stopped by Ctrl-C.', [
    'What was made is removed. For anything left: ',
    { do: 'verify', clean: true },
  ])
}
