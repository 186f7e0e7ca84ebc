import { join } from 'node:path'
import { entries } from '../../../actions/invitation/settings.ts'
import type { TenantApi } from '../../auth0/tenant-api.ts'
import { look, scopesOfToken } from '../../auth0/tenant-facts.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { audienceOf } from '../../ground/settings/tenant-settings.ts'
import { at, listAt, textAt } from '../../ground/unknown.ts'
import { readCredentials } from '../credentials.ts'
import { readNames } from '../declared/desired.ts'
import { projectFolder } from '../declared/project.ts'
import type { Tenant } from '../tenant.ts'
import { actionChecks } from './actions.ts'
import { connectionChecks } from './connection.ts'
import { customDomainChecks } from './custom-domains.ts'
import { seen, type Facts } from './facts.ts'
import type { Finding } from './finding.ts'
import { mailChecks } from './mail.ts'
import { notLookedAt } from './not-looked-at.ts'
import { settingChecks } from './settings.ts'
import { tenantChecks } from './tenant.ts'

const severities: readonly Finding['severity'][] = ['error', 'warning', 'note']

/** What the doctor has to know of the settings. */
type Patient = Omit<Facts, 'look' | 'scopes' | 'machineAheadMs' | 'auth0Now'>

/**
 * Every finding, the worst first. Reads only.
 * @throws InvitationsError where the tenant does not answer, or `settings_incomplete` where no app is set
 */
export async function diagnose({ settings, api }: Tenant): Promise<Finding[]> {
  const patient = patientOf(settings)
  const look = await lookAround(patient, api)
  const scopes = await scopesOfToken(api)
  return findingsIn({
    ...patient,
    look,
    scopes,
    machineAheadMs: -api.clock.correctedMs,
    auth0Now: api.clock.now(),
  })
}

/** Pure. */
export function findingsIn(facts: Facts): Finding[] {
  const ofTenant = [...tenantChecks, ...customDomainChecks]
  const checks = [...mailChecks, ...connectionChecks, ...actionChecks, ...settingChecks, ...ofTenant, notLookedAt]
  const findings = checks.flatMap((check) => check(facts) ?? [])
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

/** What a deploy with these settings would make of the tenant. */
function patientOf(settings: DeploySettings): Patient {
  const { clientId, connection, customDomain, appUrl, requiresInvitation, secrets: values } = settings
  if (clientId === undefined) {
    throw new InvitationsError('settings_incomplete', 'One setting is missing: INVITATIONS_CLIENT_ID.', {
      hint: 'Set it to the client id of the app that invitees sign in to.',
    })
  }
  const tenantFolder = join(projectFolder(), 'tenant')
  const { bound: wanted, secrets } = readNames(tenantFolder, settings)
  const declared = readCredentials(tenantFolder, audienceOf(settings))
  const { doubts, linkLifetimeSec, pageLanguages } = settings
  return {
    ...{ clientId, connection, customDomain, requiresInvitation, doubts, linkLifetimeSec, pageLanguages },
    named: { allowedOrigins: entries(values['INVITATIONS_ALLOWED_REDIRECT_ORIGINS']), appUrl },
    requiredSince: requiresInvitation ? values['INVITATIONS_REQUIRED_SINCE'] : undefined,
    wanted,
    secrets,
    apps: Object.fromEntries(declared.map(({ name, scopes }) => [name, scopes])),
  }
}

/** Auth0's log describes a call by the summary of its operation (OpenAPI document). */
const BINDINGS_CHANGED = 'type:sapi AND description:"Update trigger bindings"'

/** Users whose metadata is measured. */
const USERS_LOOKED_AT = 100

async function lookAround(patient: Patient, api: TenantApi): Promise<Facts['look']> {
  const q = 'app_metadata.invitation.state:"open" OR app_metadata.invitation.state:"revoked"'
  const bindings = Object.keys(patient.wanted).map((trigger) => [
    `bindings_${trigger}`,
    `actions/triggers/${trigger}/bindings?per_page=50`,
  ])
  const first = await look(api, {
    provider: 'emails/provider?fields=name,enabled,default_from_address&include_fields=true',
    reset_email: 'email-templates/reset_email',
    welcome_email: 'email-templates/welcome_email',
    connections: `connections?name=${encodeURIComponent(patient.connection)}&strategy=auth0`,
    app: `clients/${encodeURIComponent(patient.clientId)}?fields=client_id,app_type,callbacks,grant_types,initiate_login_uri,organization_usage&include_fields=true`,
    tenant: 'tenants/settings',
    prompts: 'prompts',
    bot_detection: 'attack-protection/bot-detection',
    rules: 'rules?enabled=true',
    actions: 'actions/actions?per_page=100',
    bindings_changed: `logs?q=${encodeURIComponent(BINDINGS_CHANGED)}&sort=date:-1&per_page=50`,
    custom_domains: 'custom-domains',
    oldest_event: 'logs?sort=date:1&per_page=1',
    invited: `users?q=${encodeURIComponent(q)}&search_engine=v3&per_page=${USERS_LOOKED_AT}`,
    ...namedPaths(bindings),
  })
  const facts = { ...patient, look: first, scopes: undefined, machineAheadMs: 0, auth0Now: undefined }
  const connectionId = at(seen(facts, 'connections'), 0, 'id')
  const versions = listAt(seen(facts, 'actions'), 'actions').flatMap((action) => {
    const [name, id] = [textAt(action, 'name'), textAt(action, 'id')]
    const isOurs = Object.values(patient.wanted).flat().includes(name)
    return isOurs ? [[`versions_${name}`, `actions/actions/${id}/versions?per_page=1`]] : []
  })
  const second = await look(api, {
    ...(typeof connectionId === 'string' && { connection_clients: `connections/${connectionId}/clients?take=100` }),
    ...namedPaths(versions),
  })
  return { ...first, ...second }
}

function namedPaths(entries: string[][]): Record<string, string> {
  return Object.fromEntries(entries) as Record<string, string>
}
