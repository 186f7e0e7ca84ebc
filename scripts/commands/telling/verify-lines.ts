import { exitCodes, type ExitCode } from '../../ground/errors.ts'
import type { CheckResult, Cleaned, Facts, Looked, Story } from '../../verify/index.ts'
import type { Output } from './output.ts'
import { commandLine } from '../../ground/next-step.ts'

/** Printed before anything is created. */
export function tellWhatItMakes(
  output: Output,
  { domain, accounts, leftovers }: Looked,
  stories: readonly Story[],
  addresses: string,
): void {
  output.say([
    `${domain} has ${accounts} ${accounts === 1 ? 'account' : 'accounts'}.`,
    ...(leftovers ? ['An earlier run left something there. It is removed first.'] : []),
    `${stories.length} ${stories.length === 1 ? 'story' : 'stories'} will be played there, with accounts at ${addresses}.`,
    'An app and Actions are created for the run, and the mail template is changed for a few moments.',
    `At the end, and after Ctrl-C, everything is removed. After a kill: ${commandLine('verify', [], [['clean', true]])}`,
    `It takes about ${minutesFor(stories)}, and ${onFree(stories)} on a Free plan, because it keeps to the plan’s limits.`,
  ])
}

/** Measured with the local tenant and `--plan free`. */
function onFree(stories: readonly Story[]): string {
  return stories.length > 20 ? 'three and a half minutes' : 'longer'
}

/** An invitation takes at least a minute to expire. */
function minutesFor(stories: readonly Story[]): string {
  const waits = stories.some(({ takesAMinute }) => takesAMinute)
  return waits ? 'one and a half minutes' : stories.length > 5 ? 'a minute' : 'half a minute'
}

const marks: Record<CheckResult['outcome'], string> = { ok: '✓', differs: '✗', skipped: '-', not_looked_at: '?' }

/** A line for each check, and what to know about one with an unexpected result. */
export function tellResult(output: Output, result: CheckResult): void {
  output.record({ type: 'check', ...result })
  output.say(linesOf(result))
}

function linesOf({ story, check, outcome, expected, found, why, source, seconds, value }: CheckResult): string[] {
  const name = story === check ? check : `${story}: ${check}`
  const said = value === undefined ? '' : `  ${value}`
  const line = `${marks[outcome]} ${name}${said}`.padEnd(60)
  switch (outcome) {
    case 'ok':
      return [`${line} ${seconds.toFixed(1)} s`]
    case 'differs':
      return [
        `${line} ${seconds.toFixed(1)} s`,
        `    expected  ${expected}`,
        `    found     ${found ?? ''}`,
        `    source    ${source}`,
      ]
    case 'skipped':
      return [`${line.trimEnd()} (skipped: ${why ?? ''})`]
    case 'not_looked_at':
      return [`${line.trimEnd()} (not checked: ${why ?? ''})`]
  }
}

export function tellCleaned(output: Output, { removed, left }: Cleaned): void {
  output.record({ type: 'cleaned', removed, left })
  if (removed.length > 0)
    output.say(`Removed what was made: ${removed.length} ${removed.length === 1 ? 'thing' : 'things'}.`)
  if (left.length === 0) return
  output.say([
    'Not removed:',
    ...left.map(({ what, why }) => `  ${what}: ${why}`),
    `Once that is solved: ${commandLine('verify', [], [['clean', true]])}`,
  ])
}

/** @param file with the facts; undefined if nothing was settled */
export function tellSummary(
  output: Output,
  { domain, assume }: Facts,
  file: string | undefined,
  results: readonly CheckResult[],
): ExitCode {
  const count = (outcome: CheckResult['outcome']) => results.filter((one) => one.outcome === outcome).length
  const counts = {
    ok: count('ok'),
    differs: count('differs'),
    skipped: count('skipped'),
    not_looked_at: count('not_looked_at'),
  }
  output.record({ type: 'summary', domain, ...counts, settled: Object.keys(assume).length, facts: file ?? null })
  output.say([
    '',
    `${domain}: ${counts.ok} as expected, ${counts.differs} not, ${counts.skipped} skipped, ${counts.not_looked_at} not checked.`,
    ...(file === undefined
      ? []
      : [`What was found out is in ${file}. LOCAL_TENANT_FACTS=${file} makes the local tenant behave the same way.`]),
  ])
  return counts.differs + counts.not_looked_at === 0 ? exitCodes.done : exitCodes.notDone
}
