import { join } from 'node:path'
import { readCredentials } from '../deployments/credentials.ts'
import { readNames } from '../deployments/desired.ts'
import { projectFolder } from '../deployments/project.ts'
import { diagnose, type Patient } from '../deployments/doctor/diagnose.ts'
import type { Finding } from '../deployments/doctor/finding.ts'
import { exitCodes } from '../ground/errors.ts'
import { readDeploySettings } from '../ground/settings/deploy-settings.ts'
import { readInvitationSettings, type Environment } from '../ground/settings/invitation-settings.ts'
import { audienceOf } from '../ground/settings/tenant-settings.ts'
import { apiFor } from './at-tenant.ts'
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
    const settings = readInvitationSettings(environment)
    const { credentials } = readDeploySettings(environment)
    const api = apiFor({ ...settings, credentials }, call)
    const findings = await diagnose(patientOf(environment), api)
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

/** What a deploy with these settings would make of the tenant. */
function patientOf(environment: Environment): Patient {
  const { clientId, connection, customDomain, allowedOrigins, appUrl } = readInvitationSettings(environment)
  const deploy = readDeploySettings(environment)
  const tenantFolder = join(projectFolder(), 'tenant')
  const { bound: wanted, secrets } = readNames(tenantFolder, deploy)
  const apps = Object.fromEntries(
    readCredentials(tenantFolder, audienceOf(deploy)).map(({ name, scopes }) => [name, scopes]),
  )
  return {
    clientId,
    connection,
    customDomain,
    named: { allowedOrigins, appUrl },
    requiresInvitation: deploy.requiresInvitation,
    requiredSince: deploy.requiresInvitation ? deploy.secrets['INVITATIONS_REQUIRED_SINCE'] : undefined,
    doubts: deploy.doubts,
    linkLifetimeSec: deploy.linkLifetimeSec,
    pageLanguages: deploy.pageLanguages,
    wanted,
    secrets,
    apps,
  }
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
