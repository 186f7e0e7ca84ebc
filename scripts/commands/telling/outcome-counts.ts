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
