import type { Finding } from '../../deployments/index.ts'
import type { Output } from './output.ts'

/** The number of findings of each kind. */
export interface FindingCounts {
  errors: number
  warnings: number
  notes: number
  not_looked_at: number
}

/** Prints the doctor's findings and their records. */
export function tellFindings(output: Output, domain: string, findings: readonly Finding[]): FindingCounts {
  for (const finding of findings) output.record({ type: 'finding', ...finding })
  const unseen = findings.filter(({ code }) => code === 'not_looked_at')
  const count = (severity: Finding['severity']) =>
    findings.filter((one) => one.severity === severity && !unseen.includes(one)).length
  const counts = {
    ...{ errors: count('error'), warnings: count('warning'), notes: count('note') },
    not_looked_at: unseen.length,
  }
  const looked = findings.filter((one) => !unseen.includes(one))
  output.say([...looked.flatMap(linesOf), ...unseenLines(unseen), summary(domain, counts)])
  return counts
}

const marks: Record<Finding['severity'], string> = { error: '✗ error', warning: '! warning', note: '· note' }

export function linesOf({ code, severity, what, why, fix }: Finding): string[] {
  return [`${marks[severity].padEnd(10)} ${what} (${code})`, `           ${why}`, `         → ${fix}`, '']
}

/** One line for each thing that could not be checked. They all need the same fix. */
function unseenLines(unseen: readonly Finding[]): string[] {
  const [first] = unseen
  if (first === undefined) return []
  if (unseen.length === 1) return linesOf(first)
  const { code, severity, fix } = first
  return [
    `${marks[severity].padEnd(10)} Problems in these are not listed: (${code})`,
    ...unseen.map(({ what }) => `           ${what}`),
    `         → ${fix}`,
    '',
  ]
}

function summary(domain: string, { errors, warnings, notes, not_looked_at }: FindingCounts): string {
  if (errors + warnings + notes + not_looked_at === 0) return `✓ ${domain} is ready for invitations.`
  const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`
  const found = `${domain}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(notes, 'note')}.`
  return not_looked_at === 0 ? found : `${found} ${counted(not_looked_at, 'thing')} could not be checked.`
}
