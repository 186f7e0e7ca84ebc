import type { Finding } from '../deployments/index.ts'
import { exitCodes } from '../ground/errors.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { deploymentsIn } from './at-tenant.ts'
import { jsonFlag, type Command } from './command.ts'

export const doctor: Command = {
  operands: '',
  flags: {
    strict: { type: 'boolean', help: 'end with 1 also when something could not be looked at' },
    json: jsonFlag,
  },
  examples: ['invitations doctor', 'invitations doctor --strict --json        every night, by cron'],
  async run(call) {
    const { environment, output, flags } = call
    const settings = readInvitationSettings(environment) // what inviting needs, too
    const findings = await deploymentsIn(call).doctor()
    for (const finding of findings) output.record({ type: 'finding', ...finding })
    const unseen = findings.filter(({ code }) => code === 'not_looked_at')
    const count = (severity: Finding['severity']) =>
      findings.filter((one) => one.severity === severity && !unseen.includes(one)).length
    const counts = {
      ...{ errors: count('error'), warnings: count('warning'), notes: count('note') },
      not_looked_at: unseen.length,
    }
    output.record({ type: 'summary', domain: settings.domain, ...counts })
    output.say([...findings.flatMap(told), summary(settings.domain, counts)])
    const isStrict = flags['strict'] === true && unseen.length > 0
    return counts.errors > 0 || isStrict ? exitCodes.notDone : exitCodes.done
  },
}

const marks: Record<Finding['severity'], string> = { error: '✗ error', warning: '! warning', note: '· note' }

function told({ code, severity, what, why, mend }: Finding): string[] {
  return [`${marks[severity].padEnd(10)} ${what} (${code})`, `           ${why}`, `         → ${mend}`, '']
}

type Counts = Record<'errors' | 'warnings' | 'notes' | 'not_looked_at', number>

function summary(domain: string, { errors, warnings, notes, not_looked_at }: Counts): string {
  if (errors + warnings + notes + not_looked_at === 0) return `✓ ${domain} is ready for invitations.`
  const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`
  const found = `${domain}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(notes, 'note')}.`
  return not_looked_at === 0 ? found : `${found} ${counted(not_looked_at, 'thing')} could not be looked at.`
}
