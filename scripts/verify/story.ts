import { interrupted, InvitationsError, says } from '../ground/errors.ts'
import type { Stage } from './stage.ts'

/** Something that is checked, with the page or file that says what to expect. */
interface Check {
  /** What is expected, as a sentence. */
  about: string
  source: string
}

/** Checks one thing. The result is what `look` returned; undefined if the check does not apply here. */
export type Look<Name extends string> = <Seen>(name: Name, look: () => Promise<Seen>) => Promise<Seen | undefined>

type Checks<Name extends string> = Readonly<Record<Name, Check>>
type Playing<Name extends string> = (look: Look<Name>) => Promise<void>

/** A few checks in a row, about one invitee. */
export interface Story {
  name: string
  /** Whether its check settles the value of a switch. */
  settles?: boolean
  checks: Checks<string>
  /** Whether a minute has to pass before it can be played. */
  takesAMinute: boolean
  /** Called before the first story is played. @returns what plays this one */
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

/** A story that begins before the first one is played, and continues after the last. */
export function longStory<Name extends string>({
  begin,
  ...told
}: Told<Name> & { begin: (stage: Stage) => Promise<Playing<Name>> }): Story {
  return { ...told, takesAMinute: true, begin }
}

/** The result of a check. */
export interface CheckResult {
  story: string
  check: string
  /**
   * `ok`; `differs` from what was expected; `skipped`: it does not apply to this tenant or these settings; `not_looked_at`:
   * something before it prevented the check.
   */
  outcome: 'ok' | 'differs' | 'skipped' | 'not_looked_at'
  /** What is expected, as a sentence. */
  expected: string
  /** What was there instead. */
  found?: string
  /** Why it was skipped or not looked at, as a sentence. */
  why?: string
  /** The page or file that says what to expect. */
  source: string
  /** How long it took, in seconds. */
  seconds: number
  /** What it settled: the value of the switch with the check's name. */
  value?: string
}

/** The check was made, and the result is not as expected. */
export class Difference extends Error {
  /** @param found what was there, as a phrase */
  constructor(found: string) {
    super(found)
    this.name = 'Difference'
  }
}

/** The check does not apply here. */
export class NotHere extends Error {
  /** @param why a sentence */
  constructor(why: string) {
    super(why)
    this.name = 'NotHere'
  }
}

/** @throws Difference if it is not true */
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
 * Plays a story. Reports every check once. After a check that differs, the rest of the story is not checked.
 * @throws InvitationsError for what would stop the next story too; `interrupted`
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
