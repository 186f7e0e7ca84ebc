import { DOT_ENV, type PlannedDotEnv } from '../../deployments/setting-up/index.ts'
import type { Call } from '../command.ts'

/** Prints the lines of `.env` that change. The output hides secrets in them. */
export function tellDotEnv({ output, flags }: Call, { isNew, lines }: PlannedDotEnv): void {
  for (const { before, after } of lines) output.record({ type: 'setting', before: before ?? null, after })
  if (lines.length === 0) {
    output.say(`${DOT_ENV} already has all of it.`)
    return
  }
  const isDryRun = flags['dry-run'] === true
  if (isNew) {
    const added = lines.map(({ after }) => `  ${after}`)
    output.say([`${isDryRun ? 'Would write' : 'Writing'} ${DOT_ENV}, with the comments of .env.example:`, ...added])
    return
  }
  const differing = lines.flatMap(({ before, after }) => [
    ...(before === undefined ? [] : [`  - ${before}`]),
    `  + ${after}`,
  ])
  output.say([
    `${isDryRun ? 'Would change' : 'To change'} in ${DOT_ENV}; every other line stays as it is:`,
    ...differing,
  ])
}

/** Warns about environment variables that differ from `.env`: they take precedence in later commands. */
export function tellOverruled({ output, environment }: Call, { settings, before }: PlannedDotEnv): void {
  const others = Object.entries(settings).flatMap(([name, value]) => {
    const set = environment[name]
    return set === undefined || set === value || set === before[name] ? [] : [name]
  })
  const overruling = [...others, ...(environment['AUTH0_ACCESS_TOKEN'] === undefined ? [] : ['AUTH0_ACCESS_TOKEN'])]
  if (overruling.length === 0) return
  const isOne = overruling.length === 1
  output.warn(
    `${overruling.join(', ')} ${isOne ? 'is' : 'are'} set in the environment or in ${DOT_ENV}, and ${isOne ? 'takes' : 'take'} precedence over what was written. Unset ${isOne ? 'it' : 'them'}; init ignored ${isOne ? 'it' : 'them'}.`,
  )
}
